"""Which value of lenet's sample each value of torch's is.

torch has the channels of a plane first and lenet has them last, if not told otherwise. So the
vector that a Flatten makes has another order, and the arrays of the layers behind it too.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.layers import Shape

Places = NDArray[np.intp]


class Values(NamedTuple):
    """A sample between two layers.

    Attributes
    ----------
    shape : tuple of int
        What lenet has.
    places : intp array
        Of the shape that torch has; each value says where it stands in lenet's sample, flattened.
    """

    shape: Shape
    places: Places

    @property
    def in_order(self) -> bool:
        """Whether torch's sample is lenet's: the same shape, the same order."""
        return np.array_equal(self.places, counted(self.shape))

    def are_planes(self, *, first: bool) -> bool:
        """Whether torch has channels, rows, columns of planes that lenet has so or channels last.

        ``first``: whether lenet has them first too.
        """
        return len(self.shape) == 3 and np.array_equal(
            self.places, planes(self.shape, first=first).places
        )


def counted(shape: Shape) -> Places:
    """The places of all values of a shape, in their order."""
    return np.arange(math.prod(shape), dtype=np.intp).reshape(shape)


def as_they_are(shape: Shape) -> Values:
    """Values that torch has as lenet has them."""
    return Values(shape, counted(shape))


def planes(shape: Shape, *, first: bool) -> Values:
    """Planes that torch has as channels, rows, columns, and lenet too if ``first``, else last."""
    places = counted(shape)
    return Values(shape, places if first else places.transpose(2, 0, 1))


def flattened(values: Values, *, channels_last: bool) -> Values:
    """The vector that a Flatten makes.

    torch's has torch's order. lenet's has lenet's, or if ``channels_last`` that of rows, columns,
    channels of planes (channels, rows, columns).
    """
    vector = (math.prod(values.shape),)
    if not channels_last:
        return Values(vector, values.places.ravel())
    moved = counted(values.shape).transpose(1, 2, 0).ravel()
    return Values(vector, np.argsort(moved)[values.places.ravel()])
