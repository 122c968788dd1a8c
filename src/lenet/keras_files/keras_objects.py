"""Activations, initializers and regularizers as Keras describes them, and back to names.

Here an activation is a name. An initializer and a regularizer are a name, where all their arguments
have their defaults, or ``{"class_name": ..., "config": {...}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_files.class_names import Manner, camel_case, described, snake_case

OWN = {
    "scaled_tanh", "fan_in_uniform", "sqrt_fan_in_uniform", "inverse_sqrt_fan_in",
}  # fmt: skip
"""Activations and initializers of 1998, which Keras has not."""

SEEDED = {
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
    "random_normal", "random_uniform", "truncated_normal", "orthogonal", "variance_scaling",
}  # fmt: skip
"""Initializers that draw; Keras describes each with its seed."""

DEFAULTS: dict[str, dict[str, Any]] = {
    "constant": {"value": 0.0},
    "random_normal": {"mean": 0.0, "stddev": 0.05},
    "truncated_normal": {"mean": 0.0, "stddev": 0.05},
    "random_uniform": {"minval": -0.05, "maxval": 0.05},
    "orthogonal": {"gain": 1.0},
    "variance_scaling": {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal"},
    "l1": {"l1": 0.01},
    "l2": {"l2": 0.01},
    "l1_l2": {"l1": 0.0, "l2": 0.0},
}
"""The arguments that Keras gives an initializer or a regularizer that is named alone."""

BY_SCALING = {
    (1.0, "fan_avg", "uniform"): "glorot_uniform",
    (1.0, "fan_avg", "normal"): "glorot_normal",
    (2.0, "fan_in", "uniform"): "he_uniform",
    (2.0, "fan_in", "normal"): "he_normal",
    (1.0, "fan_in", "uniform"): "lecun_uniform",
    (1.0, "fan_in", "normal"): "lecun_normal",
}
"""What Keras 2 called VarianceScaling with these arguments; its normal ones are truncated."""

SPELLINGS = {"zero": "zeros", "one": "ones", "normal": "random_normal", "uniform": "random_uniform",
             "orthogonal_initializer": "orthogonal", "l1l2": "l1_l2"}  # fmt: skip
CLASSES = {"l1": "L1", "l2": "L2", "l1_l2": "L1L2"}
WITHOUT_MEANING = {"seed": None, "input_axes": None, "output_axes": None, "dtype": "float32"}


def object_in_keras(module: str, given: object, manner: Manner) -> Any:
    """An initializer or a regularizer, in Keras's words; ``module`` as keras.initializers.

    ModelError for one of 1998, and for a user's function.
    """
    if given is None:
        return None
    if not isinstance(given, str | Mapping):
        get_config = getattr(given, "get_config", None)
        if get_config is None:
            raise ModelError(f"expected one of {module} for a file of Keras, received {given!r}")
        given = {"class_name": type(given).__name__, "config": get_config()}
    name, config = _parts(given)
    if name in OWN:
        raise _only_here(name)
    if manner is Manner.LEGACY and not config and module.endswith("initializers"):
        return name  # the one way in which Keras of all versions says it
    seed = {"seed": None} if name in SEEDED else {}
    full = {**DEFAULTS.get(name, {}), **seed, **config}
    return described(module, CLASSES.get(name, camel_case(name)), full, manner)


def activation_in_keras(given: object) -> Any:
    """An activation: its name, or a layer's description where its numbers are not the usual ones.

    ModelError for one of 1998, and for numbers that no layer of Keras has.
    """
    if isinstance(given, str):
        if given in OWN:
            raise _only_here(given)
        return given
    name, numbers = (
        (given.get("name"), given.get("numbers")) if isinstance(given, Mapping) else (given, None)
    )
    if name == "leaky_relu" and isinstance(numbers, list) and numbers[1:] == [None, 0]:
        slope = {"negative_slope": numbers[0]}
        return described("keras.layers", "LeakyReLU", slope, Manner.TODAY)
    if name in ("relu", "leaky_relu") and isinstance(numbers, list) and len(numbers) == 3:
        names = ("negative_slope", "max_value", "threshold")
        return described(
            "keras.layers", "ReLU", dict(zip(names, numbers, strict=True)), Manner.TODAY
        )
    if name == "elu" and isinstance(numbers, list) and len(numbers) == 1:
        return described("keras.layers", "ELU", {"alpha": numbers[0]}, Manner.TODAY)
    raise ModelError(
        f"expected an activation that a file of Keras can name, received {shown(given)}: save the "
        "model as a folder"
    )


def read_object(given: Any) -> Any:
    """An initializer or a regularizer as here: None, a name, or class_name and config."""
    if given is None:
        return None
    name, config = _parts(given)
    if name == "variance_scaling":
        full = {**DEFAULTS[name], **config}
        kind = str(full["distribution"]).removeprefix("truncated_")
        found = BY_SCALING.get((full["scale"], str(full["mode"]), kind))
        if found and not full.keys() - DEFAULTS[name].keys():
            return found
    if not config:
        return name
    return {"class_name": CLASSES.get(name, camel_case(name)), "config": config}


def read_activation(given: Any) -> str:
    """The name of an activation. ModelError for a function of a user's own."""
    if given is None:
        return "linear"
    if isinstance(given, Mapping) and given.get("class_name") == "function":
        given = given.get("config")
    if isinstance(given, str):
        return given.rpartition(".")[2]
    raise ModelError(f"expected the name of an activation in a file of Keras, {refused(given)}")


def refused(given: object) -> str:
    """What was received where a name was expected; code among it is said to be refused."""
    if isinstance(given, Mapping) and str(given.get("class_name")) in ("__lambda__", "Lambda"):
        return "received a Lambda: code in a file is never run"
    return f"received {shown(given)}"


def _parts(given: Any) -> tuple[str, dict[str, Any]]:
    """The name, and the arguments that do not have their defaults."""
    if isinstance(given, str):
        return SPELLINGS.get(snake_case(given), snake_case(given)), {}
    kind = given.get("class_name") if isinstance(given, Mapping) else None
    config = given.get("config") if isinstance(given, Mapping) else None
    if not isinstance(kind, str) or not isinstance(config, Mapping):
        raise ModelError(f"expected class_name and config in a file of Keras, {refused(given)}")
    name = SPELLINGS.get(snake_case(kind), snake_case(kind))
    usual = {**WITHOUT_MEANING, **DEFAULTS.get(name, {})}
    return name, {key: value for key, value in config.items() if usual.get(key, given) != value}


def _only_here(name: str) -> ModelError:
    return ModelError(
        f"Keras has no {name}, which is of 1998: save the model as a folder, as in "
        "model.save('model')"
    )
