"""How a person writes a line: size, slant, spacing and pen, drawn at random for each strip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.random import Generator

from lenet.reading import ROWS

LINKS = ((0.02, 0.02), (0.1, 0.1), (0.25, 0.2), (0.97, 0.97), (0.97, 0.9), (0.9, 0.15), (0.1, 0.6))
"""Links between two zeros: how far down the first one they leave, and how far down the next they
arrive, as shares of the heights."""

COMB = 0.06
"""How often the symbols stand in the boxes of a comb."""


@dataclass(frozen=True)
class Hand:
    """A way to write; lengths are in rows of the strip, before the strip is stretched.

    Attributes
    ----------
    height : the height of an ordinary digit.
    aspect : the width of digits, times that of MNIST's.
    slant : columns to the right for each row up.
    turn : by how much its digits are turned to the right, in radians.
    gap : the space between neighbours; below 0 they overlap.
    baseline, tilt : the row that digits stand on, and how many rows lower it is for each column.
    uneven : the standard deviation of the digits' heights, as a share of ``height``.
    small_zero : the height of a 0, as a share of the others'.
    rising : whether digits lower than the others may stand above the baseline.
    softness : the deviation of the blur of a stroke.
    thinness : the level of ink that is cut from the sides of a stroke.
    hardness : the slope of a stroke's edge.
    penned : the share of digits that are drawn from the strokes of the pen digits.
    writer : by which of their writers, 0 to 1 for the first to the last.
    pressure : how much the width of those strokes varies along them, as a share of it.
    joined : how often the pen is not lifted between two of them.
    own_shapes : the share of the other digits that are drawn in allographs, not in MNIST's shapes.
    shapes : which allograph each of the ten digits then has, 0 to 1 for the first to the last.
    pen : the width of all these strokes.
    linked : one of ``LINKS`` if neighbouring zeros are joined, else None.
    comb : whether each symbol stands in a box of a comb.
    wild : 0 to 1: how far the hand, its digits and the paper stray from what is usual.
    """

    height: float
    aspect: float
    slant: float
    turn: float
    gap: float
    baseline: float
    tilt: float
    uneven: float
    small_zero: float
    rising: bool
    softness: float
    thinness: float
    hardness: float
    penned: float
    writer: float
    pressure: float
    joined: float
    own_shapes: float
    shapes: tuple[float, ...]
    pen: float
    linked: tuple[float, float] | None
    comb: bool
    wild: float = 1.0

    @classmethod
    def drawn(cls, rng: Generator, wild: float = 1.0) -> Hand:
        """A hand at random; with ``wild`` below 1 it is more like most hands, on better paper."""
        height = min(max(rng.normal(19.5, 3.2 * wild), 11.0), 27.0)
        comb = rng.random() < COMB * wild
        close = not comb and rng.random() < 0.8
        fine = rng.random() < 0.2 * wild
        thinness = rng.uniform(0.55, 0.72) if fine else rng.uniform(0, 0.3 + 0.3 * wild)
        return cls(
            height=height,
            aspect=math.exp(rng.normal(0.02, 0.23 * wild)),
            slant=rng.normal(0.1, 0.2 * wild),
            turn=rng.normal(0, 0.15 * wild) if rng.random() < 0.5 else 0.0,
            gap=rng.uniform(1 - 2.2 * wild, 5) if close else rng.uniform(4, 11),
            baseline=ROWS / 2 + height / 2 + rng.normal(0, 1.3),
            tilt=rng.normal(0, 0.025 * wild),
            uneven=wild * rng.choice((0.05, 0.12, 0.2), p=(0.6, 0.3, 0.1)),
            small_zero=rng.uniform(0.38, 1.0) if rng.random() < 0.8 else 1.0,
            rising=rng.random() < 0.3,
            softness=rng.uniform(0.3, 0.6 + 0.4 * wild),
            thinness=thinness,
            hardness=1 / (1.1 - thinness) if fine else rng.uniform(1.2, 3.0),
            penned=rng.choice((0.0, 0.4, 1.0), p=(0.55, 0.2, 0.25)),
            writer=rng.random(),
            pressure=wild * rng.uniform(0.1, 0.4) if rng.random() < 0.3 else 0.0,
            joined=rng.uniform(0.2, 0.8) if rng.random() < 0.1 * wild else 0.0,
            own_shapes=rng.choice((0.0, 0.3, 1.0), p=(0.55, 0.25, 0.2)),
            shapes=tuple(rng.random(10)),
            pen=height * (rng.uniform(0.03, 0.06) if fine else rng.uniform(0.06, 0.17)),
            linked=LINKS[rng.integers(len(LINKS))] if rng.random() < 0.35 else None,
            comb=comb,
            wild=wild,
        )
