"""What every loss can say, and the record that the engine is given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.layers import RBF, Layer, Shape

Targets = tuple[NDArray[np.int32] | None, NDArray[np.float32] | None]
"""Labels or values, as the engine takes them; the other is None."""


class EngineLoss(NamedTuple):
    """A loss as the engine takes it.

    ``scale`` is what an RBF's penalties are multiplied by; ``j`` is the penalty of the rubbish
    class of eq. 9 (LeCun et al. 1998), infinity without one.
    """

    name: str
    scale: float = 1.0
    j: float = math.inf


@dataclass(frozen=True)
class Loss:
    """A loss; ``name`` is Keras's or the paper's.

    ``has_curvature``: whether the engine has its second derivatives.
    """

    name: ClassVar[str] = ""
    has_curvature: ClassVar[bool] = True

    @property
    def from_logits(self) -> bool:
        """Whether the loss applies the softmax itself, so that the last layer is linear."""
        return False

    @property
    def penalty_scale(self) -> float:
        """What an RBF's penalties are multiplied by."""
        return 1.0

    def engine_loss(self) -> EngineLoss:
        """The loss as the engine takes it."""
        return EngineLoss(self.name)

    def settings(self) -> dict[str, Any]:
        """The arguments that differ from their defaults, but for ``from_logits``, as JSON."""
        return {}

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        """ModelError unless the engine has this loss for the last layer, which makes ``made``."""
        raise NotImplementedError

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        """``y`` as the engine takes it, for ``samples`` answers of the shape ``made``.

        Labels int32 (n,), for ctc (n, L); or values float32 (n, units). ModelError for others.
        """
        raise NotImplementedError


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
