"""Adam and its relatives: AdamW, Adamax, Nadam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lenet.errors import ModelError
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import LearningRate


@dataclass(eq=False)
class _Moments(Optimizer):
    """Means of the gradient and of its size: what Adam and its relatives share."""

    learning_rate: LearningRate = LearningRate(0.001)
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    def engine_optimizer(self) -> EngineOptimizer:
        return (
            super()
            .engine_optimizer()
            ._replace(beta_1=self.beta_1, beta_2=self.beta_2, epsilon=self.epsilon)
        )


@dataclass(eq=False)
class Adam(_Moments):
    """Adam (Kingma & Ba 2015) as Keras computes it: epsilon is added after the bias correction.

    ``amsgrad`` divides by the largest mean square so far (Reddi et al. 2018).
    """

    amsgrad: bool = False
    kind: ClassVar[str] = "adam"

    def engine_optimizer(self) -> EngineOptimizer:
        return super().engine_optimizer()._replace(kind="adam", third=self.amsgrad)


@dataclass(eq=False)
class AdamW(Adam):
    """Adam with decoupled weight decay on every parameter (Loshchilov & Hutter 2019)."""

    weight_decay: float = 0.004  # never None; second, as in Keras
    kind: ClassVar[str] = "adamw"

    def checked(self, setting: str, value: object) -> object:
        if setting == "weight_decay" and value is None:
            raise ModelError("expected a number for AdamW's weight_decay, received None: take Adam")
        return super().checked(setting, value)


@dataclass(eq=False)
class Adamax(_Moments):
    """Adam with the largest gradient in place of the root of its mean square (Kingma & Ba 2015)."""

    kind: ClassVar[str] = "adamax"


@dataclass(eq=False)
class Nadam(_Moments):
    """Adam with Nesterov's momentum (Dozat 2016)."""

    kind: ClassVar[str] = "nadam"
