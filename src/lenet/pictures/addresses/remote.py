"""Addresses such as ``s3://bucket/scans/*.png``, opened and listed through fsspec.

fsspec reads the web by itself; for ``s3://``, ``gs://`` and others it has libraries of their own,
which the user installs, and which take their keys from where they always do.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from typing import Any, BinaryIO

from lenet.errors import DataError

SEPARATOR = "://"

INSTALL = "pip install 'lenet[many]'"


def is_remote(name: str) -> bool:
    """Whether a name is an address and no path."""
    return SEPARATOR in name


def file_system(address: str) -> tuple[Any, str]:
    """The file system of an address as fsspec gives it, and the path in it.

    DataError without fsspec, or without the library for this kind of address.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise DataError(f"{address} needs fsspec: {INSTALL}") from error
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise DataError(f"{address}: {one_line(error)}") from error
    return system, str(path)


def listed(address: str) -> Iterator[tuple[str, str]]:
    """The files that an address stands for, sorted: each one's address, and its stamp.

    They are those that match its pattern, those in its folder, or itself. A stamp changes when the
    content does, as far as the store tells. DataError if it cannot be listed.
    """
    system, path = file_system(address)
    try:
        if glob.has_magic(path):
            found = system.glob(path, detail=True)
        elif system.isdir(path):
            found = system.find(path, detail=True)
        else:
            found = {path: system.info(path)}
    except Exception as error:  # of whatever library opens addresses of this kind
        raise DataError(f"{address}: {one_line(error)}") from error
    for name, told in sorted(found.items()):
        if told.get("type") != "directory":
            yield str(system.unstrip_protocol(name)), _stamp(told)


def opened(address: str) -> BinaryIO:
    """The file at an address, open to read and to seek in. DataError if it cannot be opened."""
    system, path = file_system(address)
    try:
        return system.open(path, "rb")  # type: ignore[no-any-return]
    except Exception as error:  # of whatever library opens addresses of this kind
        raise DataError(f"{address}: {one_line(error)}") from error


def one_line(error: BaseException) -> str:
    """What an error says, on one line; its kind where it says nothing."""
    if isinstance(error, FileNotFoundError):  # some say the address, some a status
        return "no such file"
    return " ".join(str(error).split()) or type(error).__name__


def _stamp(told: dict[str, Any]) -> str:
    names = ("ETag", "etag", "md5Hash", "LastModified", "mtime", "updated", "size")
    return " ".join(f"{name}={told[name]}" for name in names if told.get(name) is not None)
