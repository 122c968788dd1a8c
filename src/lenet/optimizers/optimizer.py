"""What every optimizer has, and the record of its settings that the engine is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import NOT_NEGATIVE, real
from lenet.optimizers.schedules import Schedule


class EngineOptimizer(NamedTuple):
    """An optimizer as the engine takes it; what its kind does not use is 0.

    Attributes
    ----------
    kind : str
        sgd, adam or sdlm.
    momentum, nesterov
        Of sgd.
    beta_1, beta_2, epsilon
        Of adam.
    mu
        Of sdlm: a step is divided by ``mu`` plus the loss's second derivative.
    weight_decay
        Decoupled, of all three.
    """

    kind: str
    momentum: float = 0.0
    nesterov: bool = False
    beta_1: float = 0.0
    beta_2: float = 0.0
    epsilon: float = 0.0
    mu: float = 0.0
    weight_decay: float = 0.0


@dataclass
class Optimizer:
    """What all optimizers share: the rate, and decoupled weight decay, if any."""

    learning_rate: float | Schedule
    weight_decay: float | None = field(default=None, kw_only=True)
    name: ClassVar[str] = ""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, self.checked(name, value))

    def checked(self, setting: str, value: Any) -> Any:
        """A setting's value, whenever it is set. ModelError for one that it cannot have."""
        if setting == "learning_rate" and not callable(value):
            return real(setting, value, NOT_NEGATIVE)
        if setting == "weight_decay" and value is not None:
            return real(setting, value, NOT_NEGATIVE)
        return value

    def rates(self, first: int, steps: int) -> NDArray[np.float64]:
        """The learning rates of ``steps`` steps from number ``first`` on, float64 (steps,).

        ModelError for one that is not a number from 0 on.
        """
        rate = self.learning_rate
        if not callable(rate):
            return np.full(steps, rate, np.float64)
        rates = [rate(first + k) for k in range(steps)]
        what = "the schedule's learning rates"
        return np.array([real(what, one, NOT_NEGATIVE) for one in rates], np.float64)

    @property
    def curvature_samples(self) -> int:
        """How many samples the second derivatives are measured on before an epoch; 0: not."""
        return 0

    def engine_optimizer(self) -> EngineOptimizer:
        """The settings that the engine updates by, all but the learning rate."""
        raise NotImplementedError
