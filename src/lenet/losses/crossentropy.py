"""Cross-entropy against labels or against rows of probabilities, with label smoothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.numbers import SHARE, real, truth
from lenet.errors import ModelError
from lenet.layers import Layer, Shape
from lenet.losses.loss import EngineLoss, Loss, Targets, check_no_penalties, check_vector
from lenet.losses.targets import integer_labels, one_target_a_sample, rows_of_values


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """What both cross-entropies share.

    ``label_smoothing``: the share of a target that is spread evenly over all classes
    (Szegedy et al. 2016, section 7). ModelError unless it is a number from 0 to 1.
    """

    from_logits: bool = False
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "from_logits", truth("from_logits", self.from_logits))
        share = real("label_smoothing", self.label_smoothing, SHARE)
        object.__setattr__(self, "label_smoothing", share)

    def settings(self) -> dict[str, Any]:
        return {"label_smoothing": self.label_smoothing} if self.label_smoothing else {}

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        check_no_penalties(self.name, last)
        expected = "linear" if self.from_logits else "softmax"
        if last.activation != expected:
            hint = "" if self.from_logits else ", or a linear one and from_logits=True"
            raise ModelError(
                f"{self.name} expects a last layer with activation {expected}{hint}; "
                f"received {last.activation}"
            )
        check_vector(self.name, last, made)

    def smoothed(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(1 - label_smoothing) t + label_smoothing / units``, as Keras."""
        if self.label_smoothing == 0:
            return values
        share = np.float32(self.label_smoothing)
        return values * (1 - share) + share / np.float32(values.shape[1])


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(CrossEntropy):
    """Cross-entropy against integer labels (n,), smoothed if asked for."""

    name: ClassVar[str] = "sparse_categorical_crossentropy"

    def engine_loss(self) -> EngineLoss:
        """Smoothed labels are rows of probabilities to the engine."""
        return EngineLoss(CategoricalCrossentropy.name if self.label_smoothing else self.name)

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        units = math.prod(made)
        hint = ": for one-hot targets use categorical_crossentropy"
        labels = integer_labels(one_target_a_sample(y, samples), units, self.name, hint=hint)
        if self.label_smoothing == 0:
            return labels, None
        return None, self.smoothed(np.eye(units, dtype=np.float32)[labels])


@dataclass(frozen=True)
class CategoricalCrossentropy(CrossEntropy):
    """Cross-entropy against rows of class probabilities (n, classes), smoothed if asked for."""

    name: ClassVar[str] = "categorical_crossentropy"

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        given = one_target_a_sample(y, samples)
        return None, self.smoothed(rows_of_values(given, math.prod(made), self.name))
