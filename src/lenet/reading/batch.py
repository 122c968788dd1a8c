"""Many pictures to a reader, several at a time; the rows come in the order of the pictures.

A reader is whatever has ``read`` as below. Its work is done in OpenCV, NumPy and the engine, which
let other threads run meanwhile, so threads serve and the networks are in memory once.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lenet.errors import PictureError
from lenet.host.cores import usable_cores
from lenet.pictures.boxes import Box
from lenet.pictures.limits import Limits
from lenet.pictures.named_files import STANDARD_INPUT, PictureFile
from lenet.reading.explanation.sheet import Explanation
from lenet.reading.result import Reading

Explain = Callable[[str, NDArray[np.generic]], None]
"""Takes the name and the picture of a step, see ``lenet.reading.explanation.sheet``."""

AHEAD = 4  # pictures a worker that may be read before their rows are taken


class Reads(Protocol):
    """What a reader is to the commands."""

    def read(
        self,
        picture: Any,
        *,
        grammar: str = ...,
        length: int | None = ...,
        pattern: str | None = ...,
        boxes: Mapping[str, Box] | None = ...,
        max_error: float = ...,
        explain: Explain | None = ...,
    ) -> list[Reading]:
        """Read a picture: one reading a line, a box or a page; PictureError if it is none."""
        ...


@dataclass(frozen=True)
class Asked:
    """What is asked of every picture: the arguments of ``Reads.read`` but for the picture.

    ``limits`` None leaves those of pictures to the reader.
    """

    grammar: str = "amount"
    length: int | None = None
    pattern: str | None = None
    boxes: Mapping[str, Box] | None = None
    max_error: float = 0.01
    limits: Limits | None = None

    def arguments(self) -> dict[str, Any]:
        """As keyword arguments; what is left to the reader is not among them."""
        given = dict(vars(self))
        if self.limits is None:
            del given["limits"]
        return given


def grammar_of(digits: bool, length: int | None = None, pattern: str | None = None) -> str:
    """The grammar of ``Asked`` that such options ask for: "digits" or, without any, "amount"."""
    return "digits" if digits or length or pattern else "amount"


@dataclass(frozen=True)
class Row:
    """What became of one picture: its readings, or why it could not be opened."""

    file: str
    readings: list[Reading] = field(default_factory=list)
    error: str = ""

    def as_dicts(self) -> list[dict[str, Any]]:
        """One object a reading, as ``lenet read --json`` writes them."""
        if self.error:
            return [{"file": self.file, "error": self.error}]
        return [{"file": self.file, **reading.as_dict()} for reading in self.readings]


def read_all(
    reader: Reads,
    pictures: Iterable[PictureFile],
    asked: Asked,
    *,
    workers: int | None = None,
    explain_in: Path | None = None,
) -> Iterator[Row]:
    """Read the pictures, ``workers`` at a time, and give each one's row in their order.

    Parameters
    ----------
    reader : Reads
        Called from several threads at once.
    pictures : iterable of PictureFile
        Taken from as rows are; only a few are read ahead.
    asked : Asked
        What to read in each.
    workers : int, optional
        Every core this process may use by default.
    explain_in : path, optional
        A folder for each picture's steps and their contact sheet: one folder a picture in it.

    Raises
    ------
    LenetError
        What is asked cannot be read in any picture, a pattern that is none for example.
    OSError
        An explanation cannot be written.
    """
    workers = workers or usable_cores()
    read = partial(_read, reader, asked, explain_in)
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
    reader: Reads, asked: Asked, explain_in: Path | None, number: int, file: PictureFile
) -> Row:
    if file.fault:
        return Row(file.name, error=file.fault)
    if explain_in is None:
        return _row(reader, asked, None, file)
    explanation = Explanation(explain_in / folder_name(number, file.name))
    row = _row(reader, asked, explanation, file)
    explanation.write_sheet()
    return row


def _row(reader: Reads, asked: Asked, explain: Explain | None, file: PictureFile) -> Row:
    try:
        return Row(file.name, reader.read(file.picture, **asked.arguments(), explain=explain))
    except PictureError as error:
        return Row(file.name, error=_named(file, str(error)))
    except MemoryError:
        return Row(file.name, error=_named(file, "there is not enough memory for this picture"))


def folder_name(number: int, name: str) -> str:
    """Name the folder of a picture's explanation: its place among the pictures, and its name."""
    stem = "standard-input" if name == STANDARD_INPUT else Path(name).stem
    return f"{number:04}-{re.sub(r'[^0-9A-Za-z._-]+', '-', stem)[:80]}"


def _named(file: PictureFile, sentence: str) -> str:
    if file.name == STANDARD_INPUT:
        return f"standard input: {sentence}"
    names = file.name, str(file.picture)
    return sentence if sentence.startswith(names) else f"{file.name}: {sentence}"
