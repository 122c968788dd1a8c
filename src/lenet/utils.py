"""Keras's ``utils``: the two array functions that its tutorials use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import real_array
from lenet.arguments.numbers import Interval, real, whole
from lenet.errors import ModelError
from lenet.keras_names import absent

BLOCK = 2048
MOST_CLASSES = 1_000_000


def normalize(x: ArrayLike, axis: int = -1, order: float = 2) -> NDArray[np.floating]:
    """``x`` divided by its norm of the given order along ``axis``; unchanged where that is 0.

    As Keras's ``utils.normalize``, but whole numbers become float32 and not float64, which halves
    the memory of a data set. Other floating types stay as they are. ModelError for an axis that
    ``x`` does not have.
    """
    given = np.atleast_1d(real_array(x, "values"))
    axis = whole(f"axis of an array {given.shape}", axis, -given.ndim, given.ndim - 1)
    order = real("order", order, Interval(-math.inf, math.inf))
    dtype = given.dtype if np.issubdtype(given.dtype, np.floating) else np.dtype(np.float32)
    axis = axis % given.ndim
    if axis == 0:
        return _normalize_block(given.astype(dtype), axis, order)
    result = np.empty(given.shape, dtype)
    for first in range(0, len(given), BLOCK):  # keeps what is needed besides the result small
        block = given[first : first + BLOCK].astype(dtype)
        result[first : first + BLOCK] = _normalize_block(block, axis, order)
    return result


def _normalize_block(x: NDArray[np.floating], axis: int, order: float) -> NDArray[np.floating]:
    norms: NDArray[np.floating]
    if order == 2:
        norms = np.sqrt(np.square(x).sum(axis=axis, keepdims=True))
    else:
        norms = np.asarray(np.linalg.norm(x, order, axis, keepdims=True), x.dtype)
    norms[norms == 0] = 1
    return x / norms


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> NDArray[np.float32]:
    """Labels (n,) as one-hot rows: float32 (n, num_classes).

    ModelError for labels that are not whole numbers from 0 to ``num_classes`` - 1.
    """
    given = real_array(x, "labels").reshape(-1)
    labels = np.zeros(len(given), np.int64)
    with np.errstate(invalid="ignore"):
        labels[:] = given
    if not np.array_equal(labels, given):
        raise ModelError("expected whole numbers as labels")
    needed = int(labels.max(initial=-1)) + 1
    classes = needed if num_classes is None else whole("num_classes", num_classes, 0, MOST_CLASSES)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ModelError(
            f"expected labels from 0 to {classes - 1}, received {labels.min()} to {labels.max()}"
        )
    return np.equal.outer(labels, np.arange(classes)).astype(np.float32)


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
