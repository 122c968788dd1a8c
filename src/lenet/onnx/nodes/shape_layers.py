"""Flatten, Reshape and Permute as nodes, each with the chain, the layer, its parameters."""

from __future__ import annotations

import numpy as np

from lenet.layers import Flatten, Permute, Reshape
from lenet.onnx.nodes.chain import NodeChain
from lenet.onnx.nodes.plane_layers import Parameters


def add_reshape(chain: NodeChain, layer: Flatten | Reshape, parameters: Parameters) -> None:
    """The same values in another shape; 0 stands for the batch, whatever it is."""
    del parameters
    chain.in_order(channels_first=False)
    if isinstance(layer, Flatten) and layer.channels_first(chain.shape):
        chain.then("Transpose", perm=(0, 2, 3, 1))  # as Keras: rows, columns, channels
    chain.then("Reshape", np.array([0, *layer.output_shape(chain.shape)]))


def add_permute(chain: NodeChain, layer: Permute, parameters: Parameters) -> None:
    """The axes of a sample in another order."""
    del parameters
    chain.in_order(channels_first=False)
    chain.then("Transpose", perm=(0, *layer.dims))
