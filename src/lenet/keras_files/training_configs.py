"""Optimizer, loss and metrics <-> the arguments of ``compile`` as Keras's files have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from lenet import losses, metrics
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_files.class_names import Manner, described, snake_case
from lenet.keras_files.keras_objects import refused
from lenet.keras_files.model_parts import Compiling
from lenet.losses import LOSSES, Loss
from lenet.optimizers import OPTIMIZERS, SCHEDULES, Optimizer

KERAS_OPTIMIZERS = {
    "SGD", "RMSprop", "Adam", "AdamW", "Adadelta", "Adagrad", "Adamax", "Nadam", "Lion",
}  # fmt: skip

LOSS_ARGUMENTS = {
    "SparseCategoricalCrossentropy": {"from_logits"},
    "CategoricalCrossentropy": {"from_logits", "label_smoothing"},
    "BinaryCrossentropy": {"from_logits", "label_smoothing"},
    "BinaryFocalCrossentropy": {
        "from_logits", "label_smoothing", "apply_class_balancing", "alpha", "gamma",
    },
    "CategoricalFocalCrossentropy": {"from_logits", "label_smoothing", "alpha", "gamma"},
    "Huber": {"delta"},
}  # fmt: skip
"""What Keras's losses take, of what can be other than usual here."""

KERAS_LOSSES = {
    "MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError", "Poisson", "KLDivergence", "LogCosh", "Hinge", "SquaredHinge",
    "CategoricalHinge", "CosineSimilarity", *LOSS_ARGUMENTS,
}  # fmt: skip

NEUTRAL: dict[str, tuple[Any, ...]] = {
    "weight_decay": (None, False, 0),
    "clipnorm": (None,),
    "global_clipnorm": (None,),
    "clipvalue": (None,),
    "use_ema": (False,),
    "loss_scale_factor": (None,),
    "gradient_accumulation_steps": (None,),
    "amsgrad": (False,),
    "centered": (False,),
    "momentum": (0,),
    "decay": (0, None),
    "schedule_decay": (0.004,),
    "reduction": ("sum_over_batch_size",),
    "axis": (-1,),
    "ignore_class": (None,),
    "from_logits": (False,),
    "label_smoothing": (0,),
}
"""Values of arguments that lenet has not, or not everywhere, with which they change nothing."""

WITHOUT_EFFECT = {
    "name", "fn", "ema_momentum", "ema_overwrite_frequency", "jit_compile", "is_legacy_optimizer",
    "dtype",
}  # fmt: skip

UNLOADED = "load it with compile=False, and compile it"
UNSAVED = "save it with include_optimizer=False, or as a folder"


def compile_config(compiling: Compiling, manner: Manner) -> dict[str, Any]:
    """The arguments of ``compile``. ModelError for what Keras has not."""
    weighted = [_metric_config(one, manner) for one in compiling.weighted_metrics]
    rest = {
        "loss_weights": None if compiling.loss_weight == 1 else [compiling.loss_weight],
        "metrics": [_metric_config(one, manner) for one in compiling.metrics],
        "weighted_metrics": weighted or None,
    }
    loss, optimizer = _loss_config(compiling.loss, manner), _optimizer_config(compiling, manner)
    if manner is Manner.LEGACY:
        return {"loss": loss, **rest, "optimizer_config": optimizer}
    execution = {"run_eagerly": False, "steps_per_execution": 1, "jit_compile": False}
    return {"optimizer": optimizer, "loss": loss, **rest, **execution}


def _optimizer_config(compiling: Compiling, manner: Manner) -> dict[str, Any]:
    optimizer = compiling.optimizer
    kind = type(optimizer).__name__
    if kind not in KERAS_OPTIMIZERS:
        raise ModelError(f"Keras has no {kind}: {UNSAVED}")
    settings = {one.name: vars(optimizer)[one.name] for one in fields(optimizer) if one.init}
    rate = settings["learning_rate"]
    if isinstance(rate, tuple(SCHEDULES.values())):
        arguments = {one.name: _listed(getattr(rate, one.name)) for one in fields(rate)}  # type: ignore[arg-type]
        settings["learning_rate"] = described(
            "keras.optimizers.schedules", type(rate).__name__, arguments, manner
        )
    elif callable(rate):
        raise ModelError(f"a learning rate that is a function has no place in a file: {UNSAVED}")
    if manner is Manner.LEGACY:  # old versions know the older arguments alone
        new = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema")
        settings = {key: value for key, value in settings.items() if value or key not in new}
    return described("keras.optimizers", kind, {"name": optimizer.name, **settings}, manner)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _loss_config(loss: Loss, manner: Manner) -> Any:
    kind = type(loss).__name__
    if kind not in KERAS_LOSSES:
        raise ModelError(f"Keras has no loss {loss.name}: {UNSAVED}")
    unusual = {
        one.name: getattr(loss, one.name)
        for one in fields(loss)
        if one.default is not MISSING and getattr(loss, one.name) != one.default
    }
    beside = unusual.keys() - LOSS_ARGUMENTS.get(kind, set()) - {"name", "reduction"}
    if beside:
        raise ModelError(f"Keras's {kind} has no {', '.join(sorted(beside))}: {UNSAVED}")
    if not unusual:
        return snake_case(kind)
    usual = {"name": snake_case(kind), "reduction": "sum_over_batch_size"}
    return described("keras.losses", kind, {**usual, **unusual}, manner)


def _metric_config(metric: Any, manner: Manner) -> Any:
    """A metric as Keras describes it: a name, or a class and its arguments."""
    if isinstance(metric, str):
        return metric
    if isinstance(metric, type):
        return snake_case(metric.__name__.removesuffix("Metric"))
    if hasattr(metric, "get_config"):
        kind = type(metric).__name__.removesuffix("Metric")
        return described("keras.metrics", kind, metric.get_config(), manner)
    return str(getattr(metric, "__name__", metric))


def read_compiling(found: Mapping[str, Any]) -> Compiling:
    """The arguments of ``compile`` that a file has. ModelError for what lenet has not."""
    if found.get("sample_weight_mode"):
        raise ModelError(
            f"lenet has no sample_weight_mode, received {shown(found['sample_weight_mode'])}: "
            f"{UNLOADED}"
        )
    optimizer = found.get("optimizer") or found.get("optimizer_config") or "rmsprop"
    return Compiling(
        _read_optimizer(optimizer),
        _read_loss(found.get("loss")),
        _read_metrics(found.get("metrics")),
        _read_weight(found.get("loss_weights")),
        _read_metrics(found.get("weighted_metrics")),
    )


def _read_weight(found: Any) -> float:
    given = _flat(found) if found is not None else [1.0]
    if len(given) == 1 and isinstance(given[0], int | float) and not isinstance(given[0], bool):
        return float(given[0])
    raise ModelError(f"expected one weight of the one loss, received {shown(found)}: {UNLOADED}")


def _read_metrics(found: Any) -> list[Any]:
    return [] if found is None else [_read_metric(one) for one in _flat(found)]


def _read_optimizer(found: Any) -> Optimizer:
    if isinstance(found, str):
        found = {"class_name": found, "config": {}}
    kind, config = _parts("an optimizer", found)
    kinds = {known.__name__.lower(): known for known in OPTIMIZERS.values()}
    if kind.lower() not in kinds:
        raise ModelError(f"lenet has not the optimizer {kind[:100]!r}: {UNLOADED}")
    config = {{"lr": "learning_rate"}.get(key, key): value for key, value in config.items()}
    if "learning_rate" in config:
        config["learning_rate"] = _read_rate(config["learning_rate"], config.pop("decay", None))
    return _made(kinds[kind.lower()], kind, config)  # type: ignore[no-any-return]


def _read_rate(rate: Any, decay: Any) -> Any:
    """A number or a schedule; Keras 2's ``decay`` is the schedule InverseTimeDecay."""
    if isinstance(rate, Mapping):
        kind, config = _parts("a schedule", rate)
        if kind not in SCHEDULES:
            raise ModelError(f"lenet has not the schedule {kind[:100]!r}: {UNLOADED}")
        return _made(SCHEDULES[kind], kind, dict(config))
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        raise ModelError(f"expected a learning rate, received {shown(rate)}")
    rate = float(str(np.float32(rate)))  # Keras has it in float32, and writes all its digits
    if not decay:
        return rate
    if "InverseTimeDecay" not in SCHEDULES:
        raise ModelError(f"lenet has no decay, received {shown(decay)}: {UNLOADED}")
    return _made(
        SCHEDULES["InverseTimeDecay"],
        "decay",
        {"initial_learning_rate": rate, "decay_steps": 1, "decay_rate": decay},
    )


def _read_loss(found: Any) -> Loss:
    while isinstance(found, list | dict) and len(found) == 1:  # of the one output
        found = next(iter(found.values() if isinstance(found, dict) else found))
    if isinstance(found, Mapping) and found.get("class_name") == "function":
        found = found.get("config")
    if isinstance(found, str):
        try:
            return losses.get(found.rpartition(".")[2])
        except ModelError as error:
            raise ModelError(f"{error}: {UNLOADED}") from error
    kinds = {known.__name__: known for known in LOSSES.values()}
    kind, config = _parts("a loss", found)
    if kind not in kinds:
        raise ModelError(f"lenet has not the loss {kind[:100]!r}: {UNLOADED}")
    arguments = {key: value for key, value in config.items() if value != "auto"}  # of Keras 2
    return _made(kinds[kind], kind, arguments)  # type: ignore[no-any-return]


def _read_metric(found: Any) -> Any:
    """A metric, which ``compile`` checks: its name, or its class and unusual arguments."""
    if isinstance(found, Mapping) and found.get("class_name") == "function":
        found = found.get("config")
    if isinstance(found, str):
        return found.rpartition(".")[2]
    kind, config = _parts("a metric", found)
    if kind == "MeanMetricWrapper":  # what Keras 2 made of a name
        return str(config.get("name"))
    given = {key: value for key, value in config.items() if key != "dtype"}
    if given.keys() <= {"name"} and given.get("name", snake_case(kind)) == snake_case(kind):
        return snake_case(kind)
    if kind not in metrics.METRICS:
        raise ModelError(f"lenet has not the metric {kind[:100]!r}: {UNLOADED}")
    has = {*metrics.METRICS[kind].arguments, "name"}
    kept = {key: value for key, value in given.items() if key in has}
    return metrics.deserialize({"class_name": kind, "config": kept})


def _made(kind: Any, name: str, config: dict[str, Any]) -> Any:
    """An object of its class, from the arguments that the class has; others must say nothing."""
    has = {one.name for one in fields(kind) if one.init}
    for key in config.keys() - has - WITHOUT_EFFECT:
        if key not in NEUTRAL or config[key] not in NEUTRAL[key]:
            raise ModelError(
                f"lenet's {name[:100]} has no {key[:100]} {shown(config[key])}: {UNLOADED}"
            )
    given = {key: value for key, value in config.items() if key in has}
    try:
        return kind(**given)
    except TypeError as error:
        raise ModelError(f"{name[:100]} in a file of Keras: {error}") from error


def _parts(what: str, found: Any) -> tuple[str, Mapping[str, Any]]:
    kind = found.get("class_name") if isinstance(found, Mapping) else None
    config = found.get("config") if isinstance(found, Mapping) else None
    if not isinstance(kind, str) or not isinstance(config, Mapping):
        raise ModelError(f"expected {what} with class_name and config, {refused(found)}")
    return kind.rpartition(">")[2], config


def _flat(found: Any) -> list[Any]:
    if isinstance(found, Mapping) and "class_name" not in found:
        found = list(found.values())
    return [part for one in found for part in _flat(one)] if isinstance(found, list) else [found]
