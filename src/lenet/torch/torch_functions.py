"""Activations -> the torch modules that apply them, as text."""

from __future__ import annotations

import math

from lenet.errors import ModelError
from lenet.layers import ElementFunction
from lenet.layers.activation_functions import described
from lenet.torch.own_modules import RESCALING, SCALED_TANH

_PLAIN = {
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "selu": "nn.SELU()",
    "log_sigmoid": "nn.LogSigmoid()",
    "hard_sigmoid": "nn.Hardsigmoid()",
    "hard_tanh": "nn.Hardtanh()",
    "tanh_shrink": "nn.Tanhshrink()",
    "softplus": "nn.Softplus()",
    "softsign": "nn.Softsign()",
    "silu": "nn.SiLU()",
    "hard_silu": "nn.Hardswish()",
    "gelu": "nn.GELU()",
    "gelu_tanh": 'nn.GELU(approximate="tanh")',
    "mish": "nn.Mish()",
    "scaled_tanh": f"{SCALED_TANH}()",
}
"""Functions without numbers, by the engine's names."""

_WITH_NUMBERS = {
    "elu": "nn.ELU({})",
    "celu": "nn.CELU({})",
    "soft_shrink": "nn.Softshrink({})",
    "hard_shrink": "nn.Hardshrink({})",
    "threshold": "nn.Threshold({}, {})",
    "affine": RESCALING + "({}, {})",
}
"""Functions of numbers that torch takes in the same order."""


def function_module(curve: ElementFunction, layer: str | None) -> str | None:
    """The text of the module that applies a function; None for linear, which needs none.

    ModelError, which names the ``layer``, for one that torch has no module of.
    """
    if curve.engine == "linear":
        return None
    made = _PLAIN.get(curve.engine)
    if curve.engine == "relu":
        made = _rectifier(*curve.numbers)
    elif curve.engine in _WITH_NUMBERS:
        made = _WITH_NUMBERS[curve.engine].format(*map(repr, curve.numbers))
    if made is None:
        raise ModelError(
            f"torch.nn has no module for {layer}'s activation {described(curve)}: another, such as "
            "relu or tanh, can be exported"
        )
    return made


def _rectifier(slope: float, most: float, threshold: float) -> str | None:
    if threshold or (slope and most != math.inf):
        return None
    if slope:
        return f"nn.LeakyReLU({slope!r})"
    if most == math.inf:
        return "nn.ReLU()"
    return "nn.ReLU6()" if most == 6 else f"nn.Hardtanh(0.0, {most!r})"
