"""Learning-rate schedules: functions of the step's number, counted from 0, named as in Keras.

Each has Keras's arguments, in its order; ``name`` changes nothing. ModelError for settings that
cannot be. A schedule of your own is a subclass of ``LearningRateSchedule`` with ``__call__(step)``,
or any function of the step.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Self

from lenet.arguments.keras_object import described_object, object_of
from lenet.arguments.numbers import NOT_NEGATIVE, POSITIVE, Interval, real, truth
from lenet.arguments.words import row, shown, text
from lenet.errors import ModelError

Schedule = Callable[[int], float]

_WITHIN = {
    "decay_steps": Interval(1, math.inf, without_high=True),
    "first_decay_steps": Interval(1, math.inf, without_high=True),
    "t_mul": POSITIVE,
}


class LearningRateSchedule:
    """The base of schedules, to subclass as in Keras: ``__call__(step)`` gives a step's rate."""

    def __call__(self, step: int) -> float:
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The arguments, for JSON, that make this schedule again."""
        if is_dataclass(self):
            return {name: _plain(value) for name, value in asdict(self).items()}
        raise ModelError(f"expected get_config() from {type(self).__name__}, a schedule of yours")

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The schedule that ``get_config`` described."""
        return cls(**config)


@dataclass(frozen=True)
class _Decay(LearningRateSchedule):
    """What all of Keras's schedules share: their settings are checked when they are made."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            name, value = setting.name, getattr(self, setting.name)
            if name == "name":
                value = text(name, value)
            elif name in ("staircase", "cycle"):
                value = truth(name, value)
            elif name in ("boundaries", "values"):
                value = tuple(real(name, one, NOT_NEGATIVE) for one in row(name, value))
            elif not (name == "warmup_target" and value is None):
                value = real(name, value, _WITHIN.get(name, NOT_NEGATIVE))
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """``initial_learning_rate * decay_rate ** (step / decay_steps)``.

    With ``staircase`` the power is rounded down.
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "ExponentialDecay"

    def __call__(self, step: int) -> float:
        power = _share(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate * _power(self.decay_rate, power)


@dataclass(frozen=True)
class InverseTimeDecay(_Decay):
    """``initial_learning_rate / (1 + decay_rate * step / decay_steps)``.

    With ``staircase`` the share ``step / decay_steps`` is rounded down.
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "InverseTimeDecay"

    def __call__(self, step: int) -> float:
        share = _share(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate / (1 + self.decay_rate * share)


@dataclass(frozen=True)
class PiecewiseConstantDecay(_Decay):
    """``values[k]`` until step ``boundaries[k]`` is over, the last value after (as in Keras)."""

    boundaries: Sequence[float]
    values: Sequence[float]
    name: str = "PiecewiseConstant"

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.values) != len(self.boundaries) + 1:
            raise ModelError(
                f"expected a value more than the {len(self.boundaries)} boundaries, "
                f"received {len(self.values)}"
            )

    def __call__(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]


@dataclass(frozen=True)
class PolynomialDecay(_Decay):
    """From ``initial_learning_rate`` to ``end_learning_rate`` as ``(1 - share) ** power`` falls.

    The share is ``step / decay_steps``. With ``cycle`` the rate begins again, each time over a
    multiple of ``decay_steps``.
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: str = "PolynomialDecay"

    def __call__(self, step: int) -> float:
        steps = self.decay_steps
        if self.cycle:
            steps *= max(1, math.ceil(step / self.decay_steps))
        done = min(step, steps) / steps
        fall = self.initial_learning_rate - self.end_learning_rate
        return fall * _power(1 - done, self.power) + self.end_learning_rate


@dataclass(frozen=True)
class CosineDecay(_Decay):
    """From ``initial_learning_rate`` along half a cosine to ``alpha`` times the highest rate.

    With ``warmup_target`` the rate first climbs in a straight line to it in ``warmup_steps``
    (Loshchilov & Hutter 2017).
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    name: str = "CosineDecay"
    warmup_target: float | None = None
    warmup_steps: float = 0

    def __call__(self, step: int) -> float:
        top: float = self.initial_learning_rate
        after: float = step
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return top + (self.warmup_target - top) * step / self.warmup_steps
            top, after = self.warmup_target, step - self.warmup_steps
        done = min(after, self.decay_steps) / self.decay_steps
        return top * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * done)) + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts(_Decay):
    """Half cosines one after the other: each ``t_mul`` times as long, from ``m_mul`` times as high.

    (Loshchilov & Hutter 2017.) The first takes ``first_decay_steps``; each falls to ``alpha`` times
    the initial rate.
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: str = "SGDRDecay"

    def __call__(self, step: int) -> float:
        restarts, done = 0, step / self.first_decay_steps
        if self.t_mul == 1:
            restarts = math.floor(done)
            done -= restarts
        else:
            longer = float(self.t_mul)
            left = 1 - done * (1 - longer)
            if left <= 0:  # shorter and shorter, these cosines never come so far
                return self.alpha * self.initial_learning_rate
            restarts = math.floor(math.log(left) / math.log(longer))
            length = _power(longer, restarts)
            done = (done - (1 - length) / (1 - longer)) / length
        cosine = 0.5 * _power(self.m_mul, restarts) * (1 + math.cos(math.pi * done))
        return self.initial_learning_rate * ((1 - self.alpha) * cosine + self.alpha)


def _share(step: int, steps: float, staircase: bool) -> float:
    return math.floor(step / steps) if staircase else step / steps


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


SCHEDULES = {
    kind.__name__: kind
    for kind in (
        ExponentialDecay, PiecewiseConstantDecay, PolynomialDecay, InverseTimeDecay, CosineDecay,
        CosineDecayRestarts,
    )
}  # fmt: skip
"""Keras's schedules by name."""


def serialize(learning_rate_schedule: Schedule) -> dict[str, Any]:
    """A schedule as JSON, as Keras writes it. ModelError for a function."""
    if not isinstance(learning_rate_schedule, LearningRateSchedule):
        raise ModelError(
            f"expected one of {', '.join(SCHEDULES)} to be described, "
            f"received {shown(learning_rate_schedule)}"
        )
    config = learning_rate_schedule.get_config()
    kind = type(learning_rate_schedule)
    module = "keras.optimizers.schedules" if kind in SCHEDULES.values() else None
    return described_object(module, kind.__name__, config)


def deserialize(config: Mapping[str, Any]) -> LearningRateSchedule:
    """The schedule that ``serialize`` wrote. ModelError for a schedule of a program's own."""
    return object_of("schedule", config, SCHEDULES)
