"""Cross-entropy against labels or against rows of probabilities, with label smoothing.

y_true           labels (n,) or (n, 1), or rows of probabilities (n, classes)
y_pred           probabilities or logits (n, classes); a loss a sample comes back, float32 (n,)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array, real_array
from lenet.arguments.eager_array import EagerArray
from lenet.arguments.numbers import SHARE, real, truth, whole
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.layers import Layer, Shape
from lenet.losses.loss import EngineLoss, Targets, checked
from lenet.losses.reduction import MEAN
from lenet.losses.row_loss import EPSILON, MOST, RowLoss, two_arrays
from lenet.losses.stand_ins import answers_stand_ins
from lenet.losses.targets import integer_labels, one_target_a_sample


def smoothed(values: NDArray[Any], share: float, classes: int | None = None) -> NDArray[Any]:
    """``(1 - share) t + share / classes``, float32: of so many classes, or of those in a row."""
    if share == 0:
        return values
    given = np.float32(share)
    return values * (1 - given) + given / np.float32(classes or values.shape[-1])


def log_probabilities(y_pred: NDArray[Any], from_logits: bool) -> NDArray[Any]:
    """The logarithms of the classes' probabilities; answers are divided by their sum first."""
    logarithms: NDArray[Any]
    if from_logits:
        below = y_pred - y_pred.max(-1, keepdims=True)
        logarithms = below - np.log(np.exp(below).sum(-1, keepdims=True))
    else:
        with np.errstate(invalid="ignore", divide="ignore"):  # all 0 have no shares
            shares = y_pred / y_pred.sum(-1, keepdims=True)
        logarithms = np.log(np.clip(shares, EPSILON, MOST))
    return logarithms


@answers_stand_ins
def categorical_crossentropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> EagerArray:
    """Minus the sum of y_true log(p), p the classes' probabilities between 1e-7 and 1 - 1e-7.

    ModelError for other shapes and for classes along another axis than the last.
    """
    _check_axis("categorical_crossentropy", axis)
    wanted, given = two_arrays(y_true, y_pred)
    if wanted.shape != given.shape:
        raise ModelError(
            f"categorical_crossentropy expects y_true {given.shape} as y_pred, received "
            f"{wanted.shape}: for labels use sparse_categorical_crossentropy"
        )
    wanted = smoothed(wanted, real("label_smoothing", label_smoothing, SHARE))
    logarithms = log_probabilities(given, truth("from_logits", from_logits))
    return EagerArray.of(-(wanted * logarithms).sum(-1))


@answers_stand_ins
def sparse_categorical_crossentropy(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    from_logits: bool = False,
    ignore_class: int | None = None,
    axis: int = -1,
) -> EagerArray:
    """Minus log(p) of the labelled class, and 0 where the label is ``ignore_class``.

    Keras's ``axis`` is the last. ModelError for labels that are not classes, and other shapes.
    """
    _check_axis("sparse_categorical_crossentropy", axis)
    given = float_array(y_pred, "y_pred")
    labels = real_array(y_true, "y_true")
    if labels.ndim == given.ndim and labels.shape[-1:] == (1,):
        labels = labels[..., 0]
    if labels.shape != given.shape[:-1]:
        raise ModelError(
            f"sparse_categorical_crossentropy expects labels {given.shape[:-1]}, received "
            f"{labels.shape}: for one-hot targets use categorical_crossentropy"
        )
    there = np.full(labels.shape, True) if ignore_class is None else labels != ignore_class
    kept = np.where(there, labels, 0).reshape(-1)
    whole = integer_labels(kept, given.shape[-1], "sparse_categorical_crossentropy")
    logarithms = log_probabilities(given, truth("from_logits", from_logits))
    chosen = np.take_along_axis(logarithms, whole.reshape(*labels.shape, 1), -1)[..., 0]
    return EagerArray.of(np.where(there, -chosen, 0))


def _check_axis(name: str, axis: object) -> None:
    if whole("axis", axis, -(2**31)) != -1:
        raise ModelError(f"{name} expects the classes along axis -1, received {shown(axis)}")


@dataclass(frozen=True)
class CrossEntropy(RowLoss):
    """What both cross-entropies share.

    ``label_smoothing``: the share of a target that is spread evenly over all classes
    (Szegedy et al. 2016, section 7). ModelError unless it is a number from 0 to 1.

    Of a softmax, or of linear outputs that are logits, the engine takes softmax and logarithm in
    one. Other outputs are divided by their sum and kept between 1e-7 and 1 - 1e-7 first, as in
    Keras.
    """

    has_curvature: ClassVar[bool] = True

    @property
    def label_smoothing(self) -> float:
        """The share of a target that is spread evenly."""
        return 0.0

    def __post_init__(self) -> None:
        share = real("label_smoothing", self.label_smoothing, SHARE)
        checked(self, from_logits=truth("from_logits", self.from_logits), label_smoothing=share)

    def with_smoothing(self, share: float) -> Self:
        """The same loss with another ``label_smoothing``. ModelError."""
        return replace(self, label_smoothing=share)  # type: ignore[call-arg]

    @property
    def keeps_targets(self) -> bool:
        return self.label_smoothing == 0

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        _, values = super().targets(y, samples, made)
        assert values is not None
        return None, smoothed(values, self.label_smoothing)

    def has_curvature_behind(self, last: Layer) -> bool:
        return last.activation == ("linear" if self.from_logits else "softmax")


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(CrossEntropy):
    """Cross-entropy against integer labels (n,).

    ``label_smoothing`` is not Keras's: it spreads a share of each label over all classes.
    """

    kind: ClassVar[str] = "sparse_categorical_crossentropy"
    from_logits: bool = False
    ignore_class: int | None = None
    reduction: str | None = MEAN
    axis: int = -1
    name: str = "sparse_categorical_crossentropy"
    dtype: str | None = None
    label_smoothing: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ignore_class is not None:
            checked(self, ignore_class=whole("ignore_class", self.ignore_class, -(2**31)))

    def engine_loss(self) -> EngineLoss:
        """Smoothed labels are rows of probabilities to the engine."""
        kind = CategoricalCrossentropy.kind if self.label_smoothing else self.kind
        return super().engine_loss()._replace(name=kind)

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        super().check_output(last, made)
        if self.ignore_class is not None:
            raise ModelError(
                f"{self.kind} cannot leave out a class while a network is trained: leave these "
                "samples out, or give them the sample_weight 0"
            )

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        units = math.prod(made)
        hint = ": for one-hot targets use categorical_crossentropy"
        labels = integer_labels(one_target_a_sample(y, samples), units, self.kind, hint=hint)
        if self.label_smoothing == 0:
            return labels, None
        return None, smoothed(np.eye(units, dtype=np.float32)[labels], self.label_smoothing)

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        if self.label_smoothing == 0:
            return sparse_categorical_crossentropy(
                y_true, y_pred, self.from_logits, self.ignore_class
            )
        shape = np.shape(y_pred)
        labels = integer_labels(real_array(y_true, "y_true").reshape(-1), shape[-1], self.kind)
        rows = np.eye(shape[-1], dtype=np.float32)[labels].reshape(shape)
        return categorical_crossentropy(rows, y_pred, self.from_logits, self.label_smoothing)


@dataclass(frozen=True)
class CategoricalCrossentropy(CrossEntropy):
    """Cross-entropy against rows of class probabilities (n, classes), smoothed if asked for."""

    kind: ClassVar[str] = "categorical_crossentropy"
    from_logits: bool = False
    label_smoothing: float = 0.0
    axis: int = -1
    reduction: str | None = MEAN
    name: str = "categorical_crossentropy"
    dtype: str | None = None

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> EagerArray:
        return categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)
