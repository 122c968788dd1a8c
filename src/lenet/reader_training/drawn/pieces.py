"""The pieces of drawn strips as training samples: whole symbols, and parts or several of them.

x  float32 (m, 32, 32, 1), normalised;  y  int32 (m, 1), the class of the symbol, 0 for none
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.digits.normalisation import network_input
from lenet.reader_training.drawn.source import DrawnStrings
from lenet.reader_training.drawn.writing import Drawn, classes_of
from lenet.reading import ARC_SIDE, find_arcs, find_cuts

EACH = 8
"""How many pieces of each strip are trained on."""

NEAR, FAR = 2.0, 4.0
"""Columns between a symbol's end and a cut: a piece is the symbol if both are at most ``NEAR``, and
none if one is more than ``FAR``. Pieces between the two are not trained on."""

Samples = tuple[NDArray[np.uint8], NDArray[np.int32]]


def some_pieces(made: Drawn, rng: Generator) -> Samples:
    """``EACH`` pieces of a strip, uint8 (EACH, 32, 32), and their classes (EACH, 1).

    Symbols and others take turns, if there are both; a strip without pieces gives empty pictures.
    """
    pictures, classes = labelled_pieces(made)
    x, y = np.zeros((EACH, ARC_SIDE, ARC_SIDE), np.uint8), np.zeros((EACH, 1), np.int32)
    kinds = [
        kind for kind in (np.flatnonzero(classes > 0), np.flatnonzero(classes == 0)) if len(kind)
    ]
    if kinds:
        which = [rng.choice(kinds[place % len(kinds)]) for place in range(EACH)]
        x, y[:, 0] = pictures[which], classes[which]
    return x, y


@dataclass(frozen=True, eq=False)
class DrawnPieces:
    """Training samples: ``each`` pieces of every drawn strip, chosen by ``pick``."""

    strips: DrawnStrings
    pick: Callable[[Drawn, Generator], Samples] = some_pieces
    each: int = EACH

    def __len__(self) -> int:
        return self.each * len(self.strips)

    def blocks(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """The epoch's pieces in the order of their strips, about ``size`` at a time."""
        for picked in self.strips.each(epoch, max(1, size // self.each), self.pick):
            pictures, classes = zip(*picked, strict=True)
            yield network_input(np.concatenate(pictures), "strip"), np.concatenate(classes)


def labelled_pieces(made: Drawn) -> Samples:
    """The pieces of a strip that are clearly one symbol or clearly none, and their classes."""
    cuts = find_cuts(made.strip)
    found = find_arcs(made.strip, cuts)
    spans = np.array(made.spans, np.float64).reshape(-1, 2)
    begins, ends = (_distance(cuts.middles, *sides) for sides in _sides(spans))
    away = np.maximum(begins[:, found.starts], ends[:, found.ends])
    classes = classes_of(made.symbols, len(made.symbols))
    nearest = away.min(axis=0, initial=np.inf)
    which = away.argmin(axis=0) if len(spans) else np.zeros(len(nearest), np.intp)
    is_symbol = nearest <= NEAR
    found_classes = np.where(is_symbol, np.append(classes, 0)[which], 0)
    certain = is_symbol | (nearest > FAR)
    return found.pictures[certain], found_classes[certain].astype(np.int32)


def _sides(spans: NDArray[np.float64]) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Between which columns a cut separates each symbol well, on its left and on its right."""
    before = np.append(-np.inf, spans[:-1, 1]) if len(spans) else spans[:, 1]
    behind = np.append(spans[1:, 0], np.inf) if len(spans) else spans[:, 0]
    return [
        (np.minimum(one, other), np.maximum(one, other))
        for one, other in ((before, spans[:, 0]), (spans[:, 1], behind))
    ]


def _distance(
    columns: NDArray[np.intp], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each column is outside each symbol's range, [symbols, columns]."""
    return np.maximum(low[:, None] - columns, columns - high[:, None]).clip(min=0)
