"""Losses as metrics: the mean of each loss function over all samples.

Their classes end in Metric here, for a class of the loss has the name that Keras gives to both; the
wing's face gives them Keras's.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from lenet import losses
from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import SHARE, real, truth, whole
from lenet.losses import EagerArray, same_rank
from lenet.metrics.means import Mean, SampleMean


class MeanSquaredErrorMetric(SampleMean):
    """The mean of (y_true - y_pred)^2."""

    def __init__(self, name: str = "mean_squared_error", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.mean_squared_error, name, dtype)


class MeanAbsoluteErrorMetric(SampleMean):
    """The mean of |y_true - y_pred|."""

    def __init__(self, name: str = "mean_absolute_error", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageErrorMetric(SampleMean):
    """The mean of 100 |(y_true - y_pred) / y_true|."""

    def __init__(
        self, name: str = "mean_absolute_percentage_error", dtype: DTypeLike | None = None
    ) -> None:
        super().__init__(losses.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicErrorMetric(SampleMean):
    """The mean of (log(1 + y_true) - log(1 + y_pred))^2."""

    def __init__(
        self, name: str = "mean_squared_logarithmic_error", dtype: DTypeLike | None = None
    ) -> None:
        super().__init__(losses.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(SampleMean):
    """The mean of log(cosh(y_pred - y_true))."""

    def __init__(self, name: str = "logcosh", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.log_cosh, name, dtype)


class HingeMetric(SampleMean):
    """The mean hinge; see ``lenet.losses.hinge``."""

    def __init__(self, name: str = "hinge", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.hinge, name, dtype)


class SquaredHingeMetric(SampleMean):
    """The mean squared hinge; see ``lenet.losses.squared_hinge``."""

    def __init__(self, name: str = "squared_hinge", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.squared_hinge, name, dtype)


class CategoricalHingeMetric(SampleMean):
    """The mean hinge of one-hot rows."""

    def __init__(self, name: str = "categorical_hinge", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.categorical_hinge, name, dtype)


class KLDivergenceMetric(SampleMean):
    """The mean divergence of y_pred from y_true."""

    def __init__(self, name: str = "kl_divergence", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.kl_divergence, name, dtype)


class PoissonMetric(SampleMean):
    """The mean of Poisson's loss; see ``lenet.losses.poisson``."""

    def __init__(self, name: str = "poisson", dtype: DTypeLike | None = None) -> None:
        super().__init__(losses.poisson, name, dtype)


class CosineSimilarityMetric(SampleMean):
    """The mean cosine of the angle between y_true and y_pred: of a metric more is better."""

    arguments: ClassVar[tuple[str, ...]] = ("axis",)

    def __init__(
        self, name: str = "cosine_similarity", dtype: DTypeLike | None = None, axis: int = -1
    ) -> None:
        self.axis = whole("axis", axis, -8, 7)
        super().__init__(_cosine, name, dtype, axis=self.axis)


def _cosine(y_true: ArrayLike, y_pred: ArrayLike, axis: int) -> Any:
    return -losses.cosine_similarity(y_true, y_pred, axis)


class RootMeanSquaredError(Mean):
    """The root of the mean of (y_true - y_pred)^2."""

    by_batches = False

    def __init__(
        self, name: str = "root_mean_squared_error", dtype: DTypeLike | None = None
    ) -> None:
        super().__init__(name, dtype)

    def update_state(  # type: ignore[override]
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        """Add a batch's targets and answers."""
        wanted, given = same_rank(float_array(y_true, "y_true"), float_array(y_pred, "y_pred"))
        super().update_state(np.square(given - wanted), sample_weight=sample_weight)

    def result(self) -> EagerArray:
        return EagerArray.of(np.sqrt(super().result()))


def _last(axis: object) -> int:
    """Along which axis the classes lie: the last, -1. ModelError for another."""
    return whole("axis", axis, -1, -1)


class BinaryCrossentropyMetric(SampleMean):
    """The mean cross-entropy of every unit by itself."""

    arguments: ClassVar[tuple[str, ...]] = ("from_logits", "label_smoothing")

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: DTypeLike | None = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        self.from_logits = truth("from_logits", from_logits)
        self.label_smoothing = real("label_smoothing", label_smoothing, SHARE)
        given: dict[str, Any] = {key: getattr(self, key) for key in self.arguments}
        super().__init__(losses.binary_crossentropy, name, dtype, **given)


class CategoricalCrossentropyMetric(SampleMean):
    """The mean cross-entropy against rows of probabilities."""

    arguments: ClassVar[tuple[str, ...]] = ("from_logits", "label_smoothing", "axis")

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: DTypeLike | None = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        self.from_logits, self.axis = truth("from_logits", from_logits), _last(axis)
        self.label_smoothing = real("label_smoothing", label_smoothing, SHARE)
        given: dict[str, Any] = {key: getattr(self, key) for key in self.arguments}
        super().__init__(losses.categorical_crossentropy, name, dtype, **given)


class SparseCategoricalCrossentropyMetric(SampleMean):
    """The mean cross-entropy against labels."""

    arguments: ClassVar[tuple[str, ...]] = ("from_logits", "ignore_class", "axis")

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        dtype: DTypeLike | None = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        self.from_logits, self.axis = truth("from_logits", from_logits), _last(axis)
        self.ignore_class = ignore_class
        if ignore_class is not None:
            self.ignore_class = whole("ignore_class", ignore_class, -(2**31))
        given: dict[str, Any] = {key: getattr(self, key) for key in self.arguments}
        super().__init__(losses.sparse_categorical_crossentropy, name, dtype, **given)
