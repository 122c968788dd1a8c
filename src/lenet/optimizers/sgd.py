"""Stochastic gradient descent, with Keras's momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lenet.arguments.numbers import PART, real, truth
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.schedules import Schedule


@dataclass
class SGD(Optimizer):
    """Gradient descent, with ``momentum`` and its Nesterov form."""

    learning_rate: float | Schedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    name: ClassVar[str] = "sgd"

    def checked(self, setting: str, value: Any) -> Any:
        if setting == "momentum":
            return real(setting, value, PART)
        return truth(setting, value) if setting == "nesterov" else super().checked(setting, value)

    def engine_optimizer(self) -> EngineOptimizer:
        return EngineOptimizer(
            "sgd", self.momentum, self.nesterov, weight_decay=self.weight_decay or 0.0
        )
