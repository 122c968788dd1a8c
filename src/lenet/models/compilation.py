"""Optimizer, loss and metrics of a compiled model -> JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from lenet.errors import ModelError
from lenet.losses import LOSSES, Loss
from lenet.optimizers import OPTIMIZERS, SCHEDULES, Optimizer, deserialize, schedule_of, serialize

Compiled = tuple[Optimizer, Loss, tuple[str, ...]]

METRICS = "accuracy", "acc"
"""What may be measured in training, under both of Keras's names."""


def describe(compiled: Compiled | None) -> dict[str, Any] | None:
    """The arguments of ``compile``; None if the learning rate is a user's function."""
    if compiled is None:
        return None
    optimizer, loss, metrics = compiled
    schedule = schedule_of(optimizer)
    if schedule is not None and type(schedule) not in SCHEDULES.values():
        return None
    described = {"name": loss.name, "from_logits": loss.from_logits, **loss.settings()}
    return {
        "optimizer": serialize(optimizer),
        "loss": described,
        "metrics": list(metrics),
    }


def restored(described: object) -> Compiled | None:
    """The optimizer, loss and metrics that ``describe`` described. ModelError for anything else."""
    if described is None:
        return None
    try:
        return _restored(described)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ModelError(f"expected a description of how to train: {error}") from error


def _restored(described: Any) -> Compiled:
    loss, metrics = described["loss"], described["metrics"]
    if not isinstance(metrics, Sequence) or not set(metrics) <= set(METRICS):
        raise ModelError(f"expected metrics of lenet, received {str(metrics)[:200]}")
    return _optimizer(described["optimizer"]), _loss(loss), tuple(metrics)


def _loss(described: Mapping[str, Any]) -> Loss:
    settings = dict(described)
    name, from_logits = settings.pop("name"), settings.pop("from_logits")
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
