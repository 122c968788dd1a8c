"""Files read up to a limit, and written whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lenet.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

PART = ".part"


def read_at_most(path: Path, most: int) -> bytes:
    """The content of a file. OSError; DataError if it has more than ``most`` bytes."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise DataError(f"expected {path} of at most {most} bytes")
    return content


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
        handle, part = tempfile.mkstemp(PART, f".{place.name}.", place.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(part, 0o666 & ~_umask())
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


def sweep_parts(folder: Path) -> None:
    """Remove temporary files that killed processes left in a folder."""
    for part in folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
