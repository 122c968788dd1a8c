"""The reader: a picture -> its pages -> lines or named boxes -> a reading of each."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from lenet.arguments.words import shown, word
from lenet.errors import ModelError
from lenet.models import Model
from lenet.pictures.boxes import Box
from lenet.pictures.formats import Picture, open_pages, source_name
from lenet.pictures.grey import Grey
from lenet.pictures.ink.cleaning import clean
from lenet.pictures.ink.smaller_copy import smaller_copy
from lenet.pictures.limits import LIMITS, Limits
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.explanation.steps import (
    Explain,
    explain_cleaning,
    explain_looks,
    explain_readings,
)
from lenet.reading.lines.fields import Field, fields_of_boxes, fields_of_page
from lenet.reading.lines.table_cells import fields_of_cells
from lenet.reading.read_options import ReadOptions
from lenet.reading.reader_folder import SHIPPED, ReaderParts, load_parts, save_parts
from lenet.reading.result import Reading
from lenet.reading.strips.guesses import chance_of_no_digit, guesses, sureness_of
from lenet.reading.strips.views import Recognisers, looks
from lenet.reading.upside_down import upside_down
from lenet.reading.verdict import nothing_written, verdict
from lenet.weights import chosen, find

SWEEP = "sweep"
WAYS = SWEEP, "pieces", "both"
"""The ways in which lines are looked at: swept, piece by piece, or in both ways."""

NO_DIGIT, NO_DIGIT_WHERE_TOLD = 0.5, 0.8
"""From this probability on that a line has no digit, it is not read; and where it was told how many
digits there are, so that a very thin 1 alone is one."""

MARKS_ALONE = "no digit: it is crossed out, a dash or another mark"

UNCALIBRATED = Calibration()


@dataclass(frozen=True)
class Reader:
    """Networks that look at lines of writing, and what their confidence is worth.

    Several threads can use a reader at once.

    Attributes
    ----------
    networks : tuple of Model
        They sweep lines, in turn.
    calibration : Calibration
        From their raw confidence to probabilities, and from which probability on to accept.
    pieces : Model, optional
        It judges the pieces into which lines are cut.
    way : "sweep", "pieces" or "both"
        How lines are looked at, see ``by``.
    """

    networks: tuple[Model, ...]
    calibration: Calibration = UNCALIBRATED
    pieces: Model | None = None
    way: str = SWEEP

    @classmethod
    def load(cls, folder: str | Path | None = None) -> Reader:
        """Load the reader in a folder, by default the one that comes with the package.

        ``lenet.reading.reader_folder`` describes the folder. DataError if it holds no reader.
        """
        return cls(*load_parts(find(SHIPPED) if folder is None else chosen(folder)))

    def save(self, folder: Path) -> None:
        """Write the networks and their calibration. OSError."""
        save_parts(ReaderParts(self.networks, self.calibration, self.pieces), folder)

    def by(self, way: str) -> Reader:
        """The same reader, looking at lines in another of ``WAYS``.

        It keeps its calibration, whichever way that was fitted to. ModelError for an unknown way,
        or one that this reader has no network for.
        """
        word("the way", way, WAYS)
        if way != SWEEP and self.pieces is None:
            raise ModelError("this reader has no network that judges pieces")
        return replace(self, way=way)

    def calibrated(self, calibration: Calibration) -> Reader:
        """The same networks with another calibration."""
        return replace(self, calibration=calibration)

    def read(
        self,
        picture: Picture,
        *,
        grammar: str = "amount",
        length: int | None = None,
        pattern: str | None = None,
        boxes: Mapping[str, Box] | None = None,
        max_error: float = 0.01,
        limits: Limits | None = None,
        cells: bool = False,
        explain: Explain | None = None,
        before_each: Callable[[], object] | None = None,
    ) -> list[Reading]:
        """Read what is written in a picture: each line or box in reading order.

        A page without writing gives one reading that says so.

        Parameters
        ----------
        picture : path, bytes, stream, PIL.Image.Image or array
            As ``lenet.pictures.formats.open_pages`` takes it.
        grammar, length, pattern, boxes, max_error, limits, cells
            What to read, see ``lenet.reading.ReadOptions``.
        explain : callable, optional
            Called with the name and the picture of each step.
        before_each : callable, optional
            Called before each line or box, and while a file is decoded in a process of its own;
            what it raises ends the reading.

        Raises
        ------
        PictureError
            The picture cannot be opened, or a box is not on a page.
        PatternError, ModelError
            The pattern or the length cannot be used; the grammar is unknown.
        """
        for called in (explain, before_each):
            if called is not None and not callable(called):
                raise ModelError(f"expected a function to call, received {shown(called)}")
        options = ReadOptions(grammar, length, pattern, boxes, max_error, limits, cells)
        task = _Task(options, self.calibration, explain, before_each)
        within = options.limits or LIMITS
        with contextlib.closing(open_pages(picture, limits=within, check=before_each)) as pages:
            return [
                replace(one, page=page.number, line=line)
                for page in pages
                for line, one in enumerate(
                    self._read_page(page.grey, task, source_name(picture)), 1
                )
            ]

    def read_field(
        self, field: Field, *, grammar: str = "amount", max_error: float = 0.01
    ) -> Reading:
        """Read a line that was found already, as ``read`` does. ModelError for another grammar."""
        options = ReadOptions(grammar, max_error=max_error)
        return self._read_field(field, _Task(options, self.calibration))

    def _read_page(self, grey: Grey, task: _Task, source: str) -> Iterator[Reading]:
        options = task.options
        one_digit = options.length == 1
        if options.boxes is not None:
            for cleaned, field in fields_of_boxes(grey, options.boxes, source, one_digit=one_digit):
                task.show(partial(explain_cleaning, cleaned))
                yield self._read_field(field, task)
            return
        copy = smaller_copy(grey)
        cleaned = clean(copy)
        task.show(partial(explain_cleaning, cleaned))
        fields = (
            fields_of_cells(cleaned)
            if options.cells
            else fields_of_page(cleaned, one_digit=one_digit, lengths=task.lengths)
        )
        found = [self._read_field(field, task) for field in fields]
        task.show(partial(explain_readings, cleaned, found))
        down, across = np.divide(grey.shape, copy.shape).tolist()
        yield from (one.enlarged(across, down) for one in found)

    def _read_field(self, field: Field, task: _Task) -> Reading:
        if task.before_each is not None:
            task.before_each()
        if field.line is None:
            return nothing_written(field)
        told = task.lengths is not None
        taken = looks(field.line, self._recognisers, task.automaton, told=told)
        task.show(partial(explain_looks, taken))
        found = guesses(taken)
        most = NO_DIGIT_WHERE_TOLD if told else NO_DIGIT
        if found and found[0].candidate.digits and chance_of_no_digit(taken) > most:
            return nothing_written(replace(field, reason=MARKS_ALONE))
        reading = verdict(
            field,
            found,
            self.calibration,
            sure=sureness_of(taken, told=told),
            least=task.least,
            is_amount=task.options.is_amount,
            wanted=task.options.wanted,
        )
        if not found or reading.accepted:
            return reading
        if upside_down(field.line, found[0].probability, self._recognisers, task.automaton):
            return replace(reading, warnings=(*reading.warnings, "upside down?"))
        return reading

    @property
    def _recognisers(self) -> Recognisers:
        swept = () if self.way == "pieces" else self.networks
        return Recognisers(swept, None if self.way == SWEEP else self.pieces)


class _Task:
    """What is read of each line of a picture, and who is shown the steps."""

    def __init__(
        self,
        options: ReadOptions,
        calibration: Calibration,
        explain: Explain | None = None,
        before_each: Callable[[], object] | None = None,
    ) -> None:
        self.options, self.explain, self.before_each = options, explain, before_each
        self.automaton = options.automaton()
        self.lengths = self.automaton.digit_counts if options.wanted else None
        self.least = calibration.threshold(options.max_error)

    def show(self, steps: Callable[[Explain], None]) -> None:
        """Explain some steps, if somebody asked for them."""
        if self.explain is not None:
            steps(self.explain)


@functools.cache
def shipped_reader() -> Reader:
    """The reader that comes with the package, loaded once."""
    return Reader.load()


def read(picture: Picture, **options: Any) -> list[Reading]:
    """Read a picture with the reader that comes with the package; see ``Reader.read``."""
    return shipped_reader().read(picture, **options)
