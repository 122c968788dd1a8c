"""Strips of a user's own strings as a source of training samples, with drawn strips among them.

A network could learn a few hundred strings by heart. So their parts are spliced into new strings,
and each strip shows its line in about one of the reader's views, varied a little every time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.digits.normalisation import network_input
from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.pen import moved
from lenet.reader_training.drawn.writing import classes_of
from lenet.reader_training.own.cutting import OwnString
from lenet.reading import ROWS, SWEEPS, View, strip_in_view

COLUMNS = 208
"""Columns of a training strip; groups of a longer string that do not fit are left out."""

SYMBOLS_AT_MOST = 24
"""Symbols of a training strip at most."""

SPLICED = 0.7
"""How often a strip is spliced from several strings, in place of showing one whole."""

Part = tuple[NDArray[np.float32], str]
"""A group of symbols: its columns of a strip, float32 [32, w], and the symbols."""


@dataclass(frozen=True, eq=False)
class OwnStrips:
    """Training samples: in each epoch ``count`` strips of own strings, and all drawn ones.

    Each own string begins about as many strips. x is float32 (m, 32, 208, 1), normalised; y is
    int32 (m, 24), the classes of the symbols.
    """

    own: Sequence[OwnString]
    drawn: DrawnStrings
    count: int
    seed: int = 0

    def __len__(self) -> int:
        return self.count + len(self.drawn)

    def blocks(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """The epoch's strips, own and drawn in a random order, ``size`` at a time."""
        rng = np.random.default_rng([self.seed, epoch])
        is_own = rng.permutation(np.arange(len(self)) < self.count)
        order = iter(rng.permutation(self.count) % len(self.own))
        drawn = self._drawn(epoch, size)
        for begin in range(0, len(self), size):
            block = is_own[begin : begin + size]
            x = np.zeros((len(block), ROWS, COLUMNS), np.uint8)
            y = np.zeros((len(block), SYMBOLS_AT_MOST), np.int32)
            for place, mine in enumerate(block):
                strip, classes = self._made(self.own[next(order)], rng) if mine else next(drawn)
                x[place, :, : strip.shape[1]], y[place, : len(classes)] = strip, classes
            yield network_input(x, "strip"), y

    def _drawn(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32]]]:
        for strips, classes in self.drawn.pictures(epoch, size):
            yield from zip(strips, classes, strict=True)

    def _made(self, own: OwnString, rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """A strip that begins with the string, and its classes; slant and pressure are random."""
        view = _view(rng)
        parts = parts_of(own, view, rng)
        if rng.random() < SPLICED:
            parts = self._spliced(parts, view, rng)
        strip, symbols = joined(parts)
        lean = rng.normal(0, 0.12)
        leaning = moved(strip, [(1, -lean, lean * ROWS / 2), (0, 1, 0)], COLUMNS)
        levels = np.rint(255 * np.clip(rng.uniform(0.8, 1.18) * leaning, 0, 1)).astype(np.uint8)
        return levels, classes_of(symbols, len(symbols))

    def _spliced(self, parts: list[Part], view: View, rng: Generator) -> list[Part]:
        """The string's beginning, up to two parts from inside others, and the end of another."""
        spliced = parts[: rng.integers(1, max(2, len(parts)))]
        for _ in range(rng.integers(3)):
            if within := self._another(view, rng)[1:-1]:
                spliced.append(within[rng.integers(len(within))])
        last = self._another(view, rng)
        return spliced + last[-rng.integers(1, max(2, len(last))) :]

    def _another(self, view: View, rng: Generator) -> list[Part]:
        return parts_of(self.own[int(rng.integers(len(self.own)))], view, rng)


def _view(rng: Generator) -> View:
    """One of the views in which the reader sweeps a line, its size and width varied a little."""
    view = SWEEPS[rng.integers(len(SWEEPS))]
    size, aspect = np.exp(rng.normal(0, 0.1, 2)).tolist()
    return View(view.size * size, view.aspect * aspect, view.cleaned)


def parts_of(own: OwnString, view: View, rng: Generator) -> list[Part]:
    """The string's groups in the view, moved a little up or down and scaled a little."""
    line = own.line
    lift = rng.normal(0, 0.05) * (line.bottom - line.top)
    moved = replace(
        line,
        top=line.top + lift,
        bottom=line.bottom + lift,
        slope=line.slope + rng.normal(0, 0.01),
    )
    strip = strip_in_view(moved, view._replace(size=view.size * math.exp(rng.normal(0, 0.05))))
    columns = [round(strip.shows(column)) for column in own.cuts]
    return list(zip(np.split(strip.pixels, columns, axis=1), own.groups, strict=True))


def joined(parts: Sequence[Part]) -> Part:
    """The parts side by side on a strip of ``COLUMNS``; a part that does not fit is left out."""
    strip, symbols, end = np.zeros((ROWS, COLUMNS), np.float32), "", 0
    for columns, group in parts:
        width = columns.shape[1]
        if end + width <= COLUMNS and len(symbols + group) <= SYMBOLS_AT_MOST:
            strip[:, end : end + width] = columns
            symbols, end = symbols + group, end + width
    return strip, symbols
