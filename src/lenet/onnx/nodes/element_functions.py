"""Activations as nodes of ONNX: the formulas of ``engine/kernels/records/activations.h``.

x: the tensor so far; a, b, c: the function's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from lenet.errors import ModelError, either
from lenet.layers import ElementFunction
from lenet.onnx.nodes.chain import NodeChain, Operand

HARD, SPARSE = {"alpha": 1 / 6, "beta": 0.5}, {"alpha": 0.5, "beta": 0.5}
"""The slope and the middle of Keras's hard and sparse sigmoid."""


def add_function(chain: NodeChain, curve: ElementFunction) -> None:
    """Add the nodes of an activation; none for the linear one. ModelError for one not known."""
    if curve.engine == "softmax":
        chain.then("Softmax", axis=1 if chain.turned else -1)
    elif curve.engine in ONE_NODE:
        chain.then(ONE_NODE[curve.engine])
    elif curve.engine in FORMULAS:
        FORMULAS[curve.engine](chain, *curve.numbers)
    elif curve.engine != "linear":
        raise ModelError(
            f"lenet writes the activations linear, softmax, {either((*ONE_NODE, *FORMULAS))} as "
            f"ONNX; received {curve.name}"
        )


def _affine(chain: NodeChain, a: float, b: float) -> None:
    chain.then("Mul", a)
    chain.then("Add", b)


def _relu(chain: NodeChain, a: float, b: float, c: float) -> None:
    """``a (x - c)`` below c, at most b."""
    if (b, c) == (math.inf, 0):
        if a:
            chain.then("LeakyRelu", alpha=a)
        else:
            chain.then("Relu")
        return
    if (a, c) == (0, 0):
        chain.then("Clip", 0.0, b)
        return
    x = chain.tensor
    below = chain.add("Mul", chain.add("Sub", x, c), a)
    _pick(chain, chain.add("GreaterOrEqual", x, c), x, below)
    _pick(chain, chain.add("GreaterOrEqual", x, b), b, chain.tensor)


def _elu(chain: NodeChain, a: float) -> None:
    chain.then("Elu", alpha=a)


def _celu(chain: NodeChain, a: float) -> None:
    """``a (e^(x / a) - 1)`` below 0."""
    x = chain.tensor
    rising = chain.add("Sub", chain.add("Exp", chain.add("Div", x, a)), 1.0)
    _pick(chain, chain.add("Greater", x, 0.0), x, chain.add("Mul", rising, a))


def _log_sigmoid(chain: NodeChain) -> None:
    chain.then("Neg")
    chain.then("Softplus")
    chain.then("Neg")


def _hard_sigmoid(chain: NodeChain) -> None:
    chain.then("HardSigmoid", **HARD)


def _sparse_sigmoid(chain: NodeChain) -> None:
    chain.then("HardSigmoid", **SPARSE)


def _scaled_tanh(chain: NodeChain) -> None:
    """1.7159 tanh(2/3 x) (LeCun et al. 1998, Appendix A)."""
    chain.then("Mul", 2 / 3)
    chain.then("Tanh")
    chain.then("Mul", 1.7159)


def _hard_tanh(chain: NodeChain) -> None:
    chain.then("Clip", -1.0, 1.0)


def _tanh_shrink(chain: NodeChain) -> None:
    chain.then("Sub", chain.add("Tanh", chain.tensor))


def _soft_shrink(chain: NodeChain, a: float) -> None:
    """The value nearer to 0 by a, 0 within a of it."""
    x = chain.tensor
    _pick(chain, chain.add("Less", x, -a), chain.add("Add", x, a), 0.0)
    _pick(chain, chain.add("Greater", x, a), chain.add("Sub", x, a), chain.tensor)


def _hard_shrink(chain: NodeChain, a: float) -> None:
    x = chain.tensor
    _pick(chain, chain.add("Greater", chain.add("Abs", x), a), x, 0.0)


def _threshold(chain: NodeChain, a: float, b: float) -> None:
    x = chain.tensor
    _pick(chain, chain.add("Greater", x, a), x, b)


def _squareplus(chain: NodeChain, a: float) -> None:
    """``(x + sqrt(x^2 + a)) / 2``."""
    x = chain.tensor
    root = chain.add("Sqrt", chain.add("Add", chain.add("Mul", x, x), a))
    chain.then("Add", root)
    chain.then("Mul", 0.5)


def _sparse_plus(chain: NodeChain) -> None:
    """0 below -1, x from 1 on, (x + 1)^2 / 4 between."""
    x = chain.tensor
    inner = chain.add("Clip", chain.add("Add", x, 1.0), 0.0, 2.0)
    bow = chain.add("Mul", chain.add("Mul", inner, inner), 0.25)
    _pick(chain, chain.add("GreaterOrEqual", x, 1.0), x, bow)


def _silu(chain: NodeChain) -> None:
    chain.then("Mul", chain.add("Sigmoid", chain.tensor))


def _hard_silu(chain: NodeChain) -> None:
    chain.then("Mul", chain.add("HardSigmoid", chain.tensor, **HARD))


def _gelu(chain: NodeChain) -> None:
    """``x / 2 (1 + erf(x / sqrt(2)))``."""
    share = chain.add("Erf", chain.add("Mul", chain.tensor, math.sqrt(0.5)))
    _times_half_of_one_and(chain, share)


def _gelu_tanh(chain: NodeChain) -> None:
    """``x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))``."""
    x = chain.tensor
    cube = chain.add("Mul", chain.add("Mul", x, x), x)
    inner = chain.add("Add", x, chain.add("Mul", cube, 0.044715))
    share = chain.add("Tanh", chain.add("Mul", inner, math.sqrt(2 / math.pi)))
    _times_half_of_one_and(chain, share)


def _mish(chain: NodeChain) -> None:
    chain.then("Mul", chain.add("Tanh", chain.add("Softplus", chain.tensor)))


def _times_half_of_one_and(chain: NodeChain, share: str) -> None:
    chain.then("Mul", chain.add("Mul", chain.add("Add", share, 1.0), 0.5))


def _pick(chain: NodeChain, condition: str, here: Operand, elsewhere: Operand) -> None:
    """Go on with one of two by a condition of each value."""
    chain.tensor = chain.add("Where", condition, here, elsewhere)


ONE_NODE = {
    "selu": "Selu",
    "exponential": "Exp",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softplus": "Softplus",
    "softsign": "Softsign",
}
"""Functions that are an operator of ONNX as they are."""

FORMULAS: dict[str, Callable[..., None]] = {
    "affine": _affine,
    "relu": _relu,
    "elu": _elu,
    "celu": _celu,
    "log_sigmoid": _log_sigmoid,
    "hard_sigmoid": _hard_sigmoid,
    "sparse_sigmoid": _sparse_sigmoid,
    "scaled_tanh": _scaled_tanh,
    "hard_tanh": _hard_tanh,
    "tanh_shrink": _tanh_shrink,
    "soft_shrink": _soft_shrink,
    "hard_shrink": _hard_shrink,
    "threshold": _threshold,
    "squareplus": _squareplus,
    "sparse_plus": _sparse_plus,
    "silu": _silu,
    "hard_silu": _hard_silu,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "mish": _mish,
}
"""Functions that are several operators, or one with numbers; each takes the curve's numbers."""
