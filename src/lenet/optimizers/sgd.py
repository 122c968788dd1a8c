"""Stochastic gradient descent, with Keras's momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lenet.arguments.numbers import SHARE, real
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class SGD(Optimizer):
    """Gradient descent, with ``momentum`` and its Nesterov form."""

    learning_rate: LearningRate = LearningRate(0.01)
    momentum: float = 0.0
    nesterov: bool = False
    kind: ClassVar[str] = "sgd"

    def checked(self, setting: str, value: Any) -> Any:
        if setting == "momentum":
            return real(setting, value, SHARE)
        return super().checked(setting, value)

    def engine_optimizer(self) -> EngineOptimizer:
        common = super().engine_optimizer()
        return common._replace(momentum=self.momentum, nesterov=self.nesterov)
