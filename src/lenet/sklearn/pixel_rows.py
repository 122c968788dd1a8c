"""Rows of pixels or pictures, as an estimator is given them -> the network's input.

X         (n, pixels), (n, rows, columns) or (n, rows, columns, 1), real numbers
rows      (n, pixels) of any real dtype
shares    float32 (n, pixels), rows with 0 and 1 as the ends of the training samples' range
pictures  (n, rows, columns), shares or greys, enlarged to about the network's size
input     float32 (n, rows, columns, 1), as large as the network's
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError

BLOCK = 2048
"""Rows that are worked on in double precision at a time."""

Pixels = NDArray[Any]
Shares = NDArray[np.float32]

Sides = tuple[int, int]
"""Rows and columns of a picture."""


def rows_of(given: Any) -> tuple[Any, Sides | None]:
    """X as rows, and the sides of its pictures if it is pictures. ModelError for other channels."""
    shape = tuple(getattr(given, "shape", ()) or np.asarray(given).shape)
    if len(shape) < 3:
        return given, None
    if shape[3:] not in ((), (1,)):
        raise ModelError(
            "expected X as (n, pixels), (n, rows, columns) or (n, rows, columns, 1), "
            f"received {shape}: make grey pictures of coloured ones"
        )
    rows, columns = shape[1:3]
    return np.asarray(given).reshape(len(given), rows * columns), (rows, columns)


def square_of(pixels: int) -> Sides:
    """The sides of the smallest square of at least so many pixels."""
    side = math.isqrt(pixels - 1) + 1
    return side, side


class PixelRange(NamedTuple):
    """The range of the numbers in training samples."""

    low: float
    high: float

    @classmethod
    def of(cls, rows: Pixels) -> PixelRange:
        """The range of rows. ModelError if it is larger than any float."""
        found = cls(float(rows.min()), float(rows.max()))
        if not math.isfinite(found.high - found.low):
            raise ModelError(
                f"expected smaller numbers in X, received {found.low:g} and {found.high:g}"
            )
        return found

    def shares(self, rows: Pixels) -> Shares:
        """Rows as shares of the range, below 0 and above 1 outside of it.

        ModelError for numbers that float32 cannot hold then.
        """
        span = self.high - self.low or 1.0
        result = np.empty(rows.shape, np.float32)
        try:
            with np.errstate(over="raise"):
                for begin, block in _blocks(rows):
                    result[begin : begin + BLOCK] = (block - self.low) / span
        except FloatingPointError as error:
            largest = float(np.abs(rows).max())
            raise ModelError(
                f"expected numbers in X of about the range in training, {self.low:g} to "
                f"{self.high:g}; received {largest:g}"
            ) from error
        return result

    @property
    def zero(self) -> float:
        """The share that 0 is."""
        return float(self.shares(np.zeros((1, 1)))[0, 0])


def mean_and_deviation(shares: Shares, weights: NDArray[np.float64]) -> tuple[float, float]:
    """The mean of all shares, and their standard deviation, 1 where that is 0.

    ``weights`` (n,) are of the rows.
    """
    means = np.concatenate([block.mean(1) for _, block in _blocks(shares)])
    mean = float(np.average(means, weights=weights))
    squares = np.concatenate([np.square(block - mean).mean(1) for _, block in _blocks(shares)])
    return mean, math.sqrt(np.average(squares, weights=weights)) or 1.0


def _blocks(rows: Pixels) -> Iterator[tuple[int, NDArray[np.float64]]]:
    for begin in range(0, len(rows), BLOCK):
        yield begin, np.asarray(rows[begin : begin + BLOCK], np.float64)


class InputForm(NamedTuple):
    """How shares become the network's input.

    ``picture`` and ``network`` are the sides of a picture and of the network's input, which is no
    smaller; ``zero`` is the share that 0 is; ``mean`` and ``deviation`` are those of the training
    samples' shares.
    """

    picture: Sides
    network: Sides
    zero: float
    mean: float
    deviation: float

    def enlarged(self, shares: Shares) -> Shares:
        """Pictures, each pixel a square of as many as the network has room for.

        A row that ends before its picture does is filled up with 0.
        """
        missing = ((0, 0), (0, math.prod(self.picture) - shares.shape[1]))
        filled = np.pad(shares, missing, constant_values=self.zero) if missing[1][1] else shares
        pictures = filled.reshape(len(shares), *self.picture)
        pairs = zip(self.network, self.picture, strict=True)
        factor = min(side // own for side, own in pairs)
        return pictures if factor == 1 else pictures.repeat(factor, 1).repeat(factor, 2)

    def framed(self, pictures: Shares) -> NDArray[np.float32]:
        """Pictures as input: in the middle of a frame of 0, less the mean, over the deviation."""
        count, rows, columns = pictures.shape
        top, left = (self.network[0] - rows) // 2, (self.network[1] - columns) // 2
        result = np.full((count, *self.network, 1), self.zero, np.float32)
        result[:, top : top + rows, left : left + columns, 0] = pictures
        result -= np.float32(self.mean)
        result /= np.float32(self.deviation)
        return result

    def network_input(self, shares: Shares) -> NDArray[np.float32]:
        """Shares as input."""
        return self.framed(self.enlarged(shares))
