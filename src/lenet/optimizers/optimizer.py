"""Optimizers with Keras's names, arguments and defaults, and the paper's own. The engine updates.

A learning rate is a number, or a schedule: a function of the step's number, counted from 0.
"""

from __future__ import annotations

import math
import numbers
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError

Schedule = Callable[[int], float]


@dataclass(frozen=True)
class CosineDecay:
    """From ``initial_learning_rate`` along half a cosine to ``alpha`` times the highest rate.

    With ``warmup_target`` the rate first climbs in a straight line to it in ``warmup_steps``
    (Loshchilov & Hutter 2017; arguments as in Keras).
    """

    initial_learning_rate: float
    decay_steps: int
    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def __post_init__(self) -> None:
        for name in ("initial_learning_rate", "alpha", "warmup_steps"):
            _not_negative(name, getattr(self, name))
        _not_negative("warmup_target", self.warmup_target or 0.0)
        if not self.decay_steps >= 1:
            raise ModelError(f"expected decay_steps of at least 1, received {self.decay_steps!r}")

    def __call__(self, step: int) -> float:
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            top, step = self.warmup_target, step - self.warmup_steps
        done = min(step, self.decay_steps) / self.decay_steps
        return top * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * done)) + self.alpha)


@dataclass(frozen=True)
class PiecewiseConstantDecay:
    """``values[k]`` until step ``boundaries[k]`` is over, the last value after (as in Keras)."""

    boundaries: tuple[int, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "boundaries", tuple(self.boundaries))
        object.__setattr__(self, "values", tuple(self.values))
        if len(self.values) != len(self.boundaries) + 1:
            raise ModelError(
                f"expected a value more than the {len(self.boundaries)} boundaries, "
                f"received {len(self.values)}"
            )
        for value in (*self.boundaries, *self.values):
            _not_negative("boundaries and values", value)

    def __call__(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]


SCHEDULES = {kind.__name__: kind for kind in (CosineDecay, PiecewiseConstantDecay)}


@dataclass
class Optimizer:
    """What all optimizers share: the rate, and decoupled weight decay (None: none)."""

    learning_rate: float | Schedule
    weight_decay: float | None = field(default=None, kw_only=True)
    name: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if not callable(self.learning_rate):
            _not_negative("learning_rate", self.learning_rate)
        _not_negative("weight_decay", self.weight_decay or 0.0)

    def rates(self, first: int, steps: int) -> NDArray[np.float64]:
        """The learning rates of ``steps`` steps from number ``first`` on, float64 (steps,).

        ModelError for one that is not a number from 0 on.
        """
        rate = self.learning_rate
        if not callable(rate):
            _not_negative("learning_rate", rate)
            return np.full(steps, rate, np.float64)
        rates = [rate(first + k) for k in range(steps)]
        for one in rates:
            _not_negative("the schedule's learning rates", one)
        return np.array(rates, np.float64)

    @property
    def curvature_samples(self) -> int:
        """How many samples the second derivatives are measured on before an epoch; 0: not."""
        return 0

    def engine_optimizer(self) -> tuple[str, float, bool, float, float, float, float]:
        """Kind, momentum, nesterov, beta_1, beta_2, epsilon, weight decay."""
        raise NotImplementedError


@dataclass
class SGD(Optimizer):
    """Gradient descent, with ``momentum`` and its Nesterov form."""

    learning_rate: float | Schedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False
    name: ClassVar[str] = "sgd"

    def __post_init__(self) -> None:
        super().__post_init__()
        _fraction("momentum", self.momentum)

    def engine_optimizer(self) -> tuple[str, float, bool, float, float, float, float]:
        decay = self.weight_decay or 0.0
        return "sgd", self.momentum, self.nesterov, 0.9, 0.999, 1e-7, decay


@dataclass
class Adam(Optimizer):
    """Adam (Kingma & Ba 2015) as Keras computes it: epsilon is added after the bias correction."""

    learning_rate: float | Schedule = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    name: ClassVar[str] = "adam"

    def __post_init__(self) -> None:
        super().__post_init__()
        _fraction("beta_1", self.beta_1)
        _fraction("beta_2", self.beta_2)
        _not_negative("epsilon", self.epsilon)

    def engine_optimizer(self) -> tuple[str, float, bool, float, float, float, float]:
        decay = self.weight_decay or 0.0
        return "adam", 0.0, False, self.beta_1, self.beta_2, self.epsilon, decay


@dataclass
class AdamW(Adam):
    """Adam with decoupled weight decay on every parameter (Loshchilov & Hutter 2019)."""

    weight_decay: float | None = 0.004  # the second argument here, as in Keras
    beta_1: float = field(default=0.9, kw_only=True)
    beta_2: float = field(default=0.999, kw_only=True)
    epsilon: float = field(default=1e-7, kw_only=True)
    name: ClassVar[str] = "adamw"


@dataclass
class StochasticDiagonalLM(Optimizer):
    """Stochastic diagonal Levenberg-Marquardt (LeCun et al. 1998, Appendix C).

    A parameter's step is ``learning_rate / (mu + h)``: h, the loss's second derivative, is measured
    on ``samples`` training samples before each epoch and kept for all of it. The paper updates
    after every sample: use ``batch_size=1``.
    """

    learning_rate: float | Schedule = 5e-4
    mu: float = 0.02
    samples: int = 500
    name: ClassVar[str] = "sdlm"

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative("mu", self.mu)
        if isinstance(self.samples, bool) or not isinstance(self.samples, int) or self.samples < 1:
            raise ModelError(f"expected samples of at least 1, received {self.samples!r}")

    @property
    def curvature_samples(self) -> int:
        return self.samples

    def engine_optimizer(self) -> tuple[str, float, bool, float, float, float, float]:
        return "sdlm", 0.0, False, 0.0, 0.0, self.mu, self.weight_decay or 0.0


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (SGD, Adam, AdamW, StochasticDiagonalLM)
}


def get(optimizer: str | Optimizer) -> Optimizer:
    """The optimizer, by its name or as it is. ModelError for one the engine does not have."""
    if isinstance(optimizer, Optimizer):
        return optimizer
    if isinstance(optimizer, str) and optimizer.lower() in OPTIMIZERS:
        kind: Callable[[], Optimizer] = OPTIMIZERS[optimizer.lower()]
        return kind()
    raise ModelError(f"lenet has the optimizers {', '.join(OPTIMIZERS)}; received {optimizer!r}")


def _not_negative(argument: str, value: object) -> None:
    if not isinstance(value, numbers.Real) or not 0 <= float(value) < math.inf:
        raise ModelError(f"expected {argument} of at least 0, received {value!r}")


def _fraction(argument: str, value: object) -> None:
    if not isinstance(value, numbers.Real) or not 0 <= float(value) < 1:
        raise ModelError(f"expected {argument} from 0 to below 1, received {value!r}")
