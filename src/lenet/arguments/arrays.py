"""Arrays from users -> contiguous float32 arrays for the engine, or an error of one sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError


def real_array(given: ArrayLike, what: str) -> NDArray[np.generic]:
    """``given`` as an array of real numbers or booleans; an array is not copied.

    ModelError for rows of different lengths, complex numbers, text and other objects.
    """
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise ModelError(
            f"expected {what} as one array, received rows of different shapes"
        ) from error
    except (OverflowError, TypeError) as error:
        raise ModelError(f"expected {what} of real numbers: {error}") from error
    if array.dtype.kind not in "buif":
        raise ModelError(f"expected {what} of real numbers, received {array.dtype}")
    return array


def float_array(given: ArrayLike, what: str) -> NDArray[np.float32]:
    """``given`` as contiguous float32, copied only if need be; ModelError as for ``real_array``.

    Also for values that are too large for float32. nan and inf are kept.
    """
    array = real_array(given, what)
    try:
        with np.errstate(over="raise"):
            # not ascontiguousarray, which makes a vector of a scalar
            return np.asarray(array, np.float32, order="C")
    except FloatingPointError as error:
        raise ModelError(f"expected {what} below 3.4e38, as float32 holds them") from error
