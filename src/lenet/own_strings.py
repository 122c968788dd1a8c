"""A user's own labelled strings as a source of training samples, with drawn strips among them.

Labels are digits alone, but the network names separators and marks too: the likeliest text with
these digits, by the network as it is, says where they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.cleaning import clean
from lenet.errors import DataError, LenetError
from lenet.fields import fields_of_page
from lenet.labels import Labelled
from lenet.line_reading import VIEWS
from lenet.looks import Line, sweep_line
from lenet.models import Model
from lenet.normalisation import network_input
from lenet.pages import open_pages
from lenet.pattern import automaton_of_pattern
from lenet.strings import DrawnStrings
from lenet.strings.hand import ROWS
from lenet.strings.strip import labels as classes_of
from lenet.strip import strip_of

COLUMNS = 256
"""Of the strips that are trained on; a longer line is left out."""

SYMBOLS_AT_MOST = 24


@dataclass(frozen=True)
class OwnString:
    """A labelled line and the symbols that are written on it, marks among them."""

    line: Line
    symbols: str


def own_strings(labelled: Labelled, network: Model) -> list[OwnString]:
    """The labelled pictures that can be trained on. DataError when there are none.

    Left out is what cannot be opened, has no writing, or is too long.
    """
    found = []
    for label in labelled.labels:
        try:
            page = next(open_pages(label.file.picture))
        except LenetError:
            continue
        fields = [field.line for field in fields_of_page(clean(page.grey)) if field.line]
        if len(fields) == 1 and (symbols := _symbols(fields[0], label.digits, network)):
            found.append(OwnString(fields[0], symbols))
    if not found:
        raise DataError(f"not one of {len(labelled.labels)} labelled pictures can be trained on")
    return found


def _symbols(line: Line, digits: str, network: Model) -> str:
    """The likeliest text of these digits; "" when the strip is too long or too short for it."""
    wanted = automaton_of_pattern("[-.]*" + "".join(rf"{digit}[-.]*" for digit in digits))
    made = [sweep_line(line, view, network, wanted) for view in VIEWS if not view.pieces]
    fitting = [one for one in made if one.decoded.candidates]
    widest = max(one.strip.pixels.shape[1] for one in made)
    if not fitting or widest > COLUMNS:
        return ""
    best = max(fitting, key=lambda one: one.decoded.candidates[0].log_probability)
    return best.decoded.candidates[0].text[:SYMBOLS_AT_MOST]


@dataclass(frozen=True, eq=False)
class OwnStrings:
    """Each own string ``copies`` times an epoch, moved a little anew, and as many drawn strips.

    x float32 (m, 32, 256, 1), normalised; y int32 (m, 24), the classes of the symbols.
    """

    own: Sequence[OwnString]
    drawn: DrawnStrings
    copies: int
    seed: int = 0

    def __len__(self) -> int:
        return self.copies * len(self.own) + len(self.drawn)

    def blocks(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """The epoch's strips, own and drawn in a random order, ``size`` at a time."""
        rng = np.random.default_rng([self.seed, epoch])
        own = self.copies * len(self.own)
        is_own = rng.permutation(np.arange(len(self)) < own)
        order = iter(rng.permutation(own) % len(self.own))
        drawn = self._drawn(epoch, size)
        for begin in range(0, len(self), size):
            block = is_own[begin : begin + size]
            x = np.zeros((len(block), ROWS, COLUMNS), np.uint8)
            y = np.zeros((len(block), SYMBOLS_AT_MOST), np.int32)
            for place, mine in enumerate(block):
                strip, classes = self._moved(self.own[next(order)], rng) if mine else next(drawn)
                x[place, :, : strip.shape[1]], y[place, : len(classes)] = strip, classes
            yield network_input(x, "strip"), y

    def _drawn(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32]]]:
        for strips, classes in self.drawn.pictures(epoch, size):
            yield from zip(strips, classes, strict=True)

    def _moved(self, own: OwnString, rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """The string at a random size, height, slant, width and pressure."""
        line = own.line
        size = math.exp(rng.normal(0, 0.12))
        lift = rng.normal(0, 0.06) * (line.bottom - line.top)
        strip = strip_of(
            line.depth, line.full * rng.uniform(0.85, 1.25), line.top + lift, line.bottom + lift,
            size=size, slope=line.slope + rng.normal(0, 0.01),
        ).pixels  # fmt: skip
        lean, wider = rng.normal(0, 0.12), math.exp(rng.normal(0, 0.08))
        places = np.array([(wider, -lean, lean * ROWS / 2), (0, 1, 0)], np.float32)
        columns = min(COLUMNS, round(strip.shape[1] * wider))
        moved = cv2.warpAffine(strip, places, (columns, ROWS))
        levels = np.rint(255 * np.clip(moved, 0, 1)).astype(np.uint8)
        return levels, classes_of(own.symbols, len(own.symbols))
