"""Targets as users give them -> labels int32 (n,) or values float32 (n, units). ModelError."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array, real_array
from lenet.errors import ModelError


def one_target_a_sample(y: ArrayLike, samples: int) -> NDArray[Any]:
    """``y`` as an array with a first axis of ``samples``."""
    given = real_array(y, "targets")
    if given.shape[:1] != (samples,):
        raise ModelError(f"expected a target for each of {samples} samples, received {given.shape}")
    return given


def check_whole(labels: NDArray[Any]) -> None:
    """ModelError unless the labels are whole numbers, of whatever type."""
    if labels.dtype.kind == "f" and not np.array_equal(np.trunc(labels), labels):
        raise ModelError("expected whole numbers as labels")


def integer_labels(
    given: NDArray[Any], units: int, name: str, *, hint: str = ""
) -> NDArray[np.int32]:
    """Labels from 0 to ``units`` - 1, int32 (n,); ``hint`` ends the error for rows of values."""
    if given.size != given.shape[0]:
        raise ModelError(f"{name} expects one label a sample, received {given.shape}{hint}")
    labels = given.reshape(-1)
    check_whole(labels)
    if labels.size and not (labels.min() >= 0 and labels.max() < units):
        raise ModelError(
            f"expected labels from 0 to {units - 1} for {units} units, "
            f"received {labels.min()} to {labels.max()}"
        )
    return labels.astype(np.int32)


def rows_of_values(given: NDArray[Any], units: int, name: str) -> NDArray[np.float32]:
    """A row of values a sample, float32 (n, units)."""
    samples = given.shape[0]
    if given.size != samples * units:
        hint = ": for labels use sparse_categorical_crossentropy" if given.ndim == 1 else ""
        raise ModelError(
            f"{name} expects targets ({samples}, {units}), received {given.shape}{hint}"
        )
    return float_array(given, "targets").reshape(samples, units)
