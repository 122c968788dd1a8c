"""What is to be read and how, and the digest of all that decides the outcome."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from lenet.many.readings.part_files import JSON_LINES
from lenet.models import Model
from lenet.reading import Reader, ReadOptions, Row


@dataclass(frozen=True)
class ReadingJob:
    """How every picture is read, and in which form its readings are written.

    Attributes
    ----------
    reader : Reader
        Who reads.
    options : ReadOptions
        What to read in each picture.
    accepted_only : bool
        Whether only accepted readings, and errors, are written.
    form : "jsonl" or "parquet"
        The form of the parts, which is also the ending of their names.
    """

    reader: Reader
    options: ReadOptions
    accepted_only: bool = False
    form: str = JSON_LINES

    def kept(self, row: Row) -> Row:
        """What is written of a picture's row."""
        return row.accepted_only() if self.accepted_only else row

    @functools.cached_property
    def digest(self) -> str:
        """The same for two jobs that write the same of the same pictures; 64 letters."""
        options = {**vars(self.options), "boxes": _boxes(self.options)}
        decides = [version("lenet"), options, self.accepted_only, self.form]
        text = json.dumps(decides, sort_keys=True, default=str)
        return digest_of([text.encode(), *_reader_parts(self.reader)])


def digest_of(contents: Iterable[bytes]) -> str:
    """The SHA-256 of several contents, so that no two lists of them have the same by chance."""
    made = hashlib.sha256()
    for content in contents:
        made.update(len(content).to_bytes(8, "little"))
        made.update(content)
    return made.hexdigest()


def _boxes(options: ReadOptions) -> list[object] | None:
    if options.boxes is None:
        return None
    return [[name, list(box)] for name, box in options.boxes.items()]


def _reader_parts(reader: Reader) -> Iterable[bytes]:
    networks: list[Model | None] = [*reader.networks, reader.pieces]
    for network in networks:
        if network is not None:
            yield json.dumps(network.get_config(), sort_keys=True).encode()
            yield from (array.tobytes() for array in network.get_weights())
    yield f"{reader.way} {reader.calibration}".encode()
