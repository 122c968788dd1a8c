"""Dense, RBF and BatchNormalization as nodes, each with the chain, the layer, its parameters."""

from __future__ import annotations

import numpy as np

from lenet.layers import RBF, BatchNormalization, Dense
from lenet.onnx.nodes.chain import NodeChain
from lenet.onnx.nodes.element_functions import add_function
from lenet.onnx.nodes.plane_layers import Parameters


def add_dense(chain: NodeChain, layer: Dense, parameters: Parameters) -> None:
    """A Gemm of vectors; of planes and rows of vectors a MatMul of the last side."""
    chain.in_order(channels_first=False)
    if len(chain.shape) == 1:
        chain.then("Gemm", *parameters.values())
    else:
        chain.then("MatMul", parameters["kernel"])
        if layer.use_bias:
            chain.then("Add", parameters["bias"])
    add_function(chain, layer.curve)


def add_rbf(chain: NodeChain, layer: RBF, parameters: Parameters) -> None:
    """``|x - c|^2 = |x|^2 - 2 x c + |c|^2``: a ReduceSum and a Gemm."""
    del layer
    centers = parameters["centers"]
    squares = np.square(chain.arrays[centers], dtype=np.float64).sum(axis=1)
    x = chain.tensor
    length = chain.add("ReduceSum", chain.add("Mul", x, x), np.array([1]), keepdims=1)
    chain.then("Gemm", centers, squares.astype(np.float32), alpha=-2.0, transB=1)
    chain.then("Add", length)


def add_normalisation(chain: NodeChain, layer: BatchNormalization, parameters: Parameters) -> None:
    """A BatchNormalization by the moving averages; gamma is 1 and beta 0 where there is none."""
    chain.in_order(channels_first=not layer.channels_first(chain.shape))
    like = chain.arrays[parameters["moving_mean"]]
    gamma = parameters.get("gamma", np.ones_like(like))
    beta = parameters.get("beta", np.zeros_like(like))
    statistics = parameters["moving_mean"], parameters["moving_variance"]
    chain.then("BatchNormalization", gamma, beta, *statistics, epsilon=layer.epsilon)
