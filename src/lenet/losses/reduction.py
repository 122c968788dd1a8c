"""A loss a sample -> one number, or none: Keras's reductions (keras/src/losses/loss.py)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.eager_array import EagerArray
from lenet.arguments.words import shown
from lenet.errors import ModelError

MEAN = "sum_over_batch_size"
"""The sum over the samples divided by how many there are; weights do not count as more or fewer."""

REDUCTIONS = MEAN, "mean", "sum", "mean_with_sample_weight", "none", None


def checked_reduction(value: Any) -> str | None:
    """``value`` if it is one of Keras's reductions. ModelError."""
    if value is None or (isinstance(value, str) and value in REDUCTIONS):
        return None if value == "none" else value
    names = ", ".join(str(name) for name in REDUCTIONS)
    raise ModelError(f"expected a reduction of {names}; received {shown(value)}")


def same_rank(
    first: NDArray[Any], second: NDArray[Any], expand_vectors: bool = True
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The two with as many dimensions, a last one of 1 added to a vector or else dropped; as Keras.

    Others are returned as they are.
    """
    if first.ndim == second.ndim + 1 and first.shape[-1] == 1:
        if second.ndim == 1 and expand_vectors:
            return first, second[:, None]
        return first[..., 0], second
    if second.ndim == first.ndim + 1:
        second, first = same_rank(second, first, expand_vectors)
    return first, second


def reduced(values: NDArray[Any], weights: ArrayLike | None, reduction: str | None) -> EagerArray:
    """The losses ``values`` times their weights, float32, reduced to a number unless None.

    ModelError for weights that do not fit.
    """
    divisor: float = values.size
    if weights is not None:
        given = float_array(weights, "sample_weight")
        values, given = same_rank(values, given)
        try:
            values = values * given
        except ValueError as error:
            raise ModelError(
                f"expected sample_weight for losses {values.shape}, received {given.shape}"
            ) from error
        divisor = values.size
        if reduction == "mean_with_sample_weight":
            divisor = float(given.sum())
    if reduction is None:
        return EagerArray.of(values)
    total = values.sum(dtype=np.float64)
    if reduction != "sum":
        total = total / divisor if divisor else np.float64(0)
    return EagerArray.of(total)
