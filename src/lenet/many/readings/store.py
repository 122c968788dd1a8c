"""Where parts are written: a folder that all workers share, or an address that fsspec writes to.

A file is whole or not there: a folder's are renamed into their place, an object store shows an
object when all of it has come.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from lenet.errors import DataError
from lenet.host.files import sweep_parts, write_whole
from lenet.pictures.addresses.remote import file_system, is_remote, one_line


class Store(Protocol):
    """Files by their names; a name may have one folder before it."""

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if there is none. OSError or DataError."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole. OSError or DataError."""
        ...

    def names(self, folder: str = "") -> list[str]:
        """The names of the files in a folder, sorted; none if it is not there."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, or a folder and its files, if it is there."""
        ...


@dataclass(frozen=True)
class Folder:
    """A folder of this machine's file system."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if there is none. OSError."""
        with contextlib.suppress(FileNotFoundError):
            return (self.path / name).read_bytes()
        return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole. OSError."""
        write_whole(self.path / name, content)

    def names(self, folder: str = "") -> list[str]:
        """The names of the files in a folder, sorted."""
        place = self.path / folder
        sweep_parts(place)
        with contextlib.suppress(FileNotFoundError):
            return sorted(one.name for one in place.iterdir() if one.is_file())
        return []

    def remove(self, name: str) -> None:
        """Remove a file, or a folder and its files."""
        place = self.path / name
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


@dataclass(frozen=True)
class Bucket:
    """A folder of an object store, or of whatever else fsspec writes to."""

    address: str

    def __str__(self) -> str:
        return self.address

    def read(self, name: str) -> bytes | None:
        """The content of a file; None if there is none. DataError."""
        with self._told():
            system, path = self._place(name)
            try:
                return bytes(system.cat_file(path))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole. DataError."""
        with self._told():
            system, path = self._place(name)
            system.pipe_file(path, content)

    def names(self, folder: str = "") -> list[str]:
        """The names of the files in a folder, sorted."""
        with self._told():
            system, path = self._place(folder)
            try:
                found = system.ls(path, detail=True)
            except FileNotFoundError:
                return []
        return sorted(one["name"].rpartition("/")[2] for one in found if one["type"] == "file")

    def remove(self, name: str) -> None:
        """Remove a file, or a folder and its files."""
        with self._told():
            system, path = self._place(name)
            with contextlib.suppress(FileNotFoundError):
                system.rm(path, recursive=True)

    def _place(self, name: str) -> tuple[Any, str]:
        system, path = file_system(self.address)
        system.invalidate_cache()  # others write here too
        return system, f"{path.rstrip('/')}/{name}".rstrip("/")

    @contextlib.contextmanager
    def _told(self) -> Any:
        try:
            yield
        except DataError:
            raise
        except Exception as error:  # of whatever library opens addresses of this kind
            raise DataError(f"{self.address}: {one_line(error)}") from error


def store_at(place: str | os.PathLike[str]) -> Store:
    """The store that a path or an address names."""
    name = os.fspath(place)
    return Bucket(name) if is_remote(name) else Folder(Path(name).absolute())
