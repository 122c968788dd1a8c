"""The user's cache: one folder a data set, with the raw IDX files and their checksums.

A folder is written under a temporary name and renamed when it is complete, so it is whole or
absent. The checksums are verified at each reading.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lenet.datasets import idx
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.published_sets import AbsentError, Published
from lenet.errors import DataError
from lenet.host.file_lock import FileLock, NoLocksError
from lenet.host.files import read_at_most, write_whole

CHECKSUMS = "SHA256SUMS"
LONGEST_WAIT = 600.0
"""Seconds to wait for another process that fetches the same data set."""

_LARGEST_CHECKSUMS = 4096


def root() -> Path:
    """Give the cache's folder: the environment's LENET_CACHE, or the system's usual place."""
    named = os.environ.get("LENET_CACHE")
    if named:
        return Path(os.path.expanduser(named)).absolute()
    import pooch  # type: ignore[import-untyped]

    return Path(pooch.os_cache("lenet"))


def place(published: Published) -> Path:
    """Give the folder where this data set is kept, whether it is there or not."""
    return root() / published.folder


def read(published: Published) -> Parts:
    """Read and verify a kept data set; raises AbsentError or, if it is damaged, DataError."""
    folder = place(published)
    if not folder.is_dir():
        raise AbsentError("not there yet")
    parts = Parts(
        (name, idx.read_file(folder / name, dimensions=published.dimensions(name)))
        for name in NAMES
    )
    published.check(parts)
    if not published.sha256 and _checksums(parts) != _recorded(folder):
        raise DataError(f"{folder} does not match the checksums kept beside it")
    _sweep_if_free(published)
    return parts


def keep(published: Published, parts: Parts) -> Path:
    """Put a data set into the cache; a damaged one is replaced.

    Raises
    ------
    OSError
        It cannot be written, on a full disk for example. Nothing is left behind.
    """
    folder = place(published)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _beside(published) as scratch:
        complete = scratch / "complete"
        complete.mkdir()
        for name in NAMES:
            _write(complete / name, parts[name])
        write_whole(complete / CHECKSUMS, _checksums(parts))
        _swap(complete, folder, scratch / "replaced")
    return folder


@contextlib.contextmanager
def fetching(published: Published, report: Callable[[str], None]) -> Iterator[Path]:
    """Let one process at a time fetch a data set; give a temporary folder for it.

    The operating system releases the lock when the process ends. Where the cache cannot be written
    or locked, nobody waits and the temporary folder is the system's: ``keep`` is safe without it.
    """
    with contextlib.ExitStack() as stack:
        try:
            root().mkdir(parents=True, exist_ok=True)
            if _locked(stack, _lock(published), published, report):
                _sweep(published)
            scratch = stack.enter_context(_beside(published))
        except OSError:
            temporary = tempfile.TemporaryDirectory(prefix="lenet-", ignore_cleanup_errors=True)
            scratch = Path(stack.enter_context(temporary))
        yield scratch


@contextlib.contextmanager
def _beside(published: Published) -> Iterator[Path]:
    scratch = Path(tempfile.mkdtemp(prefix=f".{published.folder}-", dir=root()))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _lock(published: Published) -> Path:
    return root() / f".{published.folder}.lock"


def _sweep(published: Published) -> None:
    """Remove the temporary folders of killed processes; the lock must be held."""
    for leftover in _left_over(published):
        shutil.rmtree(leftover, ignore_errors=True)


def _sweep_if_free(published: Published) -> None:
    """Remove them unless a process that fetches may still use them, or the cache is read-only."""
    lock = FileLock(_lock(published))
    with contextlib.suppress(OSError):
        if (_left_over(published) or lock.path.exists()) and lock.take():
            _sweep(published)
    lock.release()


def _left_over(published: Published) -> list[Path]:
    return list(root().glob(f".{glob.escape(published.folder)}-*"))


def _locked(
    stack: contextlib.ExitStack, path: Path, published: Published, report: Callable[[str], None]
) -> bool:
    lock = FileLock(path)
    stack.callback(lock.release)
    deadline = time.monotonic() + LONGEST_WAIT
    waiting = False
    while True:
        try:
            if lock.take():
                return True
        except NoLocksError as error:
            report(f"{path.parent} has no locks ({error.strerror}): others may fetch it too")
            return False
        if time.monotonic() > deadline:
            report(f"another process has not fetched it in {LONGEST_WAIT:g} s: fetching it here")
            return False
        if not waiting:
            report(f"another process is fetching {published.title}: waiting for it")
            waiting = True
        time.sleep(0.05)


def _swap(complete: Path, folder: Path, replaced: Path) -> None:
    # A folder can only be renamed onto an empty one, so a damaged one steps aside first. Without
    # the lock another process may do the same at the same moment: whoever comes second tries again.
    for _ in range(10):
        with contextlib.suppress(FileNotFoundError):
            folder.rename(replaced)
        try:
            complete.rename(folder)
        except OSError:
            if not folder.exists():
                raise
            shutil.rmtree(replaced, ignore_errors=True)
        else:
            return
    raise OSError(f"{folder} is being replaced by other processes again and again")


def _write(path: Path, array: idx.Bytes) -> None:
    with path.open("wb") as file:
        file.write(idx.header(array))
        file.write(array.data)
        file.flush()
        os.fsync(file.fileno())


def _checksums(parts: Parts) -> str:
    return "".join(f"{parts.checksums[name]}  {name}\n" for name in NAMES)


def _recorded(folder: Path) -> str:
    try:
        content = read_at_most(folder / CHECKSUMS, _LARGEST_CHECKSUMS)
        return content.decode("ascii", errors="replace")
    except (OSError, DataError):
        return ""
