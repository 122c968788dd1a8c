"""Cross-entropy of every unit by itself: one answer of yes or no, or several that exclude nothing.

y_true           0 or 1, or probabilities, of the shape of y_pred
y_pred           probabilities or logits (n, units); a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.eager_array import EagerArray
from lenet.arguments.numbers import SHARE, real, truth
from lenet.layers import Shape
from lenet.losses.crossentropy import smoothed
from lenet.losses.loss import Targets, checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import EPSILON, MOST, RowLoss, mean_of, two_arrays
from lenet.losses.stand_ins import answers_stand_ins


def unit_crossentropies(
    wanted: NDArray[Any], given: NDArray[Any], from_logits: bool
) -> NDArray[Any]:
    """-t log(p) - (1 - t) log(1 - p) of every unit, float32; p between 1e-7 and 1 - 1e-7."""
    losses: NDArray[Any]
    if from_logits:
        losses = np.maximum(given, 0) + np.log1p(np.exp(-np.abs(given))) - wanted * given
    else:
        shares = np.clip(given, EPSILON, MOST)
        losses = -(wanted * np.log(shares) + (1 - wanted) * np.log(1 - shares))
    return losses


@answers_stand_ins
def binary_crossentropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> EagerArray:
    """The mean of -t log(p) - (1 - t) log(1 - p) along ``axis``."""
    wanted, given = two_arrays(y_true, y_pred)
    wanted = smoothed(wanted, real("label_smoothing", label_smoothing, SHARE), 2)
    losses = unit_crossentropies(wanted, given, truth("from_logits", from_logits))
    return EagerArray.of(mean_of(np.moveaxis(losses, axis, -1)))


@dataclass(frozen=True)
class UnitCrossEntropy(RowLoss):
    """What the binary cross-entropies share: targets, smoothed if asked for."""

    @property
    def label_smoothing(self) -> float:
        """The share of a target that is moved to 1/2."""
        return 0.0

    @property
    def keeps_targets(self) -> bool:
        return self.label_smoothing == 0

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        _, values = super().targets(y, samples, made)
        assert values is not None
        return None, smoothed(values, self.label_smoothing, 2)

    def check_arguments(self, **other: object) -> None:
        """Puts checked values in the place of the arguments. ModelError."""
        share = real("label_smoothing", self.label_smoothing, SHARE)
        logits = truth("from_logits", self.from_logits)
        checked(self, from_logits=logits, label_smoothing=share, **other)


@dataclass(frozen=True)
class BinaryCrossentropy(UnitCrossEntropy):
    """The mean over the units of each one's cross-entropy, targets 0 or 1 (n, units).

    ``label_smoothing`` moves that share of each target to 1/2. ModelError.
    """

    kind: ClassVar[str] = "binary_crossentropy"
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = MEAN
    name: str = "binary_crossentropy"
    dtype: str | None = None

    def __post_init__(self) -> None:
        self.check_arguments()

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)
