"""How often answers are right: as functions, a 1 or 0 a sample float32, and as metrics.

y_true   labels (n,) or (n, 1), or one-hot rows (n, classes)
y_pred   answers (n, classes), the largest of which is the class that is meant
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lenet.arguments.arrays import float_array, real_array
from lenet.arguments.numbers import FINITE, real, truth, whole
from lenet.errors import ModelError
from lenet.losses import EagerArray, same_rank
from lenet.metrics.means import SampleMean


def _fitting(first: NDArray[Any], second: NDArray[Any]) -> None:
    if first.shape != second.shape:
        raise ModelError(
            f"expected a target for each answer {second.shape}, received {first.shape}"
        )


def accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """Where y_true and y_pred are the same number."""
    wanted, given = same_rank(float_array(y_true, "y_true"), float_array(y_pred, "y_pred"))
    return EagerArray.of(wanted == given)


def binary_accuracy(y_true: ArrayLike, y_pred: ArrayLike, threshold: float = 0.5) -> EagerArray:
    """Where y_true is 1 and y_pred above the threshold, or 0 and not above."""
    wanted, given = same_rank(float_array(y_true, "y_true"), float_array(y_pred, "y_pred"))
    return EagerArray.of(wanted == (given > threshold))


def categorical_accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """Where the largest of y_true is that of y_pred; both (..., classes)."""
    wanted, given = (float_array(each, "classes").argmax(-1) for each in (y_true, y_pred))
    _fitting(wanted, given)
    return EagerArray.of(wanted == given)


def sparse_categorical_accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """Where the label is the place of the largest answer."""
    given, labels = float_array(y_pred, "y_pred"), real_array(y_true, "y_true")
    if labels.ndim == given.ndim and labels.shape[-1:] == (1,):
        labels = labels[..., 0]
    _fitting(labels, given[..., 0])
    return EagerArray.of(labels == given.argmax(-1))


def top_k_categorical_accuracy(y_true: ArrayLike, y_pred: ArrayLike, k: int = 5) -> EagerArray:
    """Where the largest of y_true is among the ``k`` largest answers."""
    return _among(float_array(y_true, "y_true").argmax(-1), float_array(y_pred, "y_pred"), k)


def sparse_top_k_categorical_accuracy(
    y_true: ArrayLike, y_pred: ArrayLike, k: int = 5, from_sorted_ids: bool = False
) -> EagerArray:
    """Where the label is among the ``k`` largest answers.

    ``from_sorted_ids``: y_pred are classes, the likeliest first.
    """
    labels, given = real_array(y_true, "y_true"), float_array(y_pred, "y_pred")
    if from_sorted_ids:
        matches = labels.reshape(-1, 1) == given.reshape(-1, given.shape[-1])[:, :k]
        return EagerArray.of(matches.any(1).reshape(labels.shape))
    return _among(labels, given, k)


def _among(labels: NDArray[Any], given: NDArray[Any], k: int) -> EagerArray:
    """Fewer than ``k`` answers are larger than the label's; not where that is not finite."""
    rows, flat = given.reshape(-1, given.shape[-1]), labels.reshape(-1)
    _fitting(flat, rows[:, 0])
    most = whole("k", k, 1)
    there = (flat >= 0) & (flat < rows.shape[1])
    own = np.take_along_axis(rows, np.where(there, flat, 0).astype(np.int64)[:, None], 1)
    among = there & np.isfinite(own[:, 0]) & ((rows > own).sum(1) < most)
    return EagerArray.of(among.reshape(labels.shape))


class Accuracy(SampleMean):
    """How often y_pred is y_true, number for number."""

    def __init__(self, name: str = "accuracy", dtype: DTypeLike | None = None) -> None:
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(SampleMean):
    """How often answers above ``threshold`` are those that should be 1."""

    arguments: ClassVar[tuple[str, ...]] = ("threshold",)

    def __init__(
        self,
        name: str = "binary_accuracy",
        dtype: DTypeLike | None = None,
        threshold: float = 0.5,
    ) -> None:
        self.threshold = real("threshold", threshold, FINITE)
        super().__init__(binary_accuracy, name, dtype, threshold=self.threshold)


class CategoricalAccuracy(SampleMean):
    """How often the largest answer is that of the one-hot row."""

    def __init__(self, name: str = "categorical_accuracy", dtype: DTypeLike | None = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(SampleMean):
    """How often the largest answer is that of the label."""

    def __init__(
        self, name: str = "sparse_categorical_accuracy", dtype: DTypeLike | None = None
    ) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(SampleMean):
    """How often the class of the one-hot row is among the ``k`` largest answers. ModelError."""

    arguments: ClassVar[tuple[str, ...]] = ("k",)

    def __init__(
        self,
        k: int = 5,
        name: str = "top_k_categorical_accuracy",
        dtype: DTypeLike | None = None,
    ) -> None:
        self.k = whole("k", k, 1)
        super().__init__(top_k_categorical_accuracy, name, dtype, k=self.k)


class SparseTopKCategoricalAccuracy(SampleMean):
    """How often the label is among the ``k`` largest answers. ModelError."""

    arguments: ClassVar[tuple[str, ...]] = ("k", "from_sorted_ids")

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: DTypeLike | None = None,
        from_sorted_ids: bool = False,
    ) -> None:
        self.k = whole("k", k, 1)
        self.from_sorted_ids = truth("from_sorted_ids", from_sorted_ids)
        super().__init__(
            sparse_top_k_categorical_accuracy,
            name,
            dtype,
            k=self.k,
            from_sorted_ids=self.from_sorted_ids,
        )
