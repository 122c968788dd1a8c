"""What every loss can say, and the record that the engine is given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.eager_array import EagerArray
from lenet.arguments.numbers import whole
from lenet.arguments.words import shown, text
from lenet.errors import ModelError
from lenet.layers import RBF, Layer, Shape
from lenet.losses.reduction import MEAN, checked_reduction, reduced
from lenet.losses.stand_ins import Asked, are_stand_ins

Targets = tuple[NDArray[np.int32] | None, NDArray[np.float32] | None]
"""Labels or values, as the engine takes them; the other is None."""


class EngineLoss(NamedTuple):
    """A loss as the engine takes it.

    ``scale`` is what an RBF's penalties are multiplied by; ``j`` is the penalty of the rubbish
    class of eq. 9 (LeCun et al. 1998), infinity without one. ``delta`` is huber's; ``alpha`` (below
    0: none) and ``gamma`` are the focal losses'. ``factor`` multiplies every sample's loss;
    ``summed``: a batch's loss is the sum of its samples', not their mean.
    """

    name: str
    scale: float = 1.0
    j: float = math.inf
    from_logits: bool = False
    delta: float = 1.0
    alpha: float = -1.0
    gamma: float = 0.0
    factor: float = 1.0
    summed: bool = False


@dataclass(frozen=True)
class Loss:
    """A loss. ``kind`` is Keras's or the paper's name for it, ``name`` the user's.

    ``has_curvature``: whether the engine has its second derivatives. ``own_accuracy``: whether
    accuracy is what the engine counts, whatever the shapes.
    """

    kind: ClassVar[str] = ""
    has_curvature: ClassVar[bool] = False
    own_accuracy: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The loss's name: ``kind`` unless it was given another."""
        return self.kind

    @property
    def from_logits(self) -> bool:
        """Whether the loss makes probabilities of the last layer's outputs itself."""
        return False

    @property
    def penalty_scale(self) -> float:
        """What an RBF's penalties are multiplied by."""
        return 1.0

    @property
    def reduction(self) -> str | None:
        """How the losses of a batch's samples become one: see ``lenet.losses.reduction``."""
        return MEAN

    @property
    def keeps_targets(self) -> bool:
        """Whether the engine is given the user's targets and not what the loss makes of them."""
        return True

    def engine_loss(self) -> EngineLoss:
        """The loss as the engine takes it."""
        return EngineLoss(self.kind)

    def settings(self) -> dict[str, Any]:
        """The arguments that differ from their defaults, but for ``from_logits``, as JSON."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name != "from_logits" and getattr(self, field.name) != field.default
        }

    def get_config(self) -> dict[str, Any]:
        """The arguments, for JSON, that make this loss again; Keras's, but for ``dtype``."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in given.items() if name != "dtype"}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The loss that ``get_config`` described. ModelError."""
        return cls(**config)

    def has_curvature_behind(self, last: Layer) -> bool:
        """Whether the engine has the second derivatives of this loss of that layer's outputs."""
        del last
        return self.has_curvature

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        """ModelError unless the engine has this loss for the last layer, which makes ``made``."""
        raise NotImplementedError

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        """``y`` as the engine takes it, for ``samples`` answers of the shape ``made``.

        Labels int32 (n,), for ctc (n, L); or values float32 (n, units). ModelError for others.
        """
        raise NotImplementedError

    def call(self, y_true: ArrayLike, y_pred: ArrayLike) -> NDArray[Any]:
        """The loss of each sample, float32. ModelError for a loss that only the engine has."""
        del y_true, y_pred
        raise ModelError(f"{self.kind} is computed by the engine alone: use it in compile")

    def __call__(
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> EagerArray:
        """The loss of answers ``y_pred``, one number float32; without reduction a number a sample.

        Shapes as for the function of the same name.
        """
        if are_stand_ins(y_true, y_pred):
            return cast(EagerArray, Asked(self) if self.kind else self.call(y_true, y_pred))
        return reduced(self.call(y_true, y_pred), sample_weight, self.reduction)


def checked(loss: Loss, **values: object) -> None:
    """Sets checked values in the place of what was given; also the arguments that all losses have.

    ModelError for a reduction, name, axis or dtype that is not Keras's or is not here.
    """
    for argument, value in values.items():
        object.__setattr__(loss, argument, value)
    given = {field.name: getattr(loss, field.name) for field in fields(loss)}
    object.__setattr__(loss, "reduction", checked_reduction(given["reduction"]))
    text(f"{loss.kind}'s name", given["name"])
    if not (given["dtype"] is None or shown(given["dtype"]) == "'float32'"):
        raise ModelError(
            f"lenet computes losses in float32; received dtype {shown(given['dtype'])}"
        )
    if "axis" in given and whole("axis", given["axis"], -(2**31)) != -1:
        raise ModelError(
            f"{loss.kind} expects the classes along the last axis, axis=-1; "
            f"received {shown(given['axis'])}"
        )


def check_no_penalties(name: str, last: Layer) -> None:
    """ModelError if the last layer is an RBF, whose penalties this loss cannot take."""
    if isinstance(last, RBF):
        raise ModelError(f"{name} expects no RBF as the last layer; received a RBF")


def check_vector(name: str, last: Layer, made: Shape | None) -> None:
    """ModelError unless the last layer makes a vector, as far as the shape is known."""
    if made is not None and len(made) != 1:
        raise ModelError(
            f"{name} expects a vector from the last layer, which is a "
            f"{type(last).__name__}: end with Flatten() and Dense(units)"
        )


def check_reduction(loss: Loss) -> None:
    """ModelError for a reduction that a network cannot be trained with here."""
    if loss.reduction not in (MEAN, "mean", "sum"):
        raise ModelError(
            f"expected {loss.kind} with the reduction sum_over_batch_size, mean or sum to train "
            f"with, received {shown(loss.reduction)}: the others are for calling it on arrays"
        )
