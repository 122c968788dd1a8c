"""How many inputs and outputs the units of a layer have, by which initializers choose a width."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]


class Fan(NamedTuple):
    """Inputs and outputs of a layer's units; ``inputs`` may differ from unit to unit.

    ``bias``: whether it is the layer's biases that are drawn. Keras's initializers look at the
    shape of the biases alone, those of 1998 at the units' inputs.
    """

    inputs: float | NDArray[np.float64]
    outputs: float
    bias: bool = False

    def of_bias(self) -> Fan:
        """The same units, for their biases."""
        return self._replace(bias=True)


def fan_of(shape: Shape) -> Fan:
    """Of an array (..., inputs, outputs): the field's size counts for both, as in Keras."""
    if len(shape) < 2:
        return Fan(math.prod(shape), math.prod(shape))
    field = math.prod(shape[:-2])
    return Fan(field * shape[-2], field * shape[-1])
