"""What every optimizer has, and the record of its settings that the engine is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import NOT_NEGATIVE, PART, real, truth, whole
from lenet.arguments.words import shown, text
from lenet.errors import LenetError, ModelError
from lenet.keras_names import absent_attribute
from lenet.optimizers import schedules
from lenet.optimizers.rate import SETTING, LearningRate, schedule_of, scheduled

LARGEST = float(np.finfo(np.float32).max)
"""Norms are never larger: the engine clips nothing then."""
CLIPPINGS = ("clipnorm", "clipvalue", "global_clipnorm")
WITHOUT = {
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
}
"""Keras's settings that the engine does not have, each with the value that leaves it out."""

_PARTS = ("beta_1", "beta_2", "rho")
_NUMBERS = ("epsilon", "initial_accumulator_value")
_FLAGS = ("nesterov", "centered", "amsgrad")


class EngineOptimizer(NamedTuple):
    """An optimizer as the engine takes it; what its kind does not use is 0.

    Attributes
    ----------
    kind : str
        sgd, rmsprop, adam, adadelta, adagrad, adamax, nadam, lion or sdlm.
    momentum, nesterov
        Of sgd; momentum of rmsprop too.
    beta_1, beta_2, epsilon
        Of adam and its relatives. ``beta_2`` is the rho of rmsprop and adadelta.
    mu
        Of sdlm: a step is divided by ``mu`` plus the loss's second derivative.
    weight_decay
        Decoupled, of all of them.
    third
        adam's amsgrad, and rmsprop's centered: whether it remembers a third value of a parameter.
    start
        What adagrad's sums of squares begin with.
    clip_value, clip_norm, global_norm
        How gradients are clipped; 0: not.
    """

    kind: str
    momentum: float = 0.0
    nesterov: bool = False
    beta_1: float = 0.0
    beta_2: float = 0.0
    epsilon: float = 0.0
    mu: float = 0.0
    weight_decay: float = 0.0
    third: bool = False
    start: float = 0.0
    clip_value: float = 0.0
    clip_norm: float = 0.0
    global_norm: float = 0.0


@dataclass(eq=False)
class Optimizer:
    """What all optimizers share: the rate, weight decay, clipping; Keras's names and meanings.

    Parameters
    ----------
    learning_rate : float or schedule
        A number; one of ``lenet.optimizers.schedules`` or a function of the step, counted from 0.
        Read, it is the rate of the next step.
    weight_decay : float, optional
        Each step takes ``rate * weight_decay`` of every trainable parameter from it.
    clipnorm, clipvalue, global_clipnorm : float, optional
        One of the three: the most that the norm of each parameter array's gradient, each of a
        gradient's values, or the norm of all gradients together may be. 0 clips nothing.
    use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps
        Of Keras; the engine has none of them, and any other value than the default is refused.
    name : str, optional
        As in Keras, it changes nothing.

    ``iterations`` is the number of steps made. ModelError for a setting that cannot be, whenever it
    is set.
    """

    learning_rate: LearningRate = LearningRate()
    weight_decay: float | None = field(default=None, kw_only=True)
    clipnorm: float | None = field(default=None, kw_only=True)
    clipvalue: float | None = field(default=None, kw_only=True)
    global_clipnorm: float | None = field(default=None, kw_only=True)
    use_ema: bool = field(default=False, kw_only=True, repr=False)
    ema_momentum: float = field(default=0.99, kw_only=True, repr=False)
    ema_overwrite_frequency: int | None = field(default=None, kw_only=True, repr=False)
    loss_scale_factor: float | None = field(default=None, kw_only=True, repr=False)
    gradient_accumulation_steps: int | None = field(default=None, kw_only=True, repr=False)
    name: str | None = field(default=None, kw_only=True, repr=False)
    iterations: int = field(default=0, init=False, repr=False)
    kind: ClassVar[str] = ""
    """The engine's name of it, which is Keras's in small letters."""

    def __new__(cls, *settings: Any, **named: Any) -> Self:
        del settings
        known = [setting.name for setting in fields(cls) if setting.init]
        own = "__dataclass_fields__" not in vars(
            cls
        )  # a user's subclass, with arguments of its own
        for name in named:
            if name not in known and not own:
                raise ModelError(
                    f"{cls.__name__} has the settings {', '.join(known)}; received {name}"
                )
        return super().__new__(cls)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._settings() == other._settings()

    __hash__ = None  # type: ignore[assignment]  # settings change

    def _settings(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "iterations"}

    def __setattr__(self, name: str, value: Any) -> None:
        if name != SETTING and not hasattr(type(self), name):
            self.__getattr__(name)
        super().__setattr__(name, self.checked(name, value))

    def __getattr__(self, name: str) -> NoReturn:
        absence = absent_attribute("Optimizer", type(self).__name__, name)
        if isinstance(absence, LenetError):
            raise absence
        raise AttributeError(
            f"{type(self).__name__} has no {name!r}: it has its settings, learning_rate and "
            "iterations among them; fit updates the parameters"
        )

    def checked(self, setting: str, value: Any) -> Any:
        """A setting's value, whenever it is set. ModelError for one that it cannot have."""
        if setting in _PARTS:
            return real(setting, value, PART)
        if setting in _NUMBERS:
            return real(setting, value, NOT_NEGATIVE)
        if setting in _FLAGS:
            return truth(setting, value)
        if setting in CLIPPINGS and value is not None:
            return self._checked_clipping(setting, value)
        if setting == "iterations":
            return whole(setting, value)
        if setting == "weight_decay" and value is not None:
            return real(setting, value, NOT_NEGATIVE)
        if setting in WITHOUT:
            return self._checked_absence(setting, value)
        if setting == "name":
            return self.kind if value is None else text(setting, value)
        return value

    def _checked_clipping(self, setting: str, value: Any) -> float:
        others = [name for name in CLIPPINGS if name != setting and vars(self).get(name)]
        if others:
            raise ModelError(
                f"expected one of {', '.join(CLIPPINGS)}, received {others[0]} and {setting}"
            )
        return real(setting, value, NOT_NEGATIVE)

    def _checked_absence(self, setting: str, value: Any) -> Any:
        if setting == "ema_momentum":  # Keras's own no-op without use_ema
            return real(setting, value, NOT_NEGATIVE)
        without = WITHOUT[setting]
        if value is without or (without is False and isinstance(value, np.bool_) and not value):
            return without
        raise ModelError(
            f"lenet's engine has no {setting}: expected {without}, received {shown(value)}"
        )

    def rates(self, first: int, steps: int) -> NDArray[np.float64]:
        """The learning rates of ``steps`` steps from number ``first`` on, float64 (steps,).

        ModelError for one that is not a number from 0 on.
        """
        schedule = schedule_of(self)
        if schedule is None:
            return np.full(steps, self.learning_rate, np.float64)
        return np.array([scheduled(schedule, first + k) for k in range(steps)], np.float64)

    @property
    def curvature_samples(self) -> int:
        """How many samples the second derivatives are measured on before an epoch; 0: not."""
        return 0

    def engine_optimizer(self) -> EngineOptimizer:
        """The settings that the engine updates by, all but the learning rate."""
        return EngineOptimizer(
            self.kind,
            weight_decay=self.weight_decay or 0.0,
            clip_value=min(self.clipvalue or 0.0, LARGEST),
            clip_norm=min(self.clipnorm or 0.0, LARGEST),
            global_norm=min(self.global_clipnorm or 0.0, LARGEST),
        )

    def get_config(self) -> dict[str, Any]:
        """The settings, for JSON, as Keras names them.

        ModelError if the learning rate is a function, or a schedule of a program's own without
        ``get_config``.
        """
        config = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        schedule = schedule_of(self)
        config[SETTING] = (
            float(self.learning_rate) if schedule is None else schedules.serialize(schedule)
        )
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The optimizer that ``get_config`` described. ModelError."""
        settings = dict(config)
        if isinstance(settings.get(SETTING), Mapping):
            settings[SETTING] = schedules.deserialize(settings[SETTING])
        return cls(**settings)
