"""What the parts of a job hold: ``manifest.json``, complete when all of them are there.

It also says whose folder this is: one job's, whose pictures may become more. A part that is not
among its parts any more, as a picture in it was added or changed, is removed.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version

from lenet.errors import DataError
from lenet.host.json_text import parse_json
from lenet.many.readings.division import PREFIX
from lenet.many.readings.part_files import counts_of
from lenet.many.readings.part_progress import UNFINISHED, PartProgress
from lenet.many.readings.store import Store

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class PartEntry:
    """A part's file, and how many pictures, readings, accepted readings and errors it holds."""

    file: str
    pictures: int
    readings: int
    accepted: int
    errors: int


@dataclass(frozen=True)
class Manifest:
    """What a finished job wrote.

    Attributes
    ----------
    lenet : str
        The version that read.
    job : str
        The digest of reader, options and form.
    parts : tuple of PartEntry
        The files, in the order of the pictures.
    """

    lenet: str
    job: str
    parts: tuple[PartEntry, ...]

    @property
    def pictures(self) -> int:
        """How many pictures there are."""
        return sum(one.pictures for one in self.parts)

    @property
    def readings(self) -> int:
        """How many readings there are."""
        return sum(one.readings for one in self.parts)

    @property
    def accepted(self) -> int:
        """How many of the readings are accepted."""
        return sum(one.accepted for one in self.parts)

    @property
    def errors(self) -> int:
        """How many pictures could not be read."""
        return sum(one.errors for one in self.parts)


def begin(store: Store, job_digest: str) -> Manifest:
    """The manifest of what this job wrote before, or a new one: the store is this job's now.

    DataError if it is another job's.
    """
    content = store.read(MANIFEST)
    if content is None:
        return _written(store, Manifest(version("lenet"), job_digest, ()))
    found = _parsed(store, content)
    if found.job != job_digest:
        raise DataError(
            f"{store}: expected a new folder, it has what another job wrote, with other options, "
            "another reader or another lenet"
        )
    return found


def end(
    store: Store, before: Manifest, parts: Sequence[PartProgress], there: Container[str]
) -> Manifest:
    """Write what the parts hold, and remove what is left of parts that are not this job's any more.

    The counts of files that were ``there`` before it began stay. DataError if a part that was read
    is not there: the workers wrote to another place.
    """
    known = {one.file: one for one in before.parts if one.file in there}
    entries = tuple(known.get(one.file) or _counted(store, one) for one in parts)
    made = _written(store, replace(before, parts=entries))
    kept = {one.file for one in entries}
    for name in store.names():
        if name.startswith(PREFIX) and name not in kept:
            store.remove(name)
    store.remove(UNFINISHED)
    return made


def _written(store: Store, made: Manifest) -> Manifest:
    sums = {name: getattr(made, name) for name in ("pictures", "readings", "accepted", "errors")}
    store.write(MANIFEST, (json.dumps(asdict(made) | sums, indent=1) + "\n").encode())
    return made


def _counted(store: Store, progress: PartProgress) -> PartEntry:
    content = store.read(progress.file)
    if content is None:
        raise DataError(
            f"{store}: expected {progress.file}, which a worker wrote, to be there; name a folder "
            "that all workers share, or an address such as s3://bucket/readings"
        )
    pictures = progress.part.count
    return PartEntry(progress.file, pictures, *counts_of(content, progress.form))


def _parsed(store: Store, content: bytes) -> Manifest:
    try:
        told = parse_json(content)
        parts = tuple(PartEntry(**one) for one in told["parts"])
        return Manifest(told["lenet"], told["job"], parts)
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(f"{store}: expected {MANIFEST} as it was written; remove it") from error
