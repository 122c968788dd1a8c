"""Focal losses: cross-entropies in which what is known already counts little (Lin et al. 2017).

y_true           rows of probabilities (n, units)
y_pred           probabilities or logits (n, units); a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lenet.arguments.eager_array import EagerArray
from lenet.arguments.numbers import NOT_NEGATIVE, SHARE, real, truth
from lenet.layers import Layer
from lenet.losses.binary_crossentropy import UnitCrossEntropy, unit_crossentropies
from lenet.losses.crossentropy import CrossEntropy, log_probabilities, smoothed
from lenet.losses.loss import EngineLoss, checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import mean_of, two_arrays
from lenet.losses.stand_ins import answers_stand_ins


@answers_stand_ins
def binary_focal_crossentropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> EagerArray:
    """The mean of (1 - p_t)^gamma times each unit's cross-entropy, p_t the truth's probability.

    With ``apply_class_balancing`` ones count ``alpha`` and zeros 1 - ``alpha``.
    """
    wanted, given = two_arrays(y_true, y_pred)
    wanted = smoothed(wanted, real("label_smoothing", label_smoothing, SHARE), 2)
    if truth("from_logits", from_logits):
        with np.errstate(over="ignore"):
            given = 1 / (1 + np.exp(-given))
    right = wanted * given + (1 - wanted) * (1 - given)
    losses = np.power(1 - right, np.float32(gamma)) * unit_crossentropies(wanted, given, False)
    if apply_class_balancing:
        share = np.float32(alpha)
        losses = (wanted * share + (1 - wanted) * (1 - share)) * losses
    return EagerArray.of(mean_of(np.moveaxis(losses, axis, -1)))


@answers_stand_ins
def categorical_focal_crossentropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> EagerArray:
    """The sum of -alpha (1 - p)^gamma t log(p), p the classes' probabilities along ``axis``."""
    wanted, given = (np.moveaxis(one, axis, -1) for one in two_arrays(y_true, y_pred))
    wanted = smoothed(wanted, real("label_smoothing", label_smoothing, SHARE))
    if truth("from_logits", from_logits):
        given = np.exp(log_probabilities(given, True))
    logarithms = log_probabilities(given, False)
    focus = np.power(1 - np.exp(logarithms), np.float32(gamma)) * np.float32(alpha)
    return EagerArray.of(-(focus * wanted * logarithms).sum(-1))


@dataclass(frozen=True)
class BinaryFocalCrossentropy(UnitCrossEntropy):
    """The mean over the units of each one's focal cross-entropy, targets 0 or 1. ModelError.

    ``alpha`` counts only with ``apply_class_balancing``, as in Keras.
    """

    kind: ClassVar[str] = "binary_focal_crossentropy"
    apply_class_balancing: bool = False
    alpha: float = 0.25
    gamma: float = 2.0
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = MEAN
    name: str = "binary_focal_crossentropy"
    dtype: str | None = None

    def __post_init__(self) -> None:
        self.check_arguments(
            apply_class_balancing=truth("apply_class_balancing", self.apply_class_balancing),
            alpha=real("alpha", self.alpha, SHARE),
            gamma=real("gamma", self.gamma, NOT_NEGATIVE),
        )

    def engine_loss(self) -> EngineLoss:
        alpha = self.alpha if self.apply_class_balancing else -1.0
        return super().engine_loss()._replace(alpha=alpha, gamma=self.gamma)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return binary_focal_crossentropy(
            y_true,
            y_pred,
            self.apply_class_balancing,
            self.alpha,
            self.gamma,
            self.from_logits,
            self.label_smoothing,
        )


@dataclass(frozen=True)
class CategoricalFocalCrossentropy(CrossEntropy):
    """Focal cross-entropy against rows of class probabilities (n, classes). ModelError."""

    kind: ClassVar[str] = "categorical_focal_crossentropy"
    has_curvature: ClassVar[bool] = False
    alpha: float = 0.25
    gamma: float = 2.0
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = MEAN
    name: str = "categorical_focal_crossentropy"
    dtype: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        alpha, gamma = real("alpha", self.alpha, SHARE), real("gamma", self.gamma, NOT_NEGATIVE)
        checked(self, alpha=alpha, gamma=gamma)

    def has_curvature_behind(self, last: Layer) -> bool:
        del last
        return False

    def engine_loss(self) -> EngineLoss:
        return super().engine_loss()._replace(alpha=self.alpha, gamma=self.gamma)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return categorical_focal_crossentropy(
            y_true, y_pred, self.alpha, self.gamma, self.from_logits, self.label_smoothing
        )
