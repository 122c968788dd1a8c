"""A ruled line as data, and its band: the pixels of its rows and of a few beside them.

band  rows and columns, intp [BESIDE + thickness + BESIDE, length]
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.planes import Mask

Index = NDArray[np.intp]
Truths = NDArray[np.bool_]

BESIDE = 3
"""Pixels of a band on each side of its line; the first may be the line's own soft edge."""


class RuledLine(NamedTuple):
    """A straight line over the columns ``first`` to ``last`` (not included) of a picture.

    Its middle is at row ``intercept + slope * column``. Of a vertical line, rows and columns are
    exchanged.
    """

    first: int
    last: int
    slope: float
    intercept: float
    thickness: int
    vertical: bool = False

    @property
    def length(self) -> int:
        """How many columns it runs over."""
        return self.last - self.first

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(x, y) of both ends, in the picture."""
        first, last = ((x, self.intercept + self.slope * x) for x in (self.first, self.last - 1))
        return (first[::-1], last[::-1]) if self.vertical else (first, last)


def least_squares(x: NDArray[Any], y: NDArray[Any]) -> tuple[float, float]:
    """The slope and the intercept of the line through points, x and y [n], by least squares."""
    away = x - x.mean()
    slope = float(away @ y / max(float(away @ away), 1e-9))
    return slope, float(y.mean() - slope * x.mean())


def band_of(line: RuledLine) -> tuple[Index, Index]:
    """The rows and columns of a line's band, each [BESIDE + thickness + BESIDE, length]."""
    columns = np.arange(line.first, line.last)
    middle = line.intercept + line.slope * columns
    edge = np.rint(middle - (line.thickness - 1) / 2).astype(np.intp)
    across = np.arange(-BESIDE, line.thickness + BESIDE)
    return edge + across[:, None], np.broadcast_to(columns, (len(across), len(columns)))


def seen_in(plane: NDArray[Any], band: tuple[Index, Index]) -> NDArray[Any]:
    """The values of a plane in a band, 0 where the band leaves the picture."""
    rows, columns = band
    height = len(plane)
    inside = (rows >= 0) & (rows < height)
    return np.asarray(np.where(inside, plane[np.clip(rows, 0, height - 1), columns], 0))


def above_and_below(seen: Mask) -> tuple[Truths, Truths]:
    """In which columns other ink goes on above and below a line, farther than its soft edge."""
    ink = seen > 0
    return ink[0] & ink[1], ink[-1] & ink[-2]
