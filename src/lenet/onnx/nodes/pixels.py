"""Raw pixels as the network's input: the nodes of ``digits.normalisation.network_input``.

pixels  uint8 (n, rows, columns), 0 paper to 255 ink
input   float32 (n, rows, columns, 1), as the network was trained
"""

from __future__ import annotations

import numpy as np

from lenet.digits.normalisation import FRAME, linear_scale
from lenet.layers import Shape
from lenet.onnx.nodes.chain import NodeChain

FLOAT32 = 1
"""ONNX's number of the type float32."""

CHANNEL = np.array([3])
"""The axis of the one channel of grey pictures."""


def add_preparation(chain: NodeChain, normalisation: str | None, made: Shape) -> None:
    """Add what makes a network's input of the shape ``made`` of pixels, as ``network_input``."""
    chain.begin("preparation")
    chain.then("Cast", to=FLOAT32)
    chain.then("Unsqueeze", CHANNEL)  # first: onnx2tf turns the axes of what has three
    if normalisation == "l2":
        _divide_by_lengths(chain)
    else:
        if normalisation == "original":
            chain.then("Pad", np.array([0, FRAME, FRAME, 0] * 2))
        scale, shift = linear_scale(normalisation)
        chain.then("Mul", scale)
        chain.then("Add", shift)
    if len(made) == 2:
        chain.then("Squeeze", CHANNEL)
    chain.shape = made


def _divide_by_lengths(chain: NodeChain) -> None:
    """Divide each column by its length, which is 0 or, as pixels are whole, at least 1."""
    x = chain.tensor
    squares = chain.add("ReduceSum", chain.add("Mul", x, x), np.array([1]), keepdims=1)
    chain.then("Div", chain.add("Max", chain.add("Sqrt", squares), 1.0))
