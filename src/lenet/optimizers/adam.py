"""Adam, and AdamW: Adam with weight decay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from lenet.arguments.numbers import NOT_NEGATIVE, PART, real
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.schedules import Schedule


@dataclass
class Adam(Optimizer):
    """Adam (Kingma & Ba 2015) as Keras computes it: epsilon is added after the bias correction."""

    learning_rate: float | Schedule = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    name: ClassVar[str] = "adam"

    def checked(self, setting: str, value: Any) -> Any:
        if setting in ("beta_1", "beta_2"):
            return real(setting, value, PART)
        if setting == "epsilon":
            return real(setting, value, NOT_NEGATIVE)
        return super().checked(setting, value)

    def engine_optimizer(self) -> EngineOptimizer:
        return EngineOptimizer(
            "adam",
            beta_1=self.beta_1,
            beta_2=self.beta_2,
            epsilon=self.epsilon,
            weight_decay=self.weight_decay or 0.0,
        )


@dataclass
class AdamW(Adam):
    """Adam with decoupled weight decay on every parameter (Loshchilov & Hutter 2019)."""

    weight_decay: float | None = 0.004  # the second argument here, as in Keras
    beta_1: float = field(default=0.9, kw_only=True)
    beta_2: float = field(default=0.999, kw_only=True)
    epsilon: float = field(default=1e-7, kw_only=True)
    name: ClassVar[str] = "adamw"
