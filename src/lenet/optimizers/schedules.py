"""Learning-rate schedules: functions of the step's number, counted from 0, named as in Keras."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lenet.arguments.numbers import NOT_NEGATIVE, Interval, real
from lenet.arguments.words import row
from lenet.errors import ModelError

Schedule = Callable[[int], float]

_FROM_ONE = Interval(1, math.inf, without_high=True)


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
        for name in ("initial_learning_rate", "decay_steps", "alpha", "warmup_steps"):
            within = _FROM_ONE if name == "decay_steps" else NOT_NEGATIVE
            object.__setattr__(self, name, real(name, getattr(self, name), within))
        if self.warmup_target is not None:
            target = real("warmup_target", self.warmup_target, NOT_NEGATIVE)
            object.__setattr__(self, "warmup_target", target)

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

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        for name in ("boundaries", "values"):
            object.__setattr__(self, name, _row_of_numbers(name, getattr(self, name)))
        if len(self.values) != len(self.boundaries) + 1:
            raise ModelError(
                f"expected a value more than the {len(self.boundaries)} boundaries, "
                f"received {len(self.values)}"
            )

    def __call__(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]


def _row_of_numbers(name: str, given: object) -> tuple[float, ...]:
    return tuple(real(name, one, NOT_NEGATIVE) for one in row(name, given))


SCHEDULES = {kind.__name__: kind for kind in (CosineDecay, PiecewiseConstantDecay)}
