"""Every name that a loss has: a string, a function, a class, or the loss itself -> the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.losses.binary_crossentropy import BinaryCrossentropy, binary_crossentropy
from lenet.losses.crossentropy import (
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from lenet.losses.ctc import CTC
from lenet.losses.errors_of_values import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from lenet.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from lenet.losses.hinges import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from lenet.losses.likeness import (
    CosineSimilarity,
    KLDivergence,
    Poisson,
    cosine_similarity,
    kl_divergence,
    poisson,
)
from lenet.losses.loss import Loss
from lenet.losses.penalties import MaximumAPosteriori, MaximumLikelihood
from lenet.losses.stand_ins import asked_by

BY_FUNCTION: dict[Callable[..., Any], type[Loss]] = {
    sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
    categorical_crossentropy: CategoricalCrossentropy,
    categorical_focal_crossentropy: CategoricalFocalCrossentropy,
    binary_crossentropy: BinaryCrossentropy,
    binary_focal_crossentropy: BinaryFocalCrossentropy,
    mean_squared_error: MeanSquaredError,
    mean_absolute_error: MeanAbsoluteError,
    mean_absolute_percentage_error: MeanAbsolutePercentageError,
    mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
    huber: Huber,
    log_cosh: LogCosh,
    hinge: Hinge,
    squared_hinge: SquaredHinge,
    categorical_hinge: CategoricalHinge,
    kl_divergence: KLDivergence,
    poisson: Poisson,
    cosine_similarity: CosineSimilarity,
}

LOSSES: dict[str, type[Loss]] = {
    **{kind.kind: kind for kind in BY_FUNCTION.values()},
    "maximum_likelihood": MaximumLikelihood,
    "maximum_a_posteriori": MaximumAPosteriori,
    "ctc": CTC,
    "mse": MeanSquaredError,
}
"""The losses by name."""

SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "huber_loss": "huber",
    "cosine_proximity": "cosine_similarity",
}
"""Keras's other names, of all its years."""

CLASSES = {kind.__name__: kind for kind in LOSSES.values()}


def get(loss: object) -> Loss:
    """The loss: by a name of Keras's, by its function or class, or as it is.

    A list or dict of one is that one, for a network here has one output; Keras's description
    {"class_name": ..., "config": {...}} is what it describes, and a function of a user's own that
    only calls a loss of lenet's, with options or without, is that loss. ModelError for a function
    that computes, and for whatever the engine does not have.
    """
    if isinstance(loss, Mapping) and "class_name" in loss:
        return deserialize(loss)
    if isinstance(loss, Loss) and loss.kind:
        return loss
    if isinstance(loss, str) and (named := _named(loss)):
        return named()
    if isinstance(loss, type) and issubclass(loss, Loss) and loss.kind:
        return loss()
    if isinstance(loss, Sequence | Mapping) and not isinstance(loss, str) and len(loss) == 1:
        return get(next(iter(loss.values() if isinstance(loss, Mapping) else loss)))
    for function, kind in BY_FUNCTION.items():
        if loss is function:
            return kind()
    if callable(loss):
        asked = asked_by(loss)
        if asked is not None and isinstance(asked.of, Loss):
            return asked.of
        if asked is not None:
            return BY_FUNCTION[asked.of](**asked.options)
        raise ModelError(
            "expected one of lenet's losses, whose derivatives its engine has, or a function that "
            f"only calls one; received one of your own, {shown(getattr(loss, '__name__', loss))}: "
            f"choose among {_names()}, and give yours to metrics"
        )
    raise ModelError(f"lenet has the losses {_names()}; received {shown(loss)}")


def serialize(loss: Loss) -> dict[str, Any]:
    """Keras's description of a loss, for JSON."""
    return {"class_name": type(loss).__name__, "config": loss.get_config()}


def deserialize(config: Mapping[str, Any]) -> Loss:
    """The loss that ``serialize``, or Keras, described. ModelError for others."""
    kind, given = CLASSES.get(str(config["class_name"])), config.get("config", {})
    if kind is None or not isinstance(given, Mapping):
        raise ModelError(f"lenet has the losses {_names()}; received {shown(config)}")
    known = {field.name for field in fields(kind)}
    if unknown := [name for name in given if name not in known | {"fn"}]:
        raise ModelError(f"{kind.__name__} has no arguments {shown(unknown)}")
    return kind.from_config({name: value for name, value in given.items() if name in known})


def _named(name: str) -> type[Loss] | None:
    lower = name.lower() if name.isupper() else name
    return LOSSES.get(SHORT.get(lower, lower)) or CLASSES.get(name)


def _names() -> str:
    return ", ".join(sorted({known.kind for known in LOSSES.values()}))
