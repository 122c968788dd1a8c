"""Losses, with Keras's names or the paper's: what each asks of targets and of the last layer."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arrays import float_array, real_array
from lenet.errors import ModelError
from lenet.layers import RBF, Layer, Shape
from lenet.losses import ctc as strings_of_labels

WITH_LABELS = ("sparse_categorical_crossentropy", "maximum_likelihood", "maximum_a_posteriori")
ON_PENALTIES = ("maximum_likelihood", "maximum_a_posteriori")


@dataclass(frozen=True)
class Loss:
    """A loss by its name.

    ``from_logits``: the last layer leaves the softmax to the loss. ``scale``: what penalties are
    multiplied by first. ``j``: of eq. 9, the penalty of belonging to no class.
    ``label_smoothing``: the share of a cross-entropy's targets that is spread evenly over all
    classes (Szegedy et al. 2016, section 7). ModelError for a number that cannot be one of these.
    """

    name: str
    from_logits: bool = False
    scale: float = 1.0
    j: float = math.inf
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        for argument, value in (("scale", self.scale), ("j", self.j)):
            real = isinstance(value, int | float) and not isinstance(value, bool)
            if not real or not value > 0 or (argument == "scale" and value == math.inf):
                raise ModelError(f"expected {argument} above 0, received {value!r}")
        share = self.label_smoothing
        real = isinstance(share, numbers.Real) and not isinstance(share, bool)
        if not real or not 0 <= share <= 1:
            raise ModelError(f"expected label_smoothing from 0 to 1, received {share!r}")
        if share and not self.name.endswith("categorical_crossentropy"):
            raise ModelError(f"label_smoothing is a cross-entropy's; received {self.name}")

    def engine_loss(self) -> tuple[str, float, float]:
        """The loss as the engine takes it: smoothed labels are rows of probabilities."""
        sparse = self.name == "sparse_categorical_crossentropy"
        name = "categorical_crossentropy" if sparse and self.label_smoothing else self.name
        return name, self.scale, self.j

    @property
    def has_curvature(self) -> bool:
        """Whether the engine has this loss's second derivatives."""
        return self.name != "ctc"

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        """ModelError unless the engine has this loss for the last layer, and for what it makes."""
        if self.name == "ctc":
            strings_of_labels.check_last(last, made)
            return
        activation = last.activation
        if (self.name in ON_PENALTIES) != isinstance(last, RBF):
            expected = "an RBF" if self.name in ON_PENALTIES else "no RBF"
            raise ModelError(
                f"{self.name} expects {expected} as the last layer; "
                f"received a {type(last).__name__}"
            )
        if self.name == "mse" or self.name in ON_PENALTIES:
            return
        expected = "linear" if self.from_logits else "softmax"
        if activation != expected:
            hint = "" if self.from_logits else ", or a linear one and from_logits=True"
            raise ModelError(
                f"{self.name} expects a last layer with activation {expected}{hint}; "
                f"received {activation}"
            )

    def targets(
        self, y: ArrayLike, samples: int, made: Shape
    ) -> tuple[NDArray[np.int32] | None, NDArray[np.float32] | None]:
        """``y`` as the engine takes it, for answers of the shape ``made``.

        Labels int32 (n,), of ctc (n, L); or values float32 (n, units).
        """
        given = real_array(y, "targets")
        if given.shape[:1] != (samples,):
            raise ModelError(
                f"expected a target for each of {samples} samples, received {given.shape}"
            )
        if self.name == "ctc":
            return strings_of_labels.strings(given, made), None
        units = math.prod(made)
        if self.name in WITH_LABELS:
            labels = _labels(given, units, self.name)
            if self.label_smoothing == 0:
                return labels, None
            return None, self._smoothed(np.eye(units, dtype=np.float32)[labels])
        if given.size != samples * units:
            hint = ": for labels use sparse_categorical_crossentropy" if given.ndim == 1 else ""
            raise ModelError(
                f"{self.name} expects targets ({samples}, {units}), received {given.shape}{hint}"
            )
        return None, self._smoothed(float_array(given, "targets").reshape(samples, units))

    def _smoothed(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(1 - label_smoothing) t + label_smoothing / units``, as Keras."""
        if self.label_smoothing == 0:
            return values
        share = np.float32(self.label_smoothing)
        return values * (1 - share) + share / np.float32(values.shape[1])


def sparse_categorical_crossentropy(
    from_logits: bool = False, label_smoothing: float = 0.0
) -> Loss:
    """Cross-entropy against integer labels (n,), smoothed if asked for."""
    return Loss("sparse_categorical_crossentropy", from_logits, label_smoothing=label_smoothing)


def categorical_crossentropy(from_logits: bool = False, label_smoothing: float = 0.0) -> Loss:
    """Cross-entropy against rows of class probabilities (n, classes), smoothed if asked for."""
    return Loss("categorical_crossentropy", from_logits, label_smoothing=label_smoothing)


def mean_squared_error() -> Loss:
    """The mean over the units of (y - target)^2, targets (n, units)."""
    return Loss("mse")


def maximum_likelihood(scale: float = 1.0) -> Loss:
    """The penalty of the right class (LeCun et al. 1998, eq. 8); it collapses trainable centers.

    ``scale`` multiplies the penalties: the authors' later code has 1/2 in the distance.
    """
    return Loss("maximum_likelihood", scale=scale)


def maximum_a_posteriori(j: float = math.inf, scale: float = 1.0) -> Loss:
    """``p[right] + log(exp(-j) + sum_i exp(-p[i]))`` of penalties p (LeCun et al. 1998, eq. 9).

    ``j`` > 0 is the penalty of a class of rubbish; infinity leaves it out. ``scale``: p is so many
    times the RBF's answer.
    """
    return Loss("maximum_a_posteriori", scale=scale, j=j)


def ctc() -> Loss:
    """``-log P(string)``, its labels' places in the strip unknown (Graves et al. 2006).

    Targets are whole numbers (n, L), each row a string's labels from 1 on and zeros behind them;
    class 0 is the blank. The last layer is a linear Conv2D that makes (1, positions, classes).
    Accuracy is the share of strings that the most likely class at every position spells.
    """
    return Loss("ctc", from_logits=True)


SparseCategoricalCrossentropy = sparse_categorical_crossentropy
CategoricalCrossentropy = categorical_crossentropy
MeanSquaredError = mean_squared_error
MaximumLikelihood = maximum_likelihood
MaximumAPosteriori = maximum_a_posteriori
CTC = ctc

LOSSES = {
    "sparse_categorical_crossentropy": Loss("sparse_categorical_crossentropy"),
    "categorical_crossentropy": Loss("categorical_crossentropy"),
    "mse": Loss("mse"),
    "mean_squared_error": Loss("mse"),
    "maximum_likelihood": Loss("maximum_likelihood"),
    "maximum_a_posteriori": Loss("maximum_a_posteriori"),
    "ctc": ctc(),
}


def get(loss: str | Loss) -> Loss:
    """The loss, by its name or as it is. ModelError for one the engine does not have."""
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]
    names = sorted({known.name for known in LOSSES.values()})
    raise ModelError(f"lenet has the losses {', '.join(names)}; received {loss!r}")


def _labels(given: NDArray[Any], units: int, name: str) -> NDArray[np.int32]:
    if given.size != given.shape[0]:
        hint = "" if name in ON_PENALTIES else ": for one-hot targets use categorical_crossentropy"
        raise ModelError(f"{name} expects one label a sample, received {given.shape}{hint}")
    labels = given.reshape(-1)
    if labels.dtype.kind == "f" and not np.array_equal(np.trunc(labels), labels):
        raise ModelError("expected whole numbers as labels")
    if labels.size and not (labels.min() >= 0 and labels.max() < units):
        raise ModelError(
            f"expected labels from 0 to {units - 1} for {units} units, "
            f"received {labels.min()} to {labels.max()}"
        )
    return labels.astype(np.int32)
