"""A job's pictures, divided into parts of the same number, each with a name of its own."""

from __future__ import annotations

import itertools
import os
import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lenet.many.readings.job import digest_of
from lenet.pictures.addresses.address import Address
from lenet.pictures.addresses.remote import is_remote
from lenet.pictures.named_files import PictureFile

PICTURES_A_PART = 1000
"""Pictures of a part, some 20 seconds of one core."""

DIGEST_LETTERS = 16

PREFIX = "part-"
"""How the names of parts begin."""


@dataclass(frozen=True)
class JobPart:
    """Some pictures of a job.

    Attributes
    ----------
    number : int
        Its place among the parts, from 1.
    count : int
        How many pictures it has.
    packed : bytes
        The pictures, pickled and compressed: a picture takes some 50 bytes so, and 500 otherwise.
        A job may have a hundred million.
    digest : str
        16 letters, other ones when the job, a picture's name or a picture has changed.
    """

    number: int
    count: int
    packed: bytes
    digest: str

    @classmethod
    def of(cls, number: int, files: Sequence[PictureFile], digest: str) -> JobPart:
        """The part that has these pictures."""
        return cls(number, len(files), zlib.compress(pickle.dumps(files)), digest)

    @property
    def files(self) -> Sequence[PictureFile]:
        """The pictures, in the order of the job."""
        return pickle.loads(zlib.decompress(self.packed))  # type: ignore[no-any-return]  # noqa: S301

    @property
    def name(self) -> str:
        """Its file's name without the ending."""
        return f"{PREFIX}{self.number:06}-{self.digest}"


def divided(files: Iterable[PictureFile], job_digest: str, each: int) -> Iterator[JobPart]:
    """The parts of a job, of ``each`` pictures; the last may have fewer."""
    files = iter(files)
    for number in itertools.count(1):
        some = tuple(itertools.islice(files, each))
        if not some:
            return
        decides = (f"{file.name}\0{stamp(file)}".encode(errors="replace") for file in some)
        digest = digest_of([job_digest.encode(), *decides])[:DIGEST_LETTERS]
        yield JobPart.of(number, some, digest)


def absolute(file: PictureFile) -> PictureFile:
    """The same picture by an absolute path, for workers in other folders; its name stays."""
    picture = file.picture
    if isinstance(picture, Path):
        return replace(file, picture=picture.absolute())
    if isinstance(picture, Address) and not is_remote(picture.file):
        return replace(file, picture=replace(picture, file=os.path.abspath(picture.file)))
    return file


def stamp(file: PictureFile) -> str:
    """What changes with a picture's content: size and time of a file, what a store tells of it."""
    if not isinstance(file.picture, Path):
        return file.stamp
    try:
        told = os.stat(file.picture)
    except OSError:
        return ""
    return f"{told.st_size} {told.st_mtime_ns}"
