"""How one person writes one line: size, slope, spacing and pen, drawn at random for each strip."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.random import Generator

from lenet.reading import ROWS

LINKS = ((0.02, 0.02), (0.1, 0.1), (0.25, 0.2), (0.97, 0.97), (0.97, 0.9), (0.9, 0.15), (0.1, 0.6))
"""From where on a 0 to where on the next one hands draw their pen without lifting it."""


@dataclass(frozen=True)
class Hand:
    """Lengths in rows of the strip, before it is stretched.

    Attributes
    ----------
    height : of an ordinary digit.
    aspect : widths, times what MNIST's are.
    slant : rows to the right for each row up.
    gap : of ink between neighbours; below 0 they overlap.
    baseline : the row that digits stand on; ``tilt`` rows lower for each column.
    uneven : the standard deviation of the digits' heights, of the whole.
    small_zero : the height of a 0, of the others'.
    rising : whether what is lower than the others stands anywhere between line and top.
    softness : the blur of a stroke, ``thinness`` what is cut from its sides, ``hardness`` the slope
        of its edge.
    own_shapes : how many of the digits are not in MNIST's shapes but in the hand's own.
    shapes : which shape each of the ten digits has there, as a share of those there are.
    pen : the width of its own strokes.
    linked : where neighbouring zeros are joined: how far down the one a link leaves and reaches the
        next, as shares of their heights; None where they are not.
    """

    height: float
    aspect: float
    slant: float
    gap: float
    baseline: float
    tilt: float
    uneven: float
    small_zero: float
    rising: bool
    softness: float
    thinness: float
    hardness: float
    own_shapes: float
    shapes: tuple[float, ...]
    pen: float
    linked: tuple[float, float] | None

    @classmethod
    def drawn(cls, rng: Generator) -> Hand:
        """A hand at random."""
        height = min(max(rng.normal(19.5, 3.2), 11.0), 27.0)
        close = rng.random() < 0.8
        fine = rng.random() < 0.1
        thinness = rng.uniform(0.55, 0.72) if fine else rng.uniform(0, 0.6)
        return cls(
            height=height,
            aspect=math.exp(rng.normal(0.02, 0.23)),
            slant=rng.normal(0.1, 0.2),
            gap=rng.uniform(-1.2, 5) if close else rng.uniform(4, 11),
            baseline=ROWS / 2 + height / 2 + rng.normal(0, 1.3),
            tilt=rng.normal(0, 0.025),
            uneven=rng.choice((0.05, 0.12, 0.2), p=(0.6, 0.3, 0.1)),
            small_zero=rng.uniform(0.38, 1.0) if rng.random() < 0.8 else 1.0,
            rising=rng.random() < 0.3,
            softness=rng.uniform(0.3, 1.0),
            thinness=thinness,
            hardness=1 / (1.1 - thinness) if fine else rng.uniform(1.2, 3.0),
            own_shapes=rng.choice((0.0, 0.3, 1.0), p=(0.4, 0.3, 0.3)),
            shapes=tuple(rng.random(10)),
            pen=height * (rng.uniform(0.03, 0.06) if fine else rng.uniform(0.06, 0.17)),
            linked=LINKS[rng.integers(len(LINKS))] if rng.random() < 0.35 else None,
        )
