"""Modules that notebooks import and that are on other machines: IPython's display, Colab's."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from lenet.as_keras.old.told import tell
from lenet.errors import DataError


def display(*things: Any, **how: Any) -> None:
    """Print what a notebook would show."""
    del how
    for thing in things:
        if thing is not None:
            print(thing)


class InteractiveShell:
    """What ``get_ipython()`` gives: its magics are passed over and told."""

    def run_line_magic(self, name: str, *line: Any) -> None:
        """Told."""
        del line
        tell(f"passed over: %{name}")

    def magic(self, line: str) -> None:
        """Told."""
        tell(f"passed over: %{line}")

    def system(self, line: str) -> None:
        """Told."""
        tell(f"passed over: !{line}")

    run_cell_magic = run_line_magic


class Shown:
    """A picture or a text that a notebook would show, by its kind."""

    def __init__(self, data: Any = None, *given: Any, **named: Any) -> None:
        del given
        self.data = data if data is not None else named.get("filename")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self.data)[:60]!r}>"


def get_ipython() -> InteractiveShell | None:
    """The notebook's shell; None for matplotlib, which asks whether a notebook shows its plots."""
    asking = str(sys._getframe(1).f_globals.get("__name__", ""))
    return None if asking.startswith("matplotlib") else InteractiveShell()


def _told(sentence: str) -> Callable[..., None]:
    def function(*given: Any, **named: Any) -> None:
        del given, named
        tell(sentence)

    return function


def _refused(sentence: str) -> Callable[..., None]:
    def function(*given: Any, **named: Any) -> None:
        del given, named
        raise DataError(sentence)

    return function


_SHOWN = dict.fromkeys(("Image", "SVG", "HTML", "Markdown", "Audio", "Video", "FileLink"), Shown)
_QUIET = {"clear_output": lambda **_: None, "set_matplotlib_formats": lambda *_: None}

MODULES: dict[str, dict[str, Any]] = {
    "IPython": {"get_ipython": get_ipython, "version_info": (9, 0, 0, "")},
    "IPython.display": {"display": display, **_SHOWN, **_QUIET},
    "IPython.core": {},
    "IPython.core.interactiveshell": {"InteractiveShell": InteractiveShell},
    "google.colab": {},
    "google.colab.drive": {
        "mount": _told("there is no drive to mount here: paths of a drive are not found"),
        "flush_and_unmount": _told("there is no drive to unmount here"),
    },
    "google.colab.files": {
        "upload": _refused("files.upload() is Colab's: put the file beside the listing"),
        "download": _told("files.download() is Colab's: the file is on this machine already"),
    },
    "google.colab.patches": {"cv2_imshow": _told("cv2_imshow is Colab's: nothing is shown")},
}


def provide() -> None:
    """Answer for those of these modules that are not installed."""
    for top in ("IPython", "google.colab"):
        if _is_there(top):
            continue
        for name, names in MODULES.items():
            if name == top or name.startswith(f"{top}."):
                _put(name, names)


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _put(name: str, names: dict[str, Any]) -> None:
    module = ModuleType(name)
    module.__path__ = []
    vars(module).update(names)
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    if not parent:
        return
    if parent not in sys.modules:
        try:
            importlib.import_module(parent)
        except ModuleNotFoundError:
            _put(parent, {})
    setattr(sys.modules[parent], last, module)
