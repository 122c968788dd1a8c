"""Lion: steps of one size, by the sign of the gradient's mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class Lion(Optimizer):
    """Lion (Chen et al. 2023) as Keras computes it."""

    learning_rate: LearningRate = LearningRate(0.001)
    beta_1: float = 0.9
    beta_2: float = 0.99
    kind: ClassVar[str] = "lion"

    def engine_optimizer(self) -> EngineOptimizer:
        return super().engine_optimizer()._replace(beta_1=self.beta_1, beta_2=self.beta_2)
