"""RMSprop: steps divided by the root of the gradient's mean square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lenet.arguments.numbers import SHARE, real
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class RMSprop(Optimizer):
    """RMSprop (Hinton 2012, lecture 6) as Keras computes it: epsilon is added under the root.

    ``centered`` takes the square of the gradient's mean from its mean square (Graves 2013).
    """

    learning_rate: LearningRate = LearningRate(0.001)
    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False
    kind: ClassVar[str] = "rmsprop"

    def checked(self, setting: str, value: Any) -> Any:
        if setting == "momentum":
            return real(setting, value, SHARE)
        return super().checked(setting, value)

    def engine_optimizer(self) -> EngineOptimizer:
        return (
            super()
            .engine_optimizer()
            ._replace(
                momentum=self.momentum, beta_2=self.rho, epsilon=self.epsilon, third=self.centered
            )
        )
