"""Losses against a row of values a sample, and what their functions are given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.errors import ModelError
from lenet.layers import Layer, Shape
from lenet.losses.loss import (
    EngineLoss,
    Loss,
    Targets,
    check_no_penalties,
    check_reduction,
    check_vector,
)
from lenet.losses.reduction import same_rank
from lenet.losses.targets import one_target_a_sample, rows_of_values

EPSILON = np.float32(1e-7)
"""Keras's: the least probability, and the least that is divided by."""

MOST = np.float32(1 - 1e-7)
"""The largest probability."""


@dataclass(frozen=True)
class RowLoss(Loss):
    """A loss on a vector of outputs, its targets rows of as many values."""

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        check_no_penalties(self.name, last)
        check_vector(self.name, last, made)
        check_reduction(self)

    def engine_loss(self) -> EngineLoss:
        return EngineLoss(self.kind, from_logits=self.from_logits, summed=self.reduction == "sum")

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        return None, rows_of_values(one_target_a_sample(y, samples), math.prod(made), self.name)


def two_arrays(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Targets and answers as float32 of one rank. ModelError for shapes that do not fit."""
    wanted, given = float_array(y_true, "y_true"), float_array(y_pred, "y_pred")
    wanted, given = same_rank(wanted, given)
    try:
        np.broadcast_shapes(wanted.shape, given.shape)
    except ValueError as error:
        raise ModelError(
            f"expected y_true of the shape of y_pred {given.shape}, received {wanted.shape}"
        ) from error
    return wanted, given


def mean_of(values: NDArray[Any]) -> NDArray[Any]:
    """The mean along the last axis, float32; a number has none and stays."""
    return values.mean(axis=-1, dtype=np.float32) if values.ndim else values
