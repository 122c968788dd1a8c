"""Layers as Keras 1 and 2 describe them -> as Keras 3 does (Keras 2's ``legacy/interfaces.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lenet.errors import ModelError

CLASSES = {
    "Convolution2D": "Conv2D",
    "Convolution1D": "Conv1D",
    "SeparableConvolution2D": "SeparableConv2D",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
}

ARGUMENTS = {
    "nb_filter": "filters",
    "subsample": "strides",
    "border_mode": "padding",
    "atrous_rate": "dilation_rate",
    "init": "kernel_initializer",
    "bias": "use_bias",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "output_dim": "units",
    "p": "rate",
    "sigma": "stddev",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
    "input_dtype": "dtype",
}
"""Keras 1's word for an argument, and today's."""

DATA_FORMATS = {
    "tf": "channels_last", "default": "channels_last", "th": "channels_first",
}  # fmt: skip

GONE: dict[str, Any] = {"mode": 0, "input_dim": None, "input_length": None, "weights": None}
"""Arguments of Keras 1 that say nothing more; ``mode`` of BatchNormalization must be 0."""


def todays(kind: str, config: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The class and the arguments of a layer, in Keras 3's words. ModelError."""
    kind = CLASSES.get(kind, kind)
    found: dict[str, Any] = {}
    for key, value in config.items():
        if key == "mode" and value not in (0, None):
            raise ModelError(f"lenet has BatchNormalization of mode 0, received mode {value!r}")
        if key in GONE or key in ("nb_row", "nb_col"):
            continue
        if key == "dim_ordering":
            found["data_format"] = DATA_FORMATS.get(str(value), value)
        else:
            found[ARGUMENTS.get(key, key)] = _value(value)
    if "nb_row" in config:
        found["kernel_size"] = [config["nb_row"], config.get("nb_col", config["nb_row"])]
    if kind == "LeakyReLU" and "alpha" in found:
        found["negative_slope"] = found.pop("alpha")
    if kind == "BatchNormalization" and isinstance(found.get("axis"), list):
        axes = found["axis"]
        found["axis"] = axes[0] if len(axes) == 1 else axes
    return kind, found


def _value(value: Any) -> Any:
    """A number that NumPy had, as a number; Keras 1's regularizer as today's."""
    if isinstance(value, Mapping) and value.get("type") == "ndarray" and "value" in value:
        return value["value"]
    if isinstance(value, Mapping) and value.get("name") == "WeightRegularizer":
        parts = {key: value[key] for key in ("l1", "l2") if key in value}
        return {"class_name": "L1L2", "config": parts}
    return value
