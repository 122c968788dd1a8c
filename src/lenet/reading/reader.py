"""The reader: a picture -> its pages -> lines or named boxes -> a reading of each."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from lenet.errors import ModelError, PictureError, either
from lenet.models import Model
from lenet.models.loading import load_folder
from lenet.pictures.boxes import Box
from lenet.pictures.formats import Picture, open_pages, source_name
from lenet.pictures.grey import Grey
from lenet.pictures.limits import LIMITS, Limits
from lenet.reading.calibration.confidence import Calibration, load_calibration
from lenet.reading.explanation.steps import (
    Explain,
    explain_cleaning,
    explain_looks,
    explain_readings,
)
from lenet.reading.ink.cleaning import Cleaned, clean
from lenet.reading.ink.fields import Field, field_of_box, fields_of_page
from lenet.reading.result import Reading
from lenet.reading.strips.guesses import VIEWS, Recognisers, guesses, looks
from lenet.reading.strips.looks import Line
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern
from lenet.reading.verdict import nothing_written, verdict
from lenet.weights import find

UPSIDE_DOWN = 0.4
"""How much more probable a text must be when the line is turned by half a circle."""

GRAMMARS = "amount", "digits"
SWEEP = "sweep"
WAYS = SWEEP, "pieces", "both"
SHIPPED, PIECES = "reader", "pieces"

STRAY_MARK = -4.0
"""The natural logarithm of how much likelier a text of a pattern is than with a mark too many."""

UNCALIBRATED = Calibration()


@dataclass(frozen=True)
class Reader:
    """Networks that look at lines of writing, and how far their confidence can be trusted.

    A reader can be used by several threads at once.

    Attributes
    ----------
    networks : tuple of Model
        They are swept over lines, in turn.
    calibration : Calibration
        What their sureness is worth.
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
        """The reader in a folder, or the one that comes with the package. DataError if it is none.

        The folder is a saved model's, with a ``calibration.json`` beside; further networks are in
        its folders ``network-2`` and so on, that which judges pieces in ``pieces``.
        """
        place = find(SHIPPED if folder is None else folder)
        further = (network_folder(place, number) for number in itertools.count(2))
        places = (place, *itertools.takewhile(Path.is_dir, further))
        networks = tuple(load_folder(each) for each in places)
        pieces = place / PIECES
        judge = load_folder(pieces) if pieces.is_dir() else None
        return cls(networks, load_calibration(place), judge)

    def save(self, folder: Path) -> None:
        """Write the networks and their calibration. OSError."""
        for number, network in enumerate(self.networks, 1):
            network.save(network_folder(folder, number))
        if self.pieces is not None:
            self.pieces.save(folder / PIECES)
        self.calibration.save(folder)

    def by(self, way: str) -> Reader:
        """The same reader, looking at lines in another of ``WAYS``.

        The calibration stays, of whichever way it was fitted to. ModelError for a way that there
        is not, or that this reader has no network for.
        """
        if way not in WAYS:
            raise ModelError(f"expected the way {either(WAYS)}, received {way!r}")
        if way != SWEEP and self.pieces is None:
            raise ModelError("this reader has no network that judges pieces")
        return replace(self, way=way)

    def calibrated(self, calibration: Calibration) -> Reader:
        """The same networks under another calibration."""
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
        limits: Limits = LIMITS,
        explain: Explain | None = None,
        before_each: Callable[[], object] | None = None,
    ) -> list[Reading]:
        """Read what is written in a picture.

        Parameters
        ----------
        picture : path, bytes, stream, PIL.Image.Image or array
            As ``lenet.pictures.formats.open_pages`` takes it.
        grammar : "amount" or "digits"
            What is looked for: amounts of money, or any digits.
        length : int, optional
            How many digits there are.
        pattern : str, optional
            What the whole text matches, see ``lenet.reading.texts.pattern``; takes the
            grammar's place.
        boxes : mapping of names to boxes, optional
            Fields to read on every page, in pixels, as far as they are on it; without them all
            lines of writing are read.
        max_error : float, 0 to 1
            How many of the accepted readings may be wrong.
        limits : Limits
            The largest picture that is opened.
        explain : callable, optional
            Called with the name and the picture of each step.
        before_each : callable, optional
            Called before each line or box; what it raises ends the reading.

        Returns
        -------
        list of Reading
            One a line or a box, in reading order; of a page without writing one that says so.

        Raises
        ------
        PictureError
            The picture cannot be opened, or nothing of a box is within it.
        PatternError
            The pattern or the length cannot be used.
        ModelError
            Another grammar.
        """
        wanted = automaton_for(grammar, length, pattern)
        is_amount = grammar == "amount" and pattern is None
        least = self.calibration.threshold(max_error)
        asked = _Asked(wanted, is_amount, least, explain, before_each or _go_on)
        readings: list[Reading] = []
        for page in open_pages(picture, limits=limits):
            for cleaned, fields in _parts(page.grey, boxes, source_name(picture), length == 1):
                if explain is not None:
                    explain_cleaning(cleaned, explain)
                found = [self._read(field, asked) for field in fields]
                if explain is not None and boxes is None:
                    explain_readings(cleaned, found, explain)
                readings += (replace(one, page=page.number) for one in found)
        return readings

    def read_field(
        self, field: Field, *, grammar: str = "amount", max_error: float = 0.01
    ) -> Reading:
        """Read a line that was found already, as ``read`` does. ModelError for another grammar."""
        wanted = automaton_for(grammar, None, None)
        least = self.calibration.threshold(max_error)
        return self._read(field, _Asked(wanted, grammar == "amount", least))

    @property
    def _recognisers(self) -> Recognisers:
        swept = () if self.way == "pieces" else self.networks
        return Recognisers(swept, None if self.way == SWEEP else self.pieces)

    def _read(self, field: Field, asked: _Asked) -> Reading:
        asked.before_each()
        if field.line is None:
            return nothing_written(field)
        made = looks(field.line, self._recognisers, asked.automaton)
        if asked.explain is not None:
            explain_looks(made, asked.explain)
        found = guesses(made)
        reading = verdict(
            field, found, self.calibration, least=asked.least, is_amount=asked.is_amount
        )
        if not found or reading.accepted:
            return reading
        if self._upside_down(field.line, found[0].probability, asked.automaton):
            return replace(reading, warnings=(*reading.warnings, "upside down?"))
        return reading

    def _upside_down(self, line: Line, probability: float, automaton: Automaton) -> bool:
        """Whether the line turned by half a circle reads far better, if anything can."""
        if probability + UPSIDE_DOWN >= 1:
            return False
        turned = guesses(looks(line.turned(), self._recognisers, automaton, VIEWS[:1]))
        return bool(turned) and turned[0].probability > UPSIDE_DOWN + probability


def _go_on() -> None:
    """Nothing stands in the way of the next line."""


@dataclass(frozen=True)
class _Asked:
    automaton: Automaton
    is_amount: bool
    least: float
    explain: Explain | None = None
    before_each: Callable[[], object] = _go_on


def _parts(
    grey: Grey, boxes: Mapping[str, Box] | None, name: str, one_digit: bool
) -> Iterator[tuple[Cleaned, list[Field]]]:
    """A page cleaned whole and its lines, or each box of it cleaned for itself."""
    if boxes is None:
        cleaned = clean(grey)
        yield cleaned, list(fields_of_page(cleaned, one_digit=one_digit))
        return
    height, width = grey.shape
    for field, box in boxes.items():
        left, top = max(0, box.x), max(0, box.y)
        right, bottom = min(width, box.x + box.width), min(height, box.y + box.height)
        if right <= left or bottom <= top:
            raise PictureError(
                f"{name}expected the box {','.join(map(str, box))} within {width}x{height}"
            )
        cleaned = clean(np.ascontiguousarray(grey[top:bottom, left:right]))
        inside = Box(left, top, right - left, bottom - top)
        yield cleaned, [field_of_box(cleaned, inside, field, one_digit=one_digit)]


def network_folder(folder: Path, number: int) -> Path:
    """Where a reader's networks lie, from number 1 on: in its own folder, the others within."""
    return folder if number == 1 else folder / f"network-{number}"


@functools.cache
def shipped_reader() -> Reader:
    """The reader that comes with the package, loaded once."""
    return Reader.load()


def read(picture: Picture, **how: Any) -> list[Reading]:
    """Read a picture with the reader that comes with the package; see ``Reader.read``."""
    return shipped_reader().read(picture, **how)


def automaton_for(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    """The texts that are looked for. ModelError for another grammar, PatternError."""
    if grammar not in GRAMMARS:
        raise ModelError(f"expected the grammar {either(GRAMMARS)}, received {grammar!r}")
    return _automaton(grammar, length, pattern)


@functools.lru_cache(maxsize=64)
def _automaton(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    if pattern is not None:
        wanted = automaton_of_pattern(pattern).passing_over_marks(STRAY_MARK)
    elif grammar == "amount":
        wanted = amounts()
    else:
        return any_digits(length)
    return wanted if length is None else wanted.both(any_digits(length))
