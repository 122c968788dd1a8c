"""Hinges, the losses of support vector machines: against -1 and 1 a unit, or against one class.

y_true, y_pred   (n, units); a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.eager_array import EagerArray
from lenet.layers import Shape
from lenet.losses.loss import Targets, checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import RowLoss, mean_of, two_arrays
from lenet.losses.stand_ins import answers_stand_ins


def with_signs(wanted: NDArray[Any]) -> NDArray[Any]:
    """Targets of nothing but 0 and 1 as -1 and 1; others are returned as they are."""
    return 2 * wanted - 1 if np.isin(wanted, (0, 1)).all() else wanted


@answers_stand_ins
def hinge(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of max(1 - y_true y_pred, 0) along the last axis; 0 and 1 count as -1 and 1."""
    wanted, given = two_arrays(y_true, y_pred)
    return EagerArray.of(mean_of(np.maximum(1 - with_signs(wanted) * given, 0)))


@answers_stand_ins
def squared_hinge(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of max(1 - y_true y_pred, 0)^2 along the last axis; 0 and 1 count as -1 and 1."""
    wanted, given = two_arrays(y_true, y_pred)
    return EagerArray.of(mean_of(np.square(np.maximum(1 - with_signs(wanted) * given, 0))))


@answers_stand_ins
def categorical_hinge(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """max(neg - pos + 1, 0), pos the answer of the right class, neg the largest of the others."""
    wanted, given = two_arrays(y_true, y_pred)
    right, wrong = (wanted * given).sum(-1), ((1 - wanted) * given).max(-1)
    return EagerArray.of(np.maximum(wrong - right + 1, 0))


@dataclass(frozen=True)
class Hinge(RowLoss):
    """The mean over the units of max(1 - target y, 0); targets 0 and 1 count as -1 and 1.

    They do where all targets that are given at once are 0 or 1.
    """

    kind: ClassVar[str] = "hinge"
    reduction: str | None = MEAN
    name: str = "hinge"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    @property
    def keeps_targets(self) -> bool:
        return False

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        _, values = super().targets(y, samples, made)
        assert values is not None
        return None, with_signs(values)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return hinge(y_true, y_pred)


@dataclass(frozen=True)
class SquaredHinge(Hinge):
    """The mean over the units of max(1 - target y, 0)^2; targets as for ``Hinge``."""

    kind: ClassVar[str] = "squared_hinge"
    reduction: str | None = MEAN
    name: str = "squared_hinge"
    dtype: str | None = None

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return squared_hinge(y_true, y_pred)


@dataclass(frozen=True)
class CategoricalHinge(RowLoss):
    """How much the best wrong class comes near the right one; targets are one-hot rows."""

    kind: ClassVar[str] = "categorical_hinge"
    reduction: str | None = MEAN
    name: str = "categorical_hinge"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return categorical_hinge(y_true, y_pred)
