"""Optimizers with Keras's names, arguments and defaults, and the paper's own. The engine updates.

A learning rate is a number, or a schedule: a function of the step's number, counted from 0.

schedules             how the learning rate goes from step to step: CosineDecay and others
optimizer             what every optimizer has: learning rate, weight decay; the engine's record
sgd                   SGD: momentum, and Nesterov's
adam                  Adam and AdamW
levenberg_marquardt   StochasticDiagonalLM, the optimizer of 1998: mu, samples
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent
from lenet.optimizers.adam import Adam, AdamW
from lenet.optimizers.levenberg_marquardt import StochasticDiagonalLM
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.schedules import SCHEDULES, CosineDecay, PiecewiseConstantDecay, Schedule
from lenet.optimizers.sgd import SGD

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "SGD",
    "Adam",
    "AdamW",
    "CosineDecay",
    "EngineOptimizer",
    "Optimizer",
    "PiecewiseConstantDecay",
    "Schedule",
    "StochasticDiagonalLM",
    "get",
]

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
    raise ModelError(
        f"lenet has the optimizers {', '.join(OPTIMIZERS)}; received {shown(optimizer)}"
    )


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
