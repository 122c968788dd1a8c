"""Files read up to a limit, and written whole or not at all.

Whole however the writer ends: a file is written beside its place, given to the disk, and renamed.
After a kill, or a loss of power, the place has the former file or the new one; what was written
last may then be lost, but is never half there.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import tempfile
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lenet.errors import DataError
from lenet.host.file_lock import NoLocksError, is_at, locked

if TYPE_CHECKING:
    from PIL.Image import Image

PART = ".part"

_PIECE = 2**16


def read_at_most(path: Path, most: int, *, pipes: bool = False) -> bytes:
    """The content of a file, which takes no more memory than it has bytes.

    ``pipes``: whether it may be a pipe, which is waited for. OSError; DataError if it has more
    than ``most`` bytes, or is a pipe, a device or a socket.
    """
    with open_regular(path, pipes=pipes) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise DataError(f"expected {path} of at most {most} bytes")
        content = bytearray(file.read(size + 1))
        while len(content) <= most and (piece := file.read(_PIECE)):
            content += piece
    if len(content) > most:
        raise DataError(f"expected {path} of at most {most} bytes")
    return bytes(content)


def open_regular(path: Path, *, pipes: bool = False) -> BufferedReader:
    """Open a file to read. OSError; DataError for a pipe, on which others would wait for ever.

    So for a device or a socket; ``pipes`` allows a pipe, and waits for it.
    """
    handle = os.open(path, os.O_RDONLY | (0 if pipes else os.O_NONBLOCK))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not (stat.S_ISREG(mode) or (pipes and stat.S_ISFIFO(mode))):
            raise DataError(f"expected {path} to be a file; it is a pipe, a device or a socket")
    except BaseException:
        os.close(handle)
        raise
    return open(handle, "rb")


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a temporary file beside ``path`` and rename it, so that nobody reads half a file.

    Text is encoded by ``in_utf8``. On failure the former file is left, and the OSError names
    ``path``.
    """
    with whole_file(path) as file:
        file.write(in_utf8(content) if isinstance(content, str) else content)


def in_utf8(text: str) -> bytes:
    """Text as UTF-8, with ? for lone surrogates, as of a file name that is not valid text."""
    return text.encode(errors="replace")


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write piece by piece; it replaces ``path`` only if no error is raised.

    A symbolic link is followed. A pipe or a device, such as /dev/stdout, cannot be replaced by
    another file: it is written directly.

    On failure the former file is left, and the OSError names ``path``.
    """
    if path.is_char_device() or path.is_fifo():
        try:
            with path.open("wb") as stream:
                yield stream
        except OSError as error:
            name = error.filename or os.fspath(path)
            raise OSError(error.errno, error.strerror, name) from error
        return
    try:
        place = Path(os.path.realpath(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, part = _new_part(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fchmod(handle, 0o666 & ~_umask())
            os.fsync(handle)
            os.replace(part, place)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(part)
        if isinstance(error, OSError) and error.filename in (None, part):
            raise OSError(error.errno, error.strerror, os.fspath(path)) from error
        raise


def write_png(path: Path, picture: Image, **settings: Any) -> None:
    """Write a picture as PNG, whole or not at all; ``settings`` are Pillow's. OSError."""
    png = io.BytesIO()
    picture.save(png, "PNG", **settings)
    write_whole(path, png.getvalue())


def sweep_parts(folder: Path, name: str = "") -> None:
    """Remove what killed processes left in a folder of files that they were writing.

    Of files whose names begin with ``name`` alone. A file that is being written stays, as its
    writer has it locked. Nothing is done in a folder that cannot be listed.
    """
    with contextlib.suppress(OSError):
        for part in os.listdir(folder):
            if part.startswith(f".{name}") and part.endswith(PART):
                _remove_left(folder / part)


def _remove_left(part: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if locked(handle):
                os.unlink(part)
        finally:
            os.close(handle)


def _new_part(place: Path) -> tuple[int, str]:
    """A new file beside ``place``, open and locked so that nobody sweeps it away."""
    while True:
        handle, part = tempfile.mkstemp(PART, f".{place.name}.", place.parent)
        with contextlib.suppress(NoLocksError):  # then nobody can sweep either
            locked(handle)
        if is_at(handle, part):
            return handle, part
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
