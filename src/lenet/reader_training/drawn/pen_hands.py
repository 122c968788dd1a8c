"""Digits of the pen-digits set, drawn from their strokes as any hand might have written them.

A stroke is ``POINTS`` points (x, y) at equal distances along its path, x to the right from the
digit's middle, y from 0 at the digit's top to 1 at its foot.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.datasets import pen_digits
from lenet.datasets.pen_digits import PenDigits
from lenet.errors import DataError

Strokes = NDArray[np.float64]
"""The strokes of a digit, [strokes, POINTS, 2]."""

POINTS = 24
"""Points of a stroke."""

BENDS = 6
"""Points of a stroke that move independently; those between follow."""

BLENDED, NEAR = 0.5, 0.22
"""How often a shape lies between those of two samples, and how far apart, in heights, two strokes
may be on average to count as written in the same way."""

FOREIGN = 0.15
"""How often a digit is not the writer's own but any writer's."""


class PenHands(NamedTuple):
    """Digits as strokes: ``of_writer[w][d]`` are those of a digit by one writer.

    ``of_class[d]`` are those of all writers.
    """

    of_writer: Sequence[Sequence[Sequence[Strokes]]]
    of_class: Sequence[Sequence[Strokes]]

    @classmethod
    def of(cls, digits: PenDigits) -> PenHands:
        """Sort digits by their writers, each stroke at equal distances."""
        every = [normalised(one) for one in digits.strokes]
        of_writer = [
            [
                [every[k] for k in np.flatnonzero((digits.writers == w) & (digits.digits == d))]
                for d in range(10)
            ]
            for w in np.unique(digits.writers)
        ]
        of_class = [[every[k] for k in np.flatnonzero(digits.digits == d)] for d in range(10)]
        return cls(of_writer, of_class)

    def any(self, digit: int, writer: float, rng: Generator, wild: float = 1.0) -> Strokes:
        """A digit as a writer, 0 to 1 for the first to the last, might have written it."""
        own = self.of_writer[int(writer * len(self.of_writer))][digit]
        if not own or rng.random() < FOREIGN * wild:
            own = self.of_class[digit]
        strokes = own[int(rng.integers(len(own)))]
        if rng.random() < BLENDED * wild:
            strokes = self._blended(strokes, digit, rng)
        return varied(strokes, rng, wild)

    def _blended(self, strokes: Strokes, digit: int, rng: Generator) -> Strokes:
        """A shape between this one and another writer's, or a little beyond it."""
        others = self.of_class[digit]
        other = others[int(rng.integers(len(others)))]
        if other.shape != strokes.shape:
            return strokes
        away = other - strokes
        if np.sqrt(np.square(away).sum(axis=2)).mean() > NEAR:
            return strokes
        return np.asarray(strokes + rng.uniform(-0.25, 0.6) * away)


def train_pens() -> PenHands:
    """The pen digits of the 30 writers to train on. DataError if they cannot be had."""
    return PenHands.of(pen_digits.load_data()[0])


def pens_that_can_be_had(note: Callable[[str], object]) -> PenHands | None:
    """The pen digits to train on; where they cannot be had none, and ``note`` is told why."""
    try:
        return train_pens()
    except DataError as error:
        note(f"Strips are drawn without pen digits: {error}")
        return None


def kept_out_pens() -> PenHands:
    """Those of the 14 other writers, whom no network has learned from. DataError as above."""
    return PenHands.of(pen_digits.load_data()[1])


def normalised(strokes: Sequence[NDArray[np.float32]]) -> Strokes:
    """The strokes of one digit in heights of it."""
    joined = np.concatenate(strokes).astype(np.float64)
    low, high = joined.min(axis=0), joined.max(axis=0)
    height = max(high[1] - low[1], 0.3 * (high[0] - low[0]), 1.0)
    origin = np.array([(low[0] + high[0]) / 2, high[1] - height])
    return np.stack([_evenly((one - origin) / height) for one in strokes])


def _evenly(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """``POINTS`` points at equal distances along a path."""
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(path, axis=0).T))]
    places = np.linspace(0, along[-1], POINTS)
    return np.stack([np.interp(places, along, path[:, axis]) for axis in (0, 1)], axis=1)


def varied(strokes: Strokes, rng: Generator, wild: float = 1.0) -> Strokes:
    """The same shape written another time: faster or slower, bent, trembling, wider, turned.

    ``wild``, 0 to 1, is how much of that there is.
    """
    hasty = int(rng.integers(0, 4))
    if hasty:
        strokes = _averaging(hasty) @ strokes
    bent = rng.normal(0, wild * rng.uniform(0.01, 0.05), (len(strokes), BENDS, 2))
    strokes = strokes + _between() @ bent
    if rng.random() < 0.12 * wild:
        strokes = strokes + rng.normal(0, rng.uniform(0.005, 0.02), strokes.shape)
    if len(strokes) > 1:
        strokes = strokes + rng.normal(0, 0.025 * wild, (len(strokes), 1, 2))
    wider, turn = math.exp(rng.normal(0, 0.13 * wild)), rng.normal(0, 0.06 * wild)
    cosine, sine = math.cos(turn), math.sin(turn)
    middle = np.array((0, 0.5))
    turned = (strokes - middle) @ np.array([(cosine * wider, sine * wider), (-sine, cosine)])
    return np.asarray(turned + middle)


@functools.cache
def _averaging(reach: int) -> NDArray[np.float64]:
    """The mean over so many points before and behind each, [POINTS, POINTS]; the ends stay."""
    places = np.arange(POINTS)
    reaches = np.minimum(reach, np.minimum(places, places[::-1]))
    near = np.abs(places[:, None] - places) <= reaches[:, None]
    return np.asarray(near / near.sum(axis=1, keepdims=True))


@functools.cache
def _between() -> NDArray[np.float64]:
    """From the moves of ``BENDS`` points of a stroke to those of all, [POINTS, BENDS]."""
    places = np.linspace(0, BENDS - 1, POINTS)
    return np.stack([np.interp(places, np.arange(BENDS), row) for row in np.eye(BENDS)], axis=1)
