"""Reads many pictures, several at a time, and gives a row for each in their order.

The work is done in OpenCV, NumPy and the engine, which release Python's lock. So threads can share
it, and the networks are in memory once.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from lenet.errors import PictureError
from lenet.host.cores import usable_cores
from lenet.pictures.boxes import Box
from lenet.pictures.limits import Limits
from lenet.pictures.named_files import STANDARD_INPUT, PictureFile
from lenet.reading.explanation.sheet import Explanation
from lenet.reading.explanation.steps import Explain
from lenet.reading.read_options import ReadOptions
from lenet.reading.result import Reading

AHEAD = 4  # pictures for each worker that may be read before their rows are taken


class Reads(Protocol):
    """What reads a picture: a ``Reader``, or whatever has its ``read``."""

    def read(
        self,
        picture: Any,
        *,
        grammar: str = ...,
        length: int | None = ...,
        pattern: str | None = ...,
        boxes: Mapping[str, Box] | None = ...,
        max_error: float = ...,
        limits: Limits = ...,
        explain: Explain | None = ...,
    ) -> list[Reading]:
        """Read a picture: a reading for each line, box or empty page. PictureError."""
        ...


@dataclass(frozen=True)
class Row:
    """What one picture gave: its readings, or why it could not be read."""

    file: str
    readings: list[Reading] = field(default_factory=list)
    error: str = ""

    def as_dicts(self) -> list[dict[str, Any]]:
        """A dictionary for each reading, as ``lenet read --json`` writes them."""
        if self.error:
            return [{"file": self.file, "error": self.error}]
        return [{"file": self.file, **reading.as_dict()} for reading in self.readings]


def read_all(
    reader: Reads,
    pictures: Iterable[PictureFile],
    options: ReadOptions,
    *,
    workers: int | None = None,
    explain_in: Path | None = None,
) -> Iterator[Row]:
    """Read the pictures, ``workers`` at a time, and yield each one's row in their order.

    Parameters
    ----------
    reader : Reads
        Called from several threads at once.
    pictures : iterable of PictureFile
        They are taken as rows are: only a few are read ahead.
    options : ReadOptions
        What to read in each picture.
    workers : int, optional
        Threads; by default one for every core that this process may use.
    explain_in : path, optional
        Where to write the steps of each picture and their contact sheet, in a folder of its own.

    Raises
    ------
    LenetError
        The options cannot be used for any picture: the pattern is not one, for example.
    OSError
        An explanation cannot be written.
    """
    workers = workers or usable_cores()
    read = partial(_read, reader, options, explain_in)
    if workers == 1:
        yield from (read(number, picture) for number, picture in enumerate(pictures, 1))
        return
    pool, coming = ThreadPoolExecutor(workers, "lenet-read"), deque[Future[Row]]()
    try:
        for number, picture in enumerate(pictures, 1):
            coming.append(pool.submit(read, number, picture))
            if len(coming) > AHEAD * workers:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _read(
    reader: Reads, options: ReadOptions, explain_in: Path | None, number: int, file: PictureFile
) -> Row:
    if file.fault:
        return Row(file.name, error=file.fault)
    if explain_in is None:
        return _row(reader, options, None, file)
    explanation = Explanation(explain_in / folder_name(number, file.name))
    row = _row(reader, options, explanation, file)
    explanation.write_sheet()
    return row


def _row(reader: Reads, options: ReadOptions, explain: Explain | None, file: PictureFile) -> Row:
    try:
        return Row(file.name, reader.read(file.picture, **options.arguments(), explain=explain))
    except PictureError as error:
        return Row(file.name, error=_named(file, str(error)))
    except MemoryError:
        return Row(file.name, error=_named(file, "there is not enough memory for this picture"))


def folder_name(number: int, name: str) -> str:
    """The name of the folder of a picture's explanation: the picture's number and its name."""
    stem = "standard-input" if name == STANDARD_INPUT else Path(name).stem
    return f"{number:04}-{re.sub(r'[^0-9A-Za-z._-]+', '-', stem)[:80]}"


def _named(file: PictureFile, sentence: str) -> str:
    if file.name == STANDARD_INPUT:
        return f"standard input: {sentence}"
    names = file.name, str(file.picture)
    return sentence if sentence.startswith(names) else f"{file.name}: {sentence}"
