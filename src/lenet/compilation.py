"""How a model is trained, optimizer, loss and metrics, as JSON takes it and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lenet.errors import ModelError
from lenet.losses import LOSSES, Loss
from lenet.optimizers import OPTIMIZERS, CosineDecay, Optimizer

Compiled = tuple[Optimizer, Loss, tuple[str, ...]]


def describe(compiled: Compiled | None) -> dict[str, Any] | None:
    """The arguments of ``compile``; None where the learning rate is a function of one's own."""
    if compiled is None:
        return None
    optimizer, loss, metrics = compiled
    rate = optimizer.learning_rate
    if callable(rate) and not isinstance(rate, CosineDecay):
        return None
    return {
        "optimizer": {"name": optimizer.name, **asdict(optimizer)},
        "loss": asdict(loss),
        "metrics": list(metrics),
    }


def restored(described: object) -> Compiled | None:
    """What was described. ModelError if it does not describe a way to train."""
    if described is None:
        return None
    try:
        return _restored(described)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ModelError(f"expected a description of how to train: {error}") from error


def _restored(described: Any) -> Compiled:
    loss, metrics = described["loss"], described["metrics"]
    if loss["name"] not in LOSSES or not isinstance(loss["from_logits"], bool):
        raise ModelError(f"expected a loss of lenet, received {str(loss)[:200]}")
    if not isinstance(metrics, Sequence) or not set(metrics) <= {"accuracy", "acc"}:
        raise ModelError(f"expected metrics of lenet, received {str(metrics)[:200]}")
    optimizer = _optimizer(described["optimizer"])
    smoothing = loss.get("label_smoothing", 0.0)
    return optimizer, Loss(loss["name"], loss["from_logits"], smoothing), tuple(metrics)


def _optimizer(described: Mapping[str, Any]) -> Optimizer:
    settings = dict(described)
    name = settings.pop("name")
    if name not in OPTIMIZERS:
        raise ModelError(f"expected an optimizer of lenet, received {str(name)[:200]}")
    if isinstance(settings["learning_rate"], dict):
        settings["learning_rate"] = CosineDecay(**settings["learning_rate"])
    return OPTIMIZERS[name](**settings)
