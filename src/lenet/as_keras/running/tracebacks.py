"""An error as the author of a listing sees it: the listing's own lines, and what can be said."""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType

from lenet.errors import LenetError

_PACKAGE = str(Path(__file__).parents[2])
_OURS = (_PACKAGE, "<frozen", "<string>")

INSTALLED_AS = {
    "cv2": "opencv-python-headless",
    "sklearn": "scikit-learn",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
    "pydot": "pydot",
    "imutils": "imutils",
}
"""A module's name -> what pip calls it."""

FOLDERS_ELSEWHERE = ("/kaggle/", "../input", "/content/", "/gdrive", "./drive/", "drive/My")
"""Where Kaggle's and Colab's own machines keep data."""


def told(error: BaseException) -> str:
    """The error with the lines of the listing that led to it, and what to do if that is known.

    An error of lenet's is its sentence; so for what Python itself says of a syntax.
    """
    trace = _own(error.__traceback__)
    lines = traceback.format_list(trace)
    last = traceback.format_exception_only(error)
    if isinstance(error, LenetError):
        said = str(error)
        last = [f"{said}\n" if said.startswith("lenet ") else f"lenet: {said}\n"]
    head = ["Traceback (most recent call last):\n"] if lines else []
    return "".join([*head, *lines, *last, *(f"lenet: {said}\n" for said in advice(error))])


def _own(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """The steps that lead to the error, those in lenet left out; all of another's fault within."""
    return [step for step in traceback.extract_tb(trace) if not step.filename.startswith(_OURS)]


def advice(error: BaseException) -> list[str]:
    """What else can be said of an error: what to install, where a file is meant to be."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        if top == "google":
            return ["google.colab is on Colab's machines alone: take these lines out"]
        return [f"the listing needs {top}: pip install {INSTALLED_AS.get(top, top)}"]
    if isinstance(error, FileNotFoundError):
        name = str(error.filename or error)
        if any(folder in name for folder in FOLDERS_ELSEWHERE):
            return [
                f"{name} is on Kaggle's or Colab's machines: fetch the file, and put it there or "
                "change the path"
            ]
    return []
