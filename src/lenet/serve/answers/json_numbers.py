"""Arrays as JSON takes them: nested lists, channels or outputs first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DECIMALS = 5


def numbers(array: NDArray[np.floating[Any]], decimals: int = DECIMALS) -> list[Any]:
    """Nested lists of an array, rounded to so many decimals."""
    rounded: list[Any] = array.astype(np.float64).round(decimals).tolist()
    return rounded


def channels_first(output: NDArray[np.float32]) -> NDArray[np.float32]:
    """A plane [row, column, channel] as [channel, row, column]; a vector as it is."""
    return np.moveaxis(output, -1, 0)


def outputs_first(kernel: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """A kernel [row, column, channel, filter] as [filter, channel, row, column].

    That of a Dense layer, [input, unit], as [unit, input].
    """
    return kernel.transpose(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T
