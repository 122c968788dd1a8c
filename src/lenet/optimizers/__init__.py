"""Optimizers with Keras's names, arguments and defaults, and the paper's own. The engine updates.

A learning rate is a number, or a schedule: a function of the step's number, counted from 0.

schedules             how the learning rate goes from step to step: CosineDecay and others
rate                  the setting learning_rate: a number or a schedule, read as a number
optimizer             what every optimizer has: weight decay, clipping; the engine's record
sgd                   SGD: momentum, and Nesterov's
rmsprop               RMSprop, centered too
adam                  Adam, AdamW, Adamax and Nadam
adagrad               Adagrad and Adadelta
lion                  Lion
levenberg_marquardt   StochasticDiagonalLM, the optimizer of 1998: mu, samples
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from lenet.arguments.keras_object import described_object, object_of
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent
from lenet.optimizers import schedules
from lenet.optimizers.adagrad import Adadelta, Adagrad
from lenet.optimizers.adam import Adam, Adamax, AdamW, Nadam
from lenet.optimizers.levenberg_marquardt import StochasticDiagonalLM
from lenet.optimizers.lion import Lion
from lenet.optimizers.optimizer import EngineOptimizer, Optimizer
from lenet.optimizers.rate import schedule_of
from lenet.optimizers.rmsprop import RMSprop
from lenet.optimizers.schedules import SCHEDULES, CosineDecay, PiecewiseConstantDecay, Schedule
from lenet.optimizers.sgd import SGD

__all__ = [
    "OPTIMIZERS", "SCHEDULES", "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax",
    "CosineDecay", "EngineOptimizer", "Lion", "Nadam", "Optimizer", "PiecewiseConstantDecay",
    "RMSprop", "Schedule", "StochasticDiagonalLM", "deserialize", "get", "schedule_of", "schedules",
    "serialize",
]  # fmt: skip

OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.kind: kind
    for kind in (
        SGD, RMSprop, Adam, AdamW, Adadelta, Adagrad, Adamax, Nadam, Lion, StochasticDiagonalLM,
    )
}  # fmt: skip
"""The optimizers by name, in small letters."""


def get(optimizer: str | Optimizer | Mapping[str, Any]) -> Optimizer:
    """The optimizer: as it is, by its name in any case, or by what ``serialize`` made of it.

    ModelError for one the engine does not have, an ``update_step`` of a user's own among them.
    """
    if isinstance(optimizer, Optimizer) and optimizer.kind:
        return optimizer
    if isinstance(optimizer, str) and optimizer.lower() in OPTIMIZERS:
        return OPTIMIZERS[optimizer.lower()].from_config({})
    if isinstance(optimizer, Mapping):
        return deserialize(optimizer)
    raise ModelError(
        f"lenet has the optimizers {', '.join(OPTIMIZERS)}; received {shown(optimizer)}"
    )


def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """An optimizer as JSON, as Keras writes it.

    ModelError if its learning rate is a user's function.
    """
    kind = type(optimizer)
    module = "lenet.optimizers" if kind is StochasticDiagonalLM else "keras.optimizers"
    return described_object(module, kind.__name__, optimizer.get_config())


def deserialize(config: Mapping[str, Any]) -> Optimizer:
    """The optimizer that ``serialize`` wrote. ModelError for any other description."""
    classes = {kind.__name__: kind for kind in OPTIMIZERS.values()}
    return object_of("optimizer", config, classes | OPTIMIZERS)


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
