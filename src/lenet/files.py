"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

PART = ".part"


def write_whole(path: Path, content: bytes | str) -> None:
    """Write beside ``path`` and rename, so that a reader sees the file before or after, never half.

    Raises OSError that names ``path``; what stood there before then still stands there.
    """
    try:
        _write_whole(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(PART, f".{path.name}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def sweep_parts(folder: Path) -> None:
    """Remove what a process that was killed in the middle of ``write_whole`` has left there."""
    for part in folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
