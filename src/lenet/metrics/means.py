"""Sums and means over batches, and the mean of a function of targets and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.errors import ModelError
from lenet.losses import EagerArray, same_rank
from lenet.metrics.metric import Metric


def _of_samples(
    values: ArrayLike, sample_weight: ArrayLike | None, reduce: Callable[..., Any]
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Weighted values, one a sample, and their weights (keras/src/metrics/reduction_metrics.py)."""
    given = float_array(values, "a metric's values")
    weights = None
    if sample_weight is not None:
        given, weights = same_rank(given, float_array(sample_weight, "sample_weight"))
        if given.ndim > weights.ndim:
            given = reduce(given, axis=tuple(range(weights.ndim, given.ndim)))
        try:
            weights = np.broadcast_to(weights, given.shape)
        except ValueError as error:
            raise ModelError(
                f"expected sample_weight for values {given.shape}, received {weights.shape}"
            ) from error
        given = given * weights
        if weights.ndim > 1:
            weights = reduce(weights, axis=tuple(range(1, weights.ndim)))
    if given.ndim > 1:
        given = reduce(given, axis=tuple(range(1, given.ndim)))
    return given, weights


class Sum(Metric):
    """The sum of all values, each times its weight."""

    def __init__(self, name: str = "sum", dtype: DTypeLike | None = None) -> None:
        super().__init__(dtype, name)
        self.total = self.add_variable()

    def update_state(self, values: ArrayLike, sample_weight: ArrayLike | None = None) -> None:
        """Add values of any shape."""
        self.total.assign_add(_of_samples(values, sample_weight, np.sum)[0].sum(dtype=np.float64))

    def result(self) -> EagerArray:
        return EagerArray.of(self.total)


class Mean(Metric):
    """The mean of all values, or their mean with weights; 0 without any."""

    def __init__(self, name: str = "mean", dtype: DTypeLike | None = None) -> None:
        super().__init__(dtype, name)
        self.total, self.count = self.add_variable(), self.add_variable()

    def update_state(self, values: ArrayLike, sample_weight: ArrayLike | None = None) -> None:
        """Add values of any shape: those of one sample count as one, their mean."""
        given, weights = _of_samples(values, sample_weight, np.mean)
        count = len(given) if given.ndim else 1
        self.total.assign_add(given.sum(dtype=np.float64))
        self.count.assign_add(count if weights is None else weights.sum(dtype=np.float64))

    def result(self) -> EagerArray:
        return EagerArray.of(self.total / self.count if self.count else 0)


class MeanMetricWrapper(Mean):
    """The mean of ``fn(y_true, y_pred, **kwargs)``, a number a sample or one a batch."""

    def __init__(
        self,
        fn: Callable[..., Any],
        name: str | None = None,
        dtype: DTypeLike | None = None,
        **kwargs: Any,
    ) -> None:
        own = str(getattr(fn, "__name__", type(fn).__name__))
        super().__init__(own if name is None else name, dtype)
        self.fn, self.fn_arguments = fn, kwargs

    def update_state(  # type: ignore[override]
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        """Add a batch's targets and answers."""
        values = self.fn(y_true, y_pred, **self.fn_arguments)
        super().update_state(values, sample_weight=sample_weight)


class SampleMean(MeanMetricWrapper):
    """The mean of one of Keras's functions, whose value for a sample does not depend on its batch.

    It may be given the batches of a whole epoch at once.
    """

    by_batches = False
