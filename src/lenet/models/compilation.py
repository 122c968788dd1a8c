"""What a model is compiled with: optimizer, loss and metrics, checked; -> JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from lenet import losses, metrics, optimizers
from lenet.arguments.numbers import FINITE, real
from lenet.arguments.words import row, shown
from lenet.errors import ModelError
from lenet.layers import Layer
from lenet.losses import LOSSES, Loss
from lenet.models.layer_shapes import LayerShapes
from lenet.models.lowering import without_curvature
from lenet.optimizers import OPTIMIZERS, SCHEDULES, Optimizer, deserialize, schedule_of, serialize

ACCURACY = "accuracy", "acc"
"""Strings that name the accuracy that fits the targets and answers."""

STEPS = "train_step", "test_step", "predict_step", "compute_loss", "compute_metrics"
"""Methods of a Keras model that a subclass may replace, and that would not be called here."""


class Compiled(NamedTuple):
    """What ``compile`` was given; of ``metrics`` what each was named with: see ``metrics.get``."""

    optimizer: Optimizer
    loss: Loss
    metrics: tuple[Any, ...] = ()
    loss_weight: float = 1.0
    weighted_metrics: tuple[Any, ...] = ()


def no_steps_of_its_own(model: type) -> None:
    """ModelError for a subclass that defines a step of training or measuring in Python."""
    for name in STEPS:
        if hasattr(model, name):
            raise ModelError(
                f"lenet's engine trains whole epochs, and does not call {model.__name__}.{name}: "
                "leave it out, and compile with a loss and metrics"
            )


def compiled(
    optimizer: object, loss: object, measured: object, loss_weights: object, weighted: object
) -> Compiled:
    """The arguments of ``compile``, checked. ModelError."""
    chosen = losses.get(loss)
    how = optimizers.get(optimizer)  # type: ignore[arg-type]
    if how.curvature_samples and not chosen.has_curvature:
        raise ModelError(
            f"{how.name} needs second derivatives, which {chosen.kind} has not: choose adam or sgd"
        )
    unweighted = _metrics("metrics", measured)
    weight = _loss_weight(loss_weights)
    return Compiled(how, chosen, unweighted, weight, _metrics("weighted_metrics", weighted))


def check_curvature(how: Compiled, layers: Sequence[Layer], shapes: LayerShapes | None) -> None:
    """ModelError if the optimizer needs second derivatives that the loss or a layer has not.

    ``shapes``: those of the layers, None where they are not known yet.
    """
    if not how.optimizer.curvature_samples:
        return
    last = layers[-1]
    plain = how.loss.reduction != "sum" and how.loss_weight == 1
    if not (plain and how.loss.has_curvature_behind(last)):
        raise ModelError(
            f"{how.optimizer.name} needs second derivatives, which {how.loss.kind} on a "
            f"{last.activation} layer has not, nor a sum or a weighted loss: choose adam or sgd"
        )
    straight = None if shapes is None else without_curvature(layers, shapes)
    if straight is not None:
        raise ModelError(
            f"{how.optimizer.name} needs second derivatives, which the layer {straight.name} "
            f"({type(straight).__name__}) has not: choose adam or sgd"
        )


def _metrics(what: str, given: object) -> tuple[Any, ...]:
    """Metrics as the user named them, of lists in lists and dicts all; ModelError for others."""
    if given is None:
        return ()
    if isinstance(given, Mapping):
        given = list(given.values())
    if isinstance(given, str) or callable(given):
        given = [given]
    named: list[Any] = []
    for one in row(what, given):
        if isinstance(one, list | tuple | Mapping):
            named += _metrics(what, one)
        else:
            named.append(one)
            if not is_accuracy(one):
                metrics.get(one)
    return tuple(named)


def is_accuracy(named: object) -> bool:
    """Whether a metric is the accuracy that fits, whichever that is."""
    return isinstance(named, str) and named.lower() in ACCURACY


def _loss_weight(given: object) -> float:
    """The weight of the one output's loss: a number, or a list or dict of one."""
    if given is None:
        return 1.0
    if isinstance(given, Mapping):
        given = list(given.values())
    if isinstance(given, list | tuple) or np.ndim(given) > 0:  # type: ignore[arg-type]
        given = row("loss_weights", given)
        if len(given) != 1:
            raise ModelError(f"expected one loss weight, for one output; received {shown(given)}")
        given = given[0]
    return float(real("loss_weights", given, FINITE))


def describe(how: Compiled | None) -> dict[str, Any] | None:
    """The arguments of ``compile``; None if one of them is a user's own function or class."""
    if how is None:
        return None
    schedule = schedule_of(how.optimizer)
    if schedule is not None and type(schedule) not in SCHEDULES.values():
        return None
    loss = how.loss.settings()
    if "name" in loss:
        loss["called"] = loss.pop("name")
    described = {"name": how.loss.kind, "from_logits": how.loss.from_logits, **loss}
    measured, weighted = _described(how.metrics), _described(how.weighted_metrics)
    if measured is None or weighted is None:
        return None
    return {
        "optimizer": serialize(how.optimizer),
        "loss": described,
        "metrics": measured,
        **({"weighted_metrics": weighted} if weighted else {}),
        **({"loss_weight": how.loss_weight} if how.loss_weight != 1 else {}),
    }


def _described(named: Sequence[Any]) -> list[Any] | None:
    """Metrics for JSON: a string, a function's name, or a class and its arguments."""
    found: list[Any] = []
    for one in named:
        known = {id(kind): name for name, kind in metrics.METRICS.items()}
        known |= {id(function): name for name, function in metrics.FUNCTIONS.items()}
        if isinstance(one, str):
            found.append(one)
        elif id(one) in known:
            found.append(
                {"function" if one in metrics.FUNCTIONS.values() else "class": known[id(one)]}
            )
        elif id(type(one)) in known:
            found.append({"class": known[id(type(one))], "arguments": one.get_config()})
        else:
            return None
    return found


def restored(described: object) -> Compiled | None:
    """The optimizer, loss and metrics that ``describe`` described. ModelError for anything else."""
    if described is None:
        return None
    try:
        return _restored(described)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ModelError(f"expected a description of how to train: {error}") from error


def _restored(described: Any) -> Compiled:
    measured = _restored_metrics(described["metrics"])
    weighted = _restored_metrics(described.get("weighted_metrics", []))
    weight = _loss_weight(described.get("loss_weight"))
    optimizer, loss = _optimizer(described["optimizer"]), _loss(described["loss"])
    return Compiled(optimizer, loss, measured, weight, weighted)


def _restored_metrics(described: Any) -> tuple[Any, ...]:
    if not isinstance(described, list):
        raise ModelError(f"expected metrics of lenet, received {str(described)[:200]}")
    return _metrics("metrics", [_restored_metric(one) for one in described])


def _restored_metric(described: Any) -> Any:
    if isinstance(described, str):
        return described
    if "function" in described:
        return metrics.FUNCTIONS[described["function"]]
    kind = metrics.METRICS[described["class"]]
    return kind.from_config(described["arguments"]) if "arguments" in described else kind


def _loss(described: Mapping[str, Any]) -> Loss:
    settings = dict(described)
    name, from_logits = settings.pop("name"), settings.pop("from_logits")
    if "called" in settings:
        settings["name"] = settings.pop("called")
    if name in LOSSES and isinstance(from_logits, bool):
        kind = LOSSES[name]
        chosen = "from_logits" in {field.name for field in fields(kind)}
        loss = kind(**settings, **({"from_logits": from_logits} if chosen else {}))
        if loss.from_logits == from_logits:
            return loss
    raise ModelError(f"expected a loss of lenet, received {str(described)[:200]}")


def _optimizer(described: Mapping[str, Any]) -> Optimizer:
    if "class_name" in described:
        return deserialize(described)
    settings = dict(described)  # as lenet wrote it before it wrote as Keras does
    name = settings.pop("name")
    if name not in OPTIMIZERS:
        raise ModelError(f"expected an optimizer of lenet, received {str(name)[:200]}")
    if isinstance(settings["learning_rate"], dict):
        schedule = dict(settings["learning_rate"])
        kind = schedule.pop("schedule")
        if kind not in SCHEDULES:
            raise ModelError(f"expected a schedule of lenet, received {str(kind)[:200]}")
        settings["learning_rate"] = SCHEDULES[kind](**schedule)
    return OPTIMIZERS[name](**settings)
