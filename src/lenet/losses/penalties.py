"""The losses of the paper, on the penalties that an RBF gives (LeCun et al. 1998, eq. 8 and 9)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import ArrayLike

from lenet.arguments.numbers import POSITIVE, Interval, real
from lenet.errors import ModelError
from lenet.layers import RBF, Layer, Shape
from lenet.losses.loss import EngineLoss, Loss, Targets
from lenet.losses.targets import integer_labels, one_target_a_sample

_POSITIVE_OR_INFINITE = Interval(0, math.inf, without_low=True)


@dataclass(frozen=True)
class PenaltyLoss(Loss):
    """What both share: the last layer is an RBF, targets are labels (n,)."""

    has_curvature: ClassVar[bool] = True
    own_accuracy: ClassVar[bool] = True

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        del made
        if not isinstance(last, RBF):
            kind = type(last).__name__
            raise ModelError(f"{self.name} expects an RBF as the last layer; received a {kind}")

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        given = one_target_a_sample(y, samples)
        return integer_labels(given, math.prod(made), self.name), None


@dataclass(frozen=True)
class MaximumLikelihood(PenaltyLoss):
    """The penalty of the right class (LeCun et al. 1998, eq. 8); it collapses trainable centers.

    ``scale`` multiplies the penalties: the authors' later code has 1/2 in the distance. ModelError
    unless it is finite and above 0.
    """

    kind: ClassVar[str] = "maximum_likelihood"
    scale: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", real("scale", self.scale, POSITIVE))

    @property
    def penalty_scale(self) -> float:
        return self.scale

    def engine_loss(self) -> EngineLoss:
        return EngineLoss(self.kind, self.scale)

    def settings(self) -> dict[str, Any]:
        return {} if self.scale == 1 else {"scale": self.scale}


@dataclass(frozen=True)
class MaximumAPosteriori(PenaltyLoss):
    """``p[right] + log(exp(-j) + sum_i exp(-p[i]))`` of penalties p (LeCun et al. 1998, eq. 9).

    ``j`` is the penalty of a class of rubbish; infinity leaves it out. ``scale``: p is so many
    times the RBF's answer. ModelError unless both are above 0 and ``scale`` is finite.
    """

    kind: ClassVar[str] = "maximum_a_posteriori"
    j: float = math.inf
    scale: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", real("scale", self.scale, POSITIVE))
        object.__setattr__(self, "j", real("j", self.j, _POSITIVE_OR_INFINITE))

    @property
    def penalty_scale(self) -> float:
        return self.scale

    def engine_loss(self) -> EngineLoss:
        return EngineLoss(self.kind, self.scale, self.j)

    def settings(self) -> dict[str, Any]:
        scale = {} if self.scale == 1 else {"scale": self.scale}
        return {**scale, "j": self.j} if math.isfinite(self.j) else scale
