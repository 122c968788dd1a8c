"""The paper's own optimizer: stochastic diagonal Levenberg-Marquardt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from lenet.arguments.numbers import NOT_NEGATIVE, real, whole
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class StochasticDiagonalLM(Optimizer):
    """Stochastic diagonal Levenberg-Marquardt (LeCun et al. 1998, Appendix C).

    A parameter's step is ``learning_rate / (mu + h)``: h, the loss's second derivative, is measured
    on ``samples`` training samples before each epoch and kept for all of it. The paper updates
    after every sample: use ``batch_size=1``.
    """

    learning_rate: LearningRate = LearningRate(5e-4)
    mu: float = 0.02
    samples: int = 500
    kind: ClassVar[str] = "sdlm"

    def checked(self, setting: str, value: Any) -> Any:
        if setting == "mu":
            return real(setting, value, NOT_NEGATIVE)
        return whole(setting, value, 1) if setting == "samples" else super().checked(setting, value)

    @property
    def curvature_samples(self) -> int:
        return self.samples

    def engine_optimizer(self) -> EngineOptimizer:
        return super().engine_optimizer()._replace(mu=self.mu)
