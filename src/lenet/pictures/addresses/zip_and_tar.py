"""The members of zip and tar files, read without unpacking the archive.

The archive that was read last stays open, so that its directory is read once for all its pictures.
"""

from __future__ import annotations

import atexit
import contextlib
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lenet.errors import DataError
from lenet.pictures.addresses.remote import is_remote, one_line, opened

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
ENDINGS = (".zip", *TARS)

DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip
"""What zipfile and tarfile raise for archives that they cannot read."""

ENCRYPTED = 1
"""The flag of a file in a zip that needs a password."""


def is_archive(name: str) -> bool:
    """Whether a name is a zip or tar file's."""
    return name.lower().endswith(ENDINGS)


@dataclass(frozen=True)
class ArchivedFile:
    """A file in an archive: its name, its bytes, and a stamp that changes with its content."""

    name: str
    size: int
    stamp: str


class OpenArchive:
    """An archive that is open. DataError if it cannot be opened, or is none."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        with self._told():
            remote = is_remote(name)
            self._file: BinaryIO = opened(name) if remote else open(name, "rb")  # noqa: SIM115
        try:
            with self._told():
                self._members = self._directory()
        except BaseException:
            self._file.close()
            raise

    def members(self) -> Iterator[ArchivedFile]:
        """The files in it, in their order, each name once."""
        for name, one in self._members.items():
            if isinstance(one, zipfile.ZipInfo):
                yield ArchivedFile(name, one.file_size, f"{one.CRC:08x} {one.file_size}")
            else:
                yield ArchivedFile(name, one.size, f"{one.mtime} {one.size}")

    def read(self, name: str, most: int) -> bytes:
        """The content of a member of at most so many bytes. DataError."""
        one = self._members.get(name)
        if one is None:
            raise DataError(f"{self.name}: expected {name} in it")
        size = one.file_size if isinstance(one, zipfile.ZipInfo) else one.size
        if size > most:
            raise DataError(f"{self.name}/{name}: expected at most {most} bytes, it has {size}")
        if isinstance(one, zipfile.ZipInfo) and one.flag_bits & ENCRYPTED:
            raise DataError(f"{self.name}/{name}: it is encrypted; unpack the archive yourself")
        with self._told(f"/{name}"), self._lock, self._opened(one) as file:
            return file.read(size)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _directory(self) -> dict[str, zipfile.ZipInfo | tarfile.TarInfo]:
        if self.name.lower().endswith(TARS):
            try:
                self._tar = tarfile.open(fileobj=self._file)  # noqa: SIM115  it stays open
            except tarfile.ReadError as error:  # its sentence has one for each compression
                raise DataError(f"{self.name}: expected a tar file, or it is damaged") from error
            return {one.name: one for one in self._tar if one.isfile()}
        try:
            self._zip = zipfile.ZipFile(self._file)
        except zipfile.BadZipFile as error:
            raise DataError(f"{self.name}: expected a zip file, or it is damaged") from error
        return {one.filename: one for one in self._zip.infolist() if not one.is_dir()}

    @contextlib.contextmanager
    def _opened(self, one: zipfile.ZipInfo | tarfile.TarInfo) -> Iterator[BinaryIO]:
        if isinstance(one, zipfile.ZipInfo):
            with self._zip.open(one) as file:
                yield file  # type: ignore[misc]
        else:
            extracted = self._tar.extractfile(one)
            assert extracted is not None  # it is a file
            with extracted:
                yield extracted  # type: ignore[misc]

    @contextlib.contextmanager
    def _told(self, member: str = "") -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise DataError(f"{self.name}: no such file") from error
        except DAMAGED as error:
            raise DataError(f"{self.name}{member}: {one_line(error)}") from error


class _LastArchive:
    """The archive that was read last, kept open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._archive: OpenArchive | None = None

    def get(self, name: str) -> OpenArchive:
        with self._lock:
            if self._archive is None or self._archive.name != name:
                self.close()
                self._archive = OpenArchive(name)
            return self._archive

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()
        self._archive = None


_last = _LastArchive()
atexit.register(_last.close)


def member(archive: str, name: str, most: int) -> bytes:
    """The content of a file in an archive, of at most so many bytes. DataError."""
    return _last.get(archive).read(name, most)
