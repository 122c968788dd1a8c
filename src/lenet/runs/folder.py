"""The folder of a run: its file names, its one writer, and how a new one is taken and given back.

Every file is written whole or not at all. In each epoch ``config.json`` is written first and the
checkpoint last, so a folder with a ``config.json`` can be resumed whenever the run was killed.

Whoever writes holds a lock in the folder, so that a second writer is refused. The lock is free when
its holder ends, a killed one too. Who only reads takes no notice of it.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from lenet.errors import DataError
from lenet.host.file_lock import FileLock, NoLocksError
from lenet.host.files import sweep_parts
from lenet.models.checkpoint import CHECKPOINT
from lenet.models.storage import CONFIG

log = logging.getLogger("lenet.runs")

HISTORY, CARD = "history.csv", "README.md"
CURVES, CONFUSION, MISTAKES, FIRST = "curves.png", "confusion.png", "mistakes.png", "first.png"
RUNS = Path("runs")
LOCK = ".lock"

UNFINISHED = ".unfinished"
"""Stands in a folder that was empty when it was taken, until everything is written."""


@dataclass(frozen=True)
class RunFolder:
    """Where a run is written; ``made`` are the folders that were made for it, the deepest first.

    ``lock`` is held by the one writer. As a context manager it lets the lock go at the end, and
    when an error is raised removes the folders that were made, if empty.
    """

    path: Path
    lock: FileLock
    made: tuple[Path, ...] = ()

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            (self / UNFINISHED).unlink(missing_ok=True)
            self.lock.release()
        else:
            self.give_back()

    @property
    def resumable(self) -> bool:
        """Whether an epoch was finished here."""
        return (self / CHECKPOINT).exists()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Be the folder's one writer. DataError if another is."""
        self.hold()
        try:
            yield
        finally:
            self.lock.release()

    def hold(self) -> None:
        """Become the folder's one writer, if this is not it yet. DataError if another is."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            free = self.lock.take()
        except NoLocksError as error:
            log.warning(
                "%s: its file system has no locks (%s): see that no other process writes there",
                self.path,
                error.strerror or error,
            )
            return
        except OSError as error:
            raise OSError(error.errno, error.strerror, os.fspath(self.path)) from error
        if not free:
            raise DataError(
                f"{self.path}: expected a folder that no other process writes "
                f"({self.lock.holder()} writes there)"
            )

    def give_back(self) -> None:
        """Let the lock go, and remove the folders that were made, as far as they are empty."""
        with contextlib.suppress(OSError):
            if not set(os.listdir(self.path)) - {LOCK, UNFINISHED}:
                (self / UNFINISHED).unlink(missing_ok=True)
        self.lock.release()
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


def take(path: Path, leftovers: Collection[str] = ()) -> RunFolder:
    """The folder, made if need be. DataError if it is not free, OSError if it is not writable.

    ``leftovers`` are names of files and folders that are written here and of no worth until all are
    there: what a killed process left of them is removed first.
    """
    if not (path / UNFINISHED).exists() and not (path / LOCK).exists():
        check_free(path)  # before anything is made; else what a killed process left goes first
    folder = take_any(path)
    try:
        if leftovers:
            _remove_unfinished(path, leftovers)
        check_free(path)
        if leftovers:
            (folder / UNFINISHED).touch()
    except BaseException:
        folder.give_back()
        raise
    return folder


def take_any(path: Path) -> RunFolder:
    """The folder, made if need be, whatever it contains; half-written files are removed.

    DataError if another process writes there, OSError if it is not writable.
    """
    made = tuple(itertools.takewhile(lambda folder: not folder.exists(), (path, *path.parents)))
    path.mkdir(parents=True, exist_ok=True)
    return _held(path, made)


def take_next(name: str, parent: Path = RUNS, leftovers: Collection[str] = ()) -> RunFolder:
    """``runs/NAME-1``, or the first number that is free; ``leftovers`` as ``take`` has them."""
    made = () if parent.exists() else (parent,)
    parent.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        path, new = parent / f"{name}-{number}", True
        try:
            path.mkdir()
        except FileExistsError:
            new = False
        with contextlib.suppress(DataError, FileNotFoundError):
            folder = take(path, leftovers)
            if new or folder.lock.held:  # without locks only who made it has it alone
                return RunFolder(path, folder.lock, (path, *made) if new else made)
    raise AssertionError


def take_again(path: Path) -> RunFolder:
    """The folder of a stopped run; half-written files are removed. DataError, OSError."""
    return _held(path)


def _held(path: Path, made: tuple[Path, ...] = ()) -> RunFolder:
    folder = RunFolder(path, FileLock(path / LOCK), made)
    try:
        tempfile.TemporaryFile(dir=path).close()
        folder.hold()
        sweep_parts(path)
    except OSError as error:
        folder.give_back()
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error
    return folder


def _remove_unfinished(path: Path, leftovers: Collection[str]) -> None:
    """Remove what is left of a folder that was empty before a killed process wrote here."""
    if (path / UNFINISHED).exists():
        for name in leftovers:
            for left in path.glob(name):
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
                else:
                    left.unlink()
