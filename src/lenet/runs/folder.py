"""The folder of a run: its file names, and how a new one is taken and given back.

Every file is written whole or not at all. In each epoch ``config.json`` is written first and the
checkpoint last, so a folder with a ``config.json`` can be resumed whenever the run was killed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lenet.errors import DataError
from lenet.host.files import sweep_parts
from lenet.models.checkpoint import CHECKPOINT
from lenet.models.storage import CONFIG

HISTORY, CARD = "history.csv", "README.md"
CURVES, CONFUSION, MISTAKES, FIRST = "curves.png", "confusion.png", "mistakes.png", "first.png"
RUNS = Path("runs")


@dataclass(frozen=True)
class RunFolder:
    """Where a run is written; ``made`` are the folders that were made for it, the deepest first.

    As a context manager it removes these folders, if empty, when an error is raised.
    """

    path: Path
    made: tuple[Path, ...] = ()

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.give_back()

    @property
    def resumable(self) -> bool:
        """Whether an epoch was finished here."""
        return (self / CHECKPOINT).exists()

    def give_back(self) -> None:
        """Remove the folders that were made, as far as they are empty."""
        with contextlib.suppress(OSError):  # not empty: then it is not ours to remove
            for folder in self.made:
                folder.rmdir()


def check_free(path: Path) -> None:
    """DataError if a run cannot take this folder because it is not new or empty."""
    if (path / CONFIG).exists():
        raise DataError(
            f"{path} already holds a run: choose another folder; lenet train can --resume its own"
        )
    if path.is_dir() and any(not name.startswith(".") for name in os.listdir(path)):
        raise DataError(f"expected a new or an empty folder for the run; {path} holds other files")
    if path.exists() and not path.is_dir():
        raise DataError(f"expected a folder for the run; {path} is a file")


def take(path: Path) -> RunFolder:
    """The folder, made if need be. DataError if it is not free, OSError if it is not writable."""
    check_free(path)
    return take_any(path)


def take_any(path: Path) -> RunFolder:
    """The folder, made if need be, whatever it contains. OSError if it is not writable."""
    made = tuple(itertools.takewhile(lambda folder: not folder.exists(), (path, *path.parents)))
    path.mkdir(parents=True, exist_ok=True)
    return _writable(RunFolder(path, made))


def take_next(name: str, parent: Path = RUNS) -> RunFolder:
    """``runs/NAME-1``, or the first number that is free; taken atomically."""
    made = () if parent.exists() else (parent,)
    for number in itertools.count(1):
        path = parent / f"{name}-{number}"
        with contextlib.suppress(FileExistsError):
            path.mkdir(parents=True)
            return _writable(RunFolder(path, (path, *made)))
    raise AssertionError


def take_again(path: Path) -> RunFolder:
    """The folder of a stopped run; half-written files are removed. OSError."""
    folder = _writable(RunFolder(path))
    sweep_parts(path)
    return folder


def _writable(folder: RunFolder) -> RunFolder:
    try:
        tempfile.TemporaryFile(dir=folder.path).close()
    except OSError as error:
        folder.give_back()
        raise OSError(error.errno, error.strerror, os.fspath(folder.path)) from error
    return folder
