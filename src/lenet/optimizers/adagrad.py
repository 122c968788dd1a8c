"""Adagrad, and Adadelta, which forgets: steps by what each parameter's gradients have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients (Duchi et al. 2011)."""

    learning_rate: LearningRate = LearningRate(0.001)
    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7
    kind: ClassVar[str] = "adagrad"

    def engine_optimizer(self) -> EngineOptimizer:
        return (
            super()
            .engine_optimizer()
            ._replace(start=self.initial_accumulator_value, epsilon=self.epsilon)
        )


@dataclass(eq=False)
class Adadelta(Optimizer):
    """Steps as large as the last ones were, by the gradients' mean squares (Zeiler 2012)."""

    learning_rate: LearningRate = LearningRate(0.001)
    rho: float = 0.95
    epsilon: float = 1e-7
    kind: ClassVar[str] = "adadelta"

    def engine_optimizer(self) -> EngineOptimizer:
        return super().engine_optimizer()._replace(beta_2=self.rho, epsilon=self.epsilon)
