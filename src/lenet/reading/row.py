"""One picture of many -> its row: its readings, or why it could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from lenet.errors import PictureError
from lenet.pictures.boxes import Box
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.named_files import STANDARD_INPUT, PictureFile
from lenet.reading.explanation.sheet import Explanation
from lenet.reading.explanation.steps import Explain
from lenet.reading.read_options import ReadOptions
from lenet.reading.result import Reading


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

    def accepted_only(self) -> Row:
        """The row without the readings that are not accepted."""
        return replace(self, readings=[one for one in self.readings if one.accepted])

    def as_dicts(self) -> list[dict[str, Any]]:
        """A dictionary for each reading, as ``lenet read --json`` writes them."""
        if self.error:
            return [{"file": self.file, "error": self.error}]
        return [{"file": self.file, **reading.as_dict()} for reading in self.readings]


@dataclass(frozen=True)
class Task:
    """What is to be done with every picture; ``explain_in`` as for ``read_all``."""

    reader: Reads
    options: ReadOptions
    explain_in: Path | None = None

    def row(self, number: int, file: PictureFile, **further: Any) -> Row:
        """The row of a picture, its number from 1; ``further`` goes to the reader's ``read``."""
        if file.fault:
            return Row(file.name, error=file.fault)
        if self.explain_in is None:
            return self._row(file, explain=None, **further)
        explanation = Explanation(self.explain_in / folder_name(number, file.name))
        row = self._row(file, explain=explanation, **further)
        explanation.write_sheet()
        return row

    def _row(self, file: PictureFile, **further: Any) -> Row:
        try:
            picture = file.opened(self.options.limits or LIMITS)
            readings = self.reader.read(picture, **self.options.arguments(), **further)
        except PictureError as error:
            return failed(file, str(error))
        except MemoryError:
            return failed(file, "there is not enough memory for this picture")
        return Row(file.name, readings)


def failed(file: PictureFile, sentence: str) -> Row:
    """The row of a picture that could not be read; its error names the file once."""
    if file.name == STANDARD_INPUT:
        return Row(file.name, error=f"standard input: {sentence}")
    names = file.name, str(file.picture)
    error = sentence if sentence.startswith(names) else f"{file.name}: {sentence}"
    return Row(file.name, error=error)


def folder_name(number: int, name: str) -> str:
    """The name of the folder of a picture's explanation: the picture's number and its name."""
    stem = "standard-input" if name == STANDARD_INPUT else Path(name).stem
    return f"{number:04}-{re.sub(r'[^0-9A-Za-z._-]+', '-', stem)[:80]}"
