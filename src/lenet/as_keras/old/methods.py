"""Methods of Keras 1 and 2 on models: ``fit_generator``, ``predict_classes`` and others.

They are given to ``lenet.models.Model`` in a process that runs a listing, and only there.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import tensor
from lenet.as_keras.old.decay import tell_rate
from lenet.as_keras.old.figures import Figures, monitored_today, with_old_figures
from lenet.as_keras.old.told import tell_old
from lenet.as_keras.old.translate import today
from lenet.models import Model

_MODEL = "keras.models.Model"


def give_old_methods() -> None:
    """Let every model take the old arguments and have the old methods."""
    for name in ("fit", "evaluate", "predict", "compile"):
        setattr(Model, name, _METHODS[name](getattr(Model, name)))
    for method in (fit_generator, evaluate_generator, predict_generator, predict_classes):
        setattr(Model, method.__name__, method)
    Model.predict_proba = predict_proba  # type: ignore[attr-defined]
    Model.__init__ = _with_input_and_output(Model.__init__)  # type: ignore[method-assign]
    called = Model.__call__

    def call(self: Any, *given: Any, **named: Any) -> Any:
        found = called(self, *given, **named)
        return tensor(found) if isinstance(found, np.ndarray) else found

    Model.__call__ = functools.wraps(called)(call)  # type: ignore[method-assign]


def _with_input_and_output(made: Callable[..., None]) -> Callable[..., None]:
    """Let ``Model`` take the tensors by the names that Keras 1 had: ``input`` and ``output``."""

    @functools.wraps(made)
    def init(self: Any, *given: Any, **named: Any) -> None:
        for old in ("input", "output"):
            if old in named:
                tell_old(f"Model({old}=...)", f"Model({old}s=...)")
                named[f"{old}s"] = named.pop(old)
        made(self, *given, **named)

    return init


def _fitting(fit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fit)
    def fitted(self: Any, *given: Any, **named: Any) -> Any:
        named = today(f"{_MODEL}.fit", named)
        _show_accuracy(self, named)
        if named.get("callbacks"):
            monitored_today(named["callbacks"], self.compiled_metrics)
            with_old_figures(named["callbacks"])
        history = fit(self, *given, **named)
        history.history = Figures(history.history)
        return history

    return fitted


def _plainly(name: str) -> Callable[..., Any]:
    def wrapped(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def called(self: Any, *given: Any, **named: Any) -> Any:
            named = today(f"{_MODEL}.{name}", named)
            _show_accuracy(self, named)
            return method(self, *given, **named)

        return called

    return wrapped


def _compiling(compile_: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(compile_)
    def compiled(self: Any, *given: Any, **named: Any) -> Any:
        if "class_mode" in named:
            tell_old("compile(class_mode=...)", "the loss's matter: leave it out")
            del named["class_mode"]
        self.compiled_as = given, named
        optimizer = named.get("optimizer", given[0] if given else None)
        if isinstance(optimizer, str):
            tell_rate(optimizer)
        return compile_(self, *given, **today(f"{_MODEL}.compile", named))

    return compiled


_METHODS: dict[str, Callable[..., Any]] = {
    "fit": _fitting,
    "evaluate": _plainly("evaluate"),
    "predict": _plainly("predict"),
    "compile": _compiling,
}


def _show_accuracy(model: Any, named: dict[str, Any]) -> None:
    """Keras 1's ``show_accuracy=True`` of fit and evaluate: compile with the metric."""
    if not named.pop("show_accuracy", False):
        return
    tell_old("show_accuracy=True", "compile(metrics=['accuracy'])")
    if not model.compiled_metrics:
        given, compiled = model.compiled_as
        model.compile(*given, **{**compiled, "metrics": ["accuracy"]})


def fit_generator(
    self: Any,
    generator: Any,
    steps_per_epoch: Any = None,
    epochs: int = 1,
    verbose: Any = 1,
    callbacks: Any = None,
    validation_data: Any = None,
    validation_steps: Any = None,
    **named: Any,
) -> Any:
    """As ``fit``, which takes generators today; Keras 1 counted samples where 2 counts batches."""
    tell_old("fit_generator", "fit")
    old = "nb_epoch" in named or "nb_val_samples" in named
    samples = named.pop("samples_per_epoch", steps_per_epoch if old else None)
    epochs = named.pop("nb_epoch", epochs)
    if samples is not None:
        tell_old("samples_per_epoch", "steps_per_epoch, in batches")
        generator, steps_per_epoch = _in_batches(generator, samples)
    held_out = named.pop("nb_val_samples", None)
    if held_out is not None:
        tell_old("nb_val_samples", "validation_steps, in batches")
        if not isinstance(validation_data, tuple | list):
            validation_data, validation_steps = _in_batches(validation_data, held_out)
    validating = {} if validation_data is None else {"validation_data": validation_data}
    if validation_steps is not None and not isinstance(validation_data, tuple | list):
        validating["validation_steps"] = int(validation_steps)
    if steps_per_epoch is not None:
        named["steps_per_epoch"] = max(1, int(steps_per_epoch))
    return self.fit(
        generator, epochs=epochs, verbose=verbose, callbacks=callbacks, **validating, **named
    )


def _in_batches(generator: Any, samples: int) -> tuple[Any, int]:
    """The generator, and how many of its batches hold so many samples."""
    size = getattr(generator, "batch_size", None)
    if size is None:
        first = next(generator)
        size = len(first[0] if isinstance(first, tuple) else first)
        generator = itertools.chain([first], generator)
    return generator, max(1, -(-int(samples) // int(size)))


def evaluate_generator(self: Any, generator: Any, steps: Any = None, *_: Any, **named: Any) -> Any:
    """As ``evaluate``, which takes generators today."""
    tell_old("evaluate_generator", "evaluate")
    counted = {} if steps is None else {"steps": max(1, int(steps))}
    return self.evaluate(generator, **counted, **named)


def predict_generator(self: Any, generator: Any, steps: Any = None, *_: Any, **named: Any) -> Any:
    """As ``predict``, which takes generators today."""
    tell_old("predict_generator", "predict")
    counted = {} if steps is None else {"steps": max(1, int(steps))}
    return self.predict(generator, **counted, **named)


def predict_classes(self: Any, x: Any, *given: Any, **named: Any) -> Any:
    """The class of each sample: the place of the largest answer; of one answer, whether > 0.5."""
    tell_old("model.predict_classes(x)", "model.predict(x).argmax(axis=-1)")
    answers = self.predict(x, *given, **named)
    return answers.argmax(axis=-1) if answers.shape[-1] > 1 else (answers > 0.5).astype("int32")


def predict_proba(self: Any, x: Any, *given: Any, **named: Any) -> Any:
    """As ``predict``."""
    tell_old("model.predict_proba(x)", "model.predict(x)")
    return self.predict(x, *given, **named)
