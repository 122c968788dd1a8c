"""``acc`` and ``val_acc``, as Keras before 2.3 called accuracy, wherever a listing reads them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from lenet.as_keras.old.told import tell_old

HOOKS = ("on_epoch_end", "on_train_batch_end", "on_batch_end", "on_test_batch_end")
SHORT = {"acc": "accuracy", "val_acc": "val_accuracy", "lr": "learning_rate"}
LONG = {long: short for short, long in SHORT.items()}


class Figures(dict[str, Any]):
    """A history or the logs of an epoch, in which ``acc`` is found too, as ``accuracy`` is."""

    def other(self, name: Any) -> Any:
        """The name under which a figure is here: it, or its older or younger one."""
        for names in (SHORT, LONG):
            if not dict.__contains__(self, name) and dict.__contains__(self, names.get(name, "")):
                tell_old(f"{name!r} of the history", repr(names[name]))
                return names[name]
        return name

    def __missing__(self, name: str) -> Any:
        other = self.other(name)
        if other == name:
            raise KeyError(name)
        return self[other]

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, self.other(name))

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict's."""
        return dict.get(self, self.other(name), default)


def with_old_figures(callbacks: Any) -> None:
    """Let callbacks of a listing's own find ``acc`` in their logs too."""
    for callback in callbacks if isinstance(callbacks, list | tuple) else [callbacks]:
        if not type(callback).__module__.startswith("lenet."):
            for hook in HOOKS:
                if callable(getattr(callback, hook, None)):
                    setattr(callback, hook, _reading_old(getattr(callback, hook)))


def _reading_old(hook: Callable[..., Any]) -> Callable[..., Any]:
    """The hook, whose logs have the older names; what it puts into them stays in them."""
    if getattr(hook, "reads_old", False):
        return hook

    @functools.wraps(hook)
    def called(number: int, logs: Any = None) -> Any:
        figures = Figures(logs or {})
        answer = hook(number, figures)
        if logs is not None:
            logs.update(figures)
        return answer

    vars(called)["reads_old"] = True
    return called


def measured(names: Any) -> set[str]:
    """The figures that a model compiled with these metrics has."""
    found = {"loss", *map(str, names)}
    return found | {f"val_{name}" for name in found}


def monitored_today(callbacks: Any, metrics: Any) -> None:
    """Let callbacks that monitor ``val_acc`` monitor what the model has: ``val_accuracy``."""
    have = measured(metrics)
    for callback in callbacks if isinstance(callbacks, list | tuple) else [callbacks]:
        monitor = getattr(callback, "monitor", None)
        other = SHORT.get(str(monitor)) or LONG.get(str(monitor))
        if monitor not in have and other in have:
            tell_old(f"monitor={monitor!r}", f"monitor={other!r}")
            callback.monitor = other
        path = getattr(callback, "filepath", None)
        if isinstance(path, str):
            callback.filepath = _named_today(path, have)


def _named_today(path: str, have: set[str]) -> str:
    """A file's name with the figures that the model has."""
    for names in (SHORT, LONG):
        for old, new in names.items():
            if old not in have and new in have:
                path = path.replace(f"{{{old}:", f"{{{new}:").replace(f"{{{old}}}", f"{{{new}}}")
    return path
