"""How far answers lie from values: squares, absolute values, percentages, logarithms, huber.

y_true, y_pred   (n, units) or any shape alike; a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lenet.arguments.eager_array import EagerArray
from lenet.arguments.numbers import POSITIVE, real
from lenet.losses.loss import EngineLoss, checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import EPSILON, RowLoss, mean_of, two_arrays
from lenet.losses.stand_ins import answers_stand_ins


@answers_stand_ins
def mean_squared_error(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of (y_true - y_pred)^2 along the last axis."""
    wanted, given = two_arrays(y_true, y_pred)
    return EagerArray.of(mean_of(np.square(wanted - given)))


@answers_stand_ins
def mean_absolute_error(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of |y_true - y_pred| along the last axis."""
    wanted, given = two_arrays(y_true, y_pred)
    return EagerArray.of(mean_of(np.abs(wanted - given)))


@answers_stand_ins
def mean_absolute_percentage_error(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of 100 ``|(y_true - y_pred) / y_true|``; an absolute y_true counts at least 1e-7."""
    wanted, given = two_arrays(y_true, y_pred)
    parts = np.abs((wanted - given) / np.maximum(np.abs(wanted), EPSILON))
    return EagerArray.of(np.float32(100) * mean_of(parts))


@answers_stand_ins
def mean_squared_logarithmic_error(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of (log(1 + y_true) - log(1 + y_pred))^2; what is smaller counts as 1e-7."""
    wanted, given = two_arrays(y_true, y_pred)
    logarithms = (np.log(np.maximum(values, EPSILON) + 1) for values in (given, wanted))
    return EagerArray.of(mean_of(np.square(next(logarithms) - next(logarithms))))


@answers_stand_ins
def huber(y_true: ArrayLike, y_pred: ArrayLike, delta: float = 1.0) -> EagerArray:
    """The mean of e^2 / 2, or of delta |e| - delta^2 / 2 where |e| is above delta."""
    wanted, given = two_arrays(y_true, y_pred)
    limit = np.float32(real("delta", delta, POSITIVE))
    error = np.abs(given - wanted)
    half = np.float32(0.5)
    losses = np.where(error <= limit, half * np.square(error), limit * error - half * limit**2)
    return EagerArray.of(mean_of(losses))


@answers_stand_ins
def log_cosh(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of log(cosh(y_pred - y_true))."""
    wanted, given = two_arrays(y_true, y_pred)
    error = np.abs(given - wanted)
    return EagerArray.of(mean_of(error + np.log1p(np.exp(-2 * error)) - np.float32(np.log(2))))


@dataclass(frozen=True)
class MeanSquaredError(RowLoss):
    """The mean over the units of (y - target)^2, targets (n, units)."""

    kind: ClassVar[str] = "mean_squared_error"
    has_curvature: ClassVar[bool] = True
    reduction: str | None = MEAN
    name: str = "mean_squared_error"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def engine_loss(self) -> EngineLoss:
        return super().engine_loss()._replace(name="mse")

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return mean_squared_error(y_true, y_pred)


@dataclass(frozen=True)
class MeanAbsoluteError(RowLoss):
    """The mean over the units of |y - target|, targets (n, units)."""

    kind: ClassVar[str] = "mean_absolute_error"
    reduction: str | None = MEAN
    name: str = "mean_absolute_error"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return mean_absolute_error(y_true, y_pred)


@dataclass(frozen=True)
class MeanAbsolutePercentageError(RowLoss):
    """The mean over the units of 100 |y - target| / |target|, targets (n, units)."""

    kind: ClassVar[str] = "mean_absolute_percentage_error"
    reduction: str | None = MEAN
    name: str = "mean_absolute_percentage_error"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return mean_absolute_percentage_error(y_true, y_pred)


@dataclass(frozen=True)
class MeanSquaredLogarithmicError(RowLoss):
    """The mean over the units of (log(1 + y) - log(1 + target))^2, targets (n, units)."""

    kind: ClassVar[str] = "mean_squared_logarithmic_error"
    reduction: str | None = MEAN
    name: str = "mean_squared_logarithmic_error"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return mean_squared_logarithmic_error(y_true, y_pred)


@dataclass(frozen=True)
class Huber(RowLoss):
    """Squares up to a miss of ``delta`` and a line beyond it, targets (n, units). ModelError."""

    kind: ClassVar[str] = "huber"
    delta: float = 1.0
    reduction: str | None = MEAN
    name: str = "huber_loss"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self, delta=real("delta", self.delta, POSITIVE))

    def engine_loss(self) -> EngineLoss:
        return super().engine_loss()._replace(delta=self.delta)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return huber(y_true, y_pred, self.delta)


@dataclass(frozen=True)
class LogCosh(RowLoss):
    """The mean over the units of log(cosh(y - target)), targets (n, units)."""

    kind: ClassVar[str] = "log_cosh"
    reduction: str | None = MEAN
    name: str = "log_cosh"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return log_cosh(y_true, y_pred)
