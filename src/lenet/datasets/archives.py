"""One file that holds a whole data set: CIFAR's binary tar.gz, EMNIST's zip of IDX files.

Neither is pickled: the form of CIFAR that most programs take is a pickle, which may run anything.
An archive's checksum is verified before it is opened; beside it, its unpacked files are read.
"""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np

from lenet.datasets import idx
from lenet.datasets.parts import (
    NAMES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Parts,
    dimensions,
)
from lenet.errors import DataError
from lenet.host.files import open_regular, read_at_most

_CHUNK = 2**20


class Archive(Protocol):
    """One file that holds a data set, and where it is offered."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files in it, unpacked."""
        ...

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it is offered, the file's name left out."""
        ...

    @property
    def largest(self) -> int:
        """Bytes that it may have."""
        ...

    def read(self, path: Path) -> Parts:
        """Verify the file and read the data set in it. DataError."""
        ...

    def read_folder(self, folder: Path) -> Parts | None:
        """Read the file, or its unpacked ones, in a folder; None if neither is there. DataError."""
        ...


@dataclass(frozen=True)
class CifarArchive:
    """CIFAR's binary version: records of labels and 3x32x32 pixels, the planes red, green, blue."""

    name: str
    sha256: str
    train: tuple[str, ...]
    test: str
    labels: int
    """The labels of a record: 1, or coarse and fine."""
    addresses: tuple[str, ...] = (
        "https://www.cs.toronto.edu/~kriz/",
        "https://cave.cs.toronto.edu/kriz/",
    )
    largest: int = 2**28

    def read(self, path: Path) -> Parts:
        """Verify the file and read the data set in it. DataError."""
        _verify(path, "sha256", self.sha256)
        found: dict[str, bytes] = {}
        wanted = {*self.train, self.test}
        try:
            with tarfile.open(path, "r:gz") as archive:
                for member in archive:
                    name = member.name.rsplit("/", 1)[-1]
                    file = archive.extractfile(member) if name in wanted else None
                    if file is not None:
                        found[name] = file.read(self._largest_file + 1)
        except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
            raise DataError(f"{path} cannot be read: {error}") from error
        return self._parts(found, str(path))

    def read_folder(self, folder: Path) -> Parts | None:
        """Read the file, or its unpacked ones, in a folder; None without either. DataError."""
        files = [folder / name for name in (*self.train, self.test)]
        if (folder / self.name).is_file():
            return self.read(folder / self.name)
        if not any(file.is_file() for file in files):
            return None
        try:
            read = {file.name: read_at_most(file, self._largest_file) for file in files}
        except OSError as error:
            raise DataError(f"{folder} cannot be read: {error}") from error
        return self._parts(read, str(folder))

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files in it, unpacked."""
        return (*self.train, self.test)

    @property
    def _largest_file(self) -> int:
        return 50_000 * (self.labels + 3072)

    def _parts(self, files: dict[str, bytes], place: str) -> Parts:
        missing = [name for name in (*self.train, self.test) if name not in files]
        if missing:
            raise DataError(f"{place} has no {', '.join(missing)}")
        train = [self._records(files[name], f"{name} in {place}") for name in self.train]
        images, labels = (np.concatenate(side) for side in zip(*train, strict=True))
        test_images, test_labels = self._records(files[self.test], f"{self.test} in {place}")
        return Parts(
            {
                TRAIN_IMAGES: images,
                TRAIN_LABELS: labels,
                TEST_IMAGES: test_images,
                TEST_LABELS: test_labels,
            }
        )

    def _records(self, content: bytes, name: str) -> tuple[idx.Bytes, idx.Bytes]:
        """Images uint8 [n, 32, 32, 3] and labels [n], or [n, 2] coarse and fine."""
        if not content or len(content) % (self.labels + 3072):
            raise DataError(f"{name} is not records of {self.labels + 3072} bytes")
        records = np.frombuffer(content, np.uint8).reshape(-1, self.labels + 3072)
        planes = records[:, self.labels :].reshape(-1, 3, 32, 32)
        labels = records[:, 0] if self.labels == 1 else records[:, : self.labels]
        return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels.copy()


@dataclass(frozen=True)
class EmnistArchive:
    """NIST's zip of EMNIST, with four gzipped IDX files a split, whose images are transposed."""

    split: str
    name: ClassVar[str] = "gzip.zip"
    md5: ClassVar[str] = "58c8d27c78d21e728a6bc7b3cc06412e"
    addresses: ClassVar[tuple[str, ...]] = ("https://biometrics.nist.gov/cs_links/EMNIST/",)
    largest: ClassVar[int] = 2**30

    def read(self, path: Path) -> Parts:
        """Verify the file and read the data set in it. DataError."""
        _verify(path, "md5", self.md5)
        parts = Parts()
        try:
            with zipfile.ZipFile(path) as archive:
                for name in NAMES:
                    member = f"gzip/{self.file(name)}.gz"
                    with archive.open(member) as packed, gzip.open(packed) as stream:
                        parts[name] = idx.read(
                            stream, dimensions=dimensions(name), name=f"{member} in {path}"
                        )
        except (OSError, EOFError, KeyError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
            raise DataError(f"{path} cannot be read: {error}") from error
        return _upright(parts)

    def read_folder(self, folder: Path) -> Parts | None:
        """Read the file, or its unpacked ones, in a folder; None without either. DataError."""
        if (folder / self.name).is_file():
            return self.read(folder / self.name)
        parts = Parts()
        for name in NAMES:
            raw = folder / self.file(name)
            packed = raw.with_name(f"{raw.name}.gz")
            found = next((path for path in (raw, packed) if path.is_file()), None)
            if found is None:
                continue
            parts[name] = idx.read_file(found, dimensions=dimensions(name))
        if not parts:
            return None
        missing = [self.file(name) for name in NAMES if name not in parts]
        if missing:
            raise DataError(f"{folder} has no {', '.join(missing)} (raw or .gz)")
        return _upright(parts)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files in it, unpacked: raw and gzipped."""
        raw = tuple(self.file(name) for name in NAMES)
        return (*raw, *(f"{name}.gz" for name in raw))

    def file(self, name: str) -> str:
        """What the archive calls the file with the usual name ``name``."""
        return f"emnist-{self.split}-{name.replace('t10k', 'test')}"


def _upright(parts: Parts) -> Parts:
    """The parts with their images turned as they are seen: EMNIST's have rows for columns."""
    for name in (TRAIN_IMAGES, TEST_IMAGES):
        parts[name] = np.ascontiguousarray(parts[name].transpose(0, 2, 1))
    return parts


def _verify(path: Path, kind: str, expected: str) -> None:
    """DataError unless the file has the checksum."""
    digest = hashlib.new(kind, usedforsecurity=False)
    try:
        with open_regular(path) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if digest.hexdigest() != expected:
        raise DataError(
            f"{path} is damaged: expected the {kind.upper()} {expected}, "
            f"received {digest.hexdigest()}"
        )
