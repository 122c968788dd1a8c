"""``lr`` and ``decay`` of the optimizers of Keras 1 and 2."""

from __future__ import annotations

import functools
from typing import Any

from lenet.as_keras.old.renamed import RATES
from lenet.as_keras.old.told import tell, tell_old
from lenet.optimizers import schedules

OLD = ("lr", "decay", "schedule_decay")
"""Settings of Keras 1 and 2; the last, of Nadam, is a constant today."""


def with_old_rates(kind: type) -> None:
    """Let an optimizer take ``lr`` and ``decay``."""
    made = kind.__init__  # type: ignore[misc]

    @functools.wraps(made)
    def init(self: Any, *given: Any, **named: Any) -> None:
        if "lr" in named:
            tell_old(f"{kind.__name__}(lr=...)", f"{kind.__name__}(learning_rate=...)")
            named["learning_rate"] = named.pop("lr")
        if not given and "learning_rate" not in named and "decay" not in vars(self):
            tell_rate(kind.__name__)
        if named.get("epsilon", 1) is None:  # Keras 2's word for its default
            del named["epsilon"]
        decay = named.pop("decay", None)
        named.pop("schedule_decay", None)
        made(self, *given, **named)
        if decay:
            _decay(self, float(decay))

    kind.__init__ = init  # type: ignore[misc]


def tell_rate(name: str) -> None:
    """Tell that an optimizer's learning rate, if it is not given, is another today."""
    for kind, (before, now) in RATES.items():
        if name.lower() == kind.lower():
            tell(
                f"{kind}() has the learning rate {now:g} today; before Keras 2.4 it was "
                f"{before:g}: write {kind}(learning_rate={before:g}) for that"
            )


def _decay(optimizer: Any, decay: float) -> None:
    """A rate that falls with each step, as ``decay`` asks for."""
    name, rate = type(optimizer).__name__, float(optimizer.learning_rate)
    tell(
        f"{name}(decay={decay:g}) is {name}(InverseTimeDecay({rate:g}, decay_steps=1, "
        f"decay_rate={decay:g})) today"
    )
    vars(optimizer)["decay"] = decay
    optimizer.learning_rate = _falling(rate, decay)


def _falling(rate: float, decay: float) -> Any:
    return schedules.InverseTimeDecay(rate, decay_steps=1, decay_rate=decay)


def _rate(optimizer: Any) -> Any:
    """The learning rate, as Keras 2 called it."""
    tell_old("optimizer.lr", "optimizer.learning_rate")
    return optimizer.learning_rate


def _set_rate(optimizer: Any, value: Any) -> None:
    tell_old("optimizer.lr", "optimizer.learning_rate")
    optimizer.learning_rate = value if callable(value) else float(value)


def with_old_settings(optimizer: Any) -> None:
    """Give all optimizers ``lr``, and let a rate that falls with ``decay`` be set to a number."""
    new, set_one = optimizer.__new__, optimizer.__setattr__

    def made(cls: type, *given: Any, **named: Any) -> Any:
        if new is object.__new__:
            return new(cls)
        known = {name: value for name, value in named.items() if name not in OLD}
        return new(cls, *given, **known)

    def set_setting(self: Any, name: str, value: Any) -> None:
        if name == "learning_rate" and "decay" in vars(self) and not callable(value):
            value = _falling(float(value), vars(self)["decay"])
        set_one(self, name, value)

    optimizer.__new__ = staticmethod(made)
    optimizer.__setattr__ = set_setting
    optimizer.lr = property(_rate, _set_rate)
