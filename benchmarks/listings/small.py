"""Runs one listing under lenet, trained on few samples for one epoch.

``python -m benchmarks.listings.small FILE``. The data sets are whole, for listings say their
shapes; ``fit`` and ``evaluate`` take the first samples of them. Where a set cannot be had, MNIST
stands in its place: for CIFAR's in three channels of 32x32.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.as_keras.running.listing import run
from lenet.datasets import mnist
from lenet.errors import DataError
from lenet.models import Model

SAMPLES, STEPS = 256, 2


def fewer(values: Any) -> Any:
    """The first samples of arrays, and of tuples of arrays; a data set's first batches."""
    if isinstance(values, np.ndarray):
        return values[:SAMPLES]
    if isinstance(values, tuple | list):
        return type(values)(fewer(one) for one in values)
    return values.take(STEPS) if hasattr(values, "take") and hasattr(values, "batch") else values


def small_fit(fit: Callable[..., Any]) -> Callable[..., Any]:
    """``fit`` with few samples, one epoch, few steps."""

    @functools.wraps(fit)
    def fitted(self: Any, x: Any = None, y: Any = None, *given: Any, **named: Any) -> Any:
        for count in ("steps_per_epoch", "validation_steps"):
            if named.get(count) is not None:
                named[count] = min(STEPS, int(named[count]))
        if not isinstance(x, np.ndarray) and not hasattr(x, "batch"):
            named.setdefault("steps_per_epoch", STEPS)
        named["epochs"] = min(1, named.get("epochs", 1)) + named.get("initial_epoch", 0)
        for part in ("validation_data", "sample_weight"):
            if named.get(part) is not None:
                named[part] = fewer(named[part])
        given = tuple(itertools.chain(given[:1], [1] if len(given) > 1 else [], given[2:]))
        if len(given) > 1:
            del named["epochs"]
        return fit(self, fewer(x), fewer(y), *given, **named)

    return fitted


def small_evaluate(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """``evaluate`` with few samples."""

    @functools.wraps(evaluate)
    def evaluated(self: Any, x: Any = None, y: Any = None, *given: Any, **named: Any) -> Any:
        return evaluate(self, fewer(x), fewer(y), *given, **named)

    return evaluated


def stand_in(name: str, load: Callable[..., Any]) -> Callable[..., Any]:
    """A set's ``load_data``, or MNIST in its shapes where it cannot be had."""

    @functools.wraps(load)
    def load_data(*given: Any, **named: Any) -> Any:
        try:
            return load(*given, **named)
        except DataError:
            print(f"{name} is not to be had: MNIST stands in its place", file=sys.stderr)
            parts = mnist.load_data()
            return tuple(coloured(*part) for part in parts) if "cifar" in name else parts

    return load_data


def coloured(images: Any, labels: Any) -> tuple[Any, Any]:
    """Digits as CIFAR has its pictures: (n, 32, 32, 3), labels (n, 1)."""
    return np.repeat(np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None], 3, -1), labels[:, None]


def main() -> None:
    """Run the listing that the command line names."""
    Model.fit = small_fit(Model.fit)  # type: ignore[method-assign]
    Model.evaluate = small_evaluate(Model.evaluate)  # type: ignore[method-assign]
    for name in ("fashion_mnist", "kmnist", "cifar10", "cifar100"):
        with contextlib.suppress(ModuleNotFoundError):
            module = importlib.import_module(f"lenet.datasets.{name}")
            vars(module)["load_data"] = stand_in(name, module.load_data)
    sys.exit(run(sys.argv[1], sys.argv[2:]))


if __name__ == "__main__":
    main()
