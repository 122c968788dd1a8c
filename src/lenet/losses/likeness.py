"""How like answers are to a distribution, a rate or a direction.

y_true, y_pred   (n, units); a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.eager_array import EagerArray
from lenet.losses.loss import checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import EPSILON, RowLoss, mean_of, two_arrays
from lenet.losses.stand_ins import answers_stand_ins


@answers_stand_ins
def kl_divergence(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The sum of y_true log(y_true / y_pred), both kept between 1e-7 and 1."""
    wanted, given = (np.clip(values, EPSILON, 1) for values in two_arrays(y_true, y_pred))
    return EagerArray.of((wanted * np.log(wanted / given)).sum(-1))


@answers_stand_ins
def poisson(y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
    """The mean of y_pred - y_true log(y_pred + 1e-7)."""
    wanted, given = two_arrays(y_true, y_pred)
    with np.errstate(invalid="ignore", divide="ignore"):  # of answers below 0 there is no logarithm
        return EagerArray.of(mean_of(given - wanted * np.log(given + EPSILON)))


@answers_stand_ins
def cosine_similarity(y_true: ArrayLike, y_pred: ArrayLike, axis: int = -1) -> EagerArray:
    """Minus the cosine of the angle between the two; lengths below 1e-7 count as 1e-7."""
    wanted, given = (_unit(values, axis) for values in two_arrays(y_true, y_pred))
    return EagerArray.of(-(wanted * given).sum(axis))


def _unit(values: NDArray[Any], axis: int) -> NDArray[Any]:
    lengths = np.sqrt(np.square(values).sum(axis, keepdims=True))
    unit: NDArray[Any] = values / np.maximum(lengths, EPSILON)
    return unit


@dataclass(frozen=True)
class KLDivergence(RowLoss):
    """Kullback's and Leibler's divergence from the targets (n, units), which are distributions."""

    kind: ClassVar[str] = "kl_divergence"
    reduction: str | None = MEAN
    name: str = "kl_divergence"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return kl_divergence(y_true, y_pred)


@dataclass(frozen=True)
class Poisson(RowLoss):
    """Minus the logarithm of Poisson's probability of the targets (n, units), up to a constant."""

    kind: ClassVar[str] = "poisson"
    reduction: str | None = MEAN
    name: str = "poisson"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return poisson(y_true, y_pred)


@dataclass(frozen=True)
class CosineSimilarity(RowLoss):
    """Minus the cosine of the angle between outputs and targets (n, units)."""

    kind: ClassVar[str] = "cosine_similarity"
    axis: int = -1
    reduction: str | None = MEAN
    name: str = "cosine_similarity"
    dtype: str | None = None

    def __post_init__(self) -> None:
        checked(self)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return cosine_similarity(y_true, y_pred)
