"""The setting ``learning_rate`` of an optimizer: a number or a schedule, read as a number.

A schedule's number is that of the step that comes next, as in Keras.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Protocol, overload

import numpy as np

from lenet.arguments.numbers import NOT_NEGATIVE, real
from lenet.errors import ModelError
from lenet.optimizers.schedules import Schedule

SETTING = "learning_rate"


class HasSteps(Protocol):
    """Whoever has a learning rate: how many steps it has made."""

    iterations: int


class CurrentRate(float):
    """A learning rate as an optimizer gives it: a float, with methods of Keras's variable.

    A copy of it, or what pickling makes of it, is a plain float.
    """

    def __new__(cls, value: float, optimizer: Any) -> CurrentRate:
        rate = super().__new__(cls, value)
        rate._optimizer = optimizer
        return rate

    _optimizer: Any

    def numpy(self) -> np.float32:
        """The rate as NumPy's float32."""
        return np.float32(self)

    def assign(self, value: float) -> None:
        """Set the rate of the optimizer that gave this one. ModelError for no rate."""
        self._optimizer.learning_rate = value

    def __reduce__(self) -> tuple[type[float], tuple[float]]:
        return float, (float(self),)


class LearningRate:
    """A field of the optimizers: what is set is checked, what is read is the current rate."""

    def __init__(self, default: float | None = None) -> None:
        self.default = default

    @overload
    def __get__(self, optimizer: None, kind: type) -> float: ...
    @overload
    def __get__(self, optimizer: HasSteps, kind: type) -> CurrentRate: ...
    def __get__(self, optimizer: HasSteps | None, kind: type) -> float:
        if optimizer is None:
            if self.default is None:
                raise AttributeError(SETTING)
            return self.default
        given = vars(optimizer)[SETTING]
        if not callable(given):
            return CurrentRate(given, optimizer)
        return CurrentRate(scheduled(given, optimizer.iterations), optimizer)

    def __set__(self, optimizer: HasSteps, value: float | Schedule) -> None:
        if callable(value):
            vars(optimizer)[SETTING] = value
            return
        if schedule_of(optimizer) is not None:
            raise ModelError(
                "a learning_rate that is set to a number needs an optimizer without a schedule: "
                "make the optimizer with a number, or set another schedule"
            )
        vars(optimizer)[SETTING] = float(real(SETTING, value, NOT_NEGATIVE))


def schedule_of(optimizer: HasSteps) -> Schedule | None:
    """The optimizer's schedule, or a function of a user's own; None if its rate is a number."""
    given = vars(optimizer).get(SETTING)
    return given if callable(given) else None


def scheduled(schedule: Callable[..., Any], step: int) -> float:
    """A schedule's rate at a step, or that of a function without arguments, as Keras takes it.

    ModelError for what is no number from 0 on.
    """
    rate = schedule(step) if _takes_a_step(schedule) else schedule()
    return real("the schedule's learning rates", rate, NOT_NEGATIVE)


def _takes_a_step(schedule: Callable[..., Any]) -> bool:
    try:
        inspect.signature(schedule).bind(0)
    except TypeError:
        return False
    except ValueError:  # it does not say what it takes
        return True
    return True
