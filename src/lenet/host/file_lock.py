"""A lock that one process, and one thread of it, holds at a time, on a file made for it.

It is ``fcntl.flock``, which the operating system releases however the holder ends. Where a file
system has no such locks the package ``filelock`` takes a file's existence for one, and that stays
when its holder is killed; here it is an error, which the caller tells.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import weakref
from pathlib import Path

LONGEST_HOLDER = 300
"""Bytes that are read of who holds a lock."""


class NoLocksError(OSError):
    """The file system, or the system, has no locks."""


def locked(handle: int) -> bool:
    """Lock an open file; False if another holds it. NoLocksError."""
    try:
        import fcntl
    except ImportError as error:  # pragma: no cover
        raise NoLocksError("this system has no fcntl") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise NoLocksError(error.errno, error.strerror) from error
    return True


def is_at(handle: int, path: str | Path) -> bool:
    """Whether an open file is still the one that has this name."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


class FileLock:
    """The lock at ``path``, free at first; the file is removed when the lock is released.

    It is released too when nothing refers to it any more. A forked child does not hold it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def take(self) -> bool:
        """Take the lock unless another holds it, and give whether it is held now.

        NoLocksError; OSError if the file cannot be made.
        """
        while not self.held:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
            try:
                if not locked(handle):
                    os.close(handle)
                    return False
            except NoLocksError:
                _remove(self.path, handle)
                raise
            if not is_at(handle, self.path):
                os.close(handle)  # its last holder removed it meanwhile: there is a new one
                continue
            with contextlib.suppress(OSError):  # a full disk: the lock holds without a name too
                os.ftruncate(handle, 0)
                os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
            self._handle = handle
            self._removal = weakref.finalize(self, _remove, self.path, handle)
            _held.add(self)
        return True

    def release(self) -> None:
        """Let others take it; nothing if it is not held."""
        if self.held:
            self._removal()
            self._handle = None
            _held.discard(self)

    def holder(self) -> str:
        """Who holds it, as far as is known: ``process 1234 on mill``."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            with open(handle, "rb") as file:
                words = file.read(LONGEST_HOLDER).decode(errors="replace")
        except OSError:
            words = ""
        known = re.fullmatch(r"(process \d+) on ([\w.-]+)", words, re.ASCII)
        if known is None:
            return "another process"
        return known[1] if known[2] == socket.gethostname() else known[0]

    def forget(self) -> None:
        """Leave the lock to the parent: this process is a fork of its holder."""
        if self._handle is not None:
            self._removal.detach()
            os.close(self._handle)
            self._handle = None


def _remove(path: Path, handle: int) -> None:
    """Remove the lock's file while it is still locked, then let it go."""
    with contextlib.suppress(OSError):
        if is_at(handle, path):
            os.unlink(path)
    os.close(handle)


_held: weakref.WeakSet[FileLock] = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_held):
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
