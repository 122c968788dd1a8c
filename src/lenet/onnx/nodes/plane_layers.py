"""Layers of planes as nodes: convolution, poolings, sub-sampling, padding, cropping.

Each is given the chain, whose channels come first then, the layer, and its parameters by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lenet.layers import Conv2D, Cropping2D, Shape, Subsampling2D, WholePlanes, ZeroPadding2D
from lenet.layers.engine_layer import zeros_before
from lenet.layers.layer import plane
from lenet.layers.pooling import MaxPooling2D, Windows
from lenet.onnx.nodes.chain import NodeChain
from lenet.onnx.nodes.element_functions import add_function

Parameters = Mapping[str, str]
"""The names that a layer's parameter arrays have in the graph, by their names in the layer."""

KERNEL = (3, 2, 0, 1)
"""ONNX's axes of a kernel (filters, channels, rows, columns) among lenet's."""


def planes_first(chain: NodeChain, layer: Any) -> None:
    """Have the channels of planes first, wherever the layer has them."""
    chain.in_order(channels_first=not layer.channels_first(chain.shape))


def add_convolution(chain: NodeChain, layer: Conv2D, parameters: Parameters) -> None:
    """A Conv; filters that read some channels only have a kernel of 0 for the others."""
    planes_first(chain, layer)
    chain.arrays[parameters["kernel"]] = _contiguous(chain, parameters["kernel"], KERNEL)
    around = _around(layer, chain.shape, layer.kernel_size)
    chain.then(
        "Conv", *parameters.values(), kernel_shape=layer.kernel_size, strides=layer.strides,
        pads=around,
    )  # fmt: skip
    add_function(chain, layer.curve)


def add_pooling(chain: NodeChain, layer: Windows, parameters: Parameters) -> None:
    """An AveragePool or a MaxPool: what lies outside the plane counts for nothing."""
    del parameters
    planes_first(chain, layer)
    kind = "MaxPool" if isinstance(layer, MaxPooling2D) else "AveragePool"
    around = _around(layer, chain.shape, layer.pool_size)
    chain.then(kind, kernel_shape=layer.pool_size, strides=layer.strides, pads=around)


def add_subsampling(chain: NodeChain, layer: Subsampling2D, parameters: Parameters) -> None:
    """The sum of each window times a coefficient of its channel, plus a bias, squashed."""
    add_pooling(chain, layer, parameters)
    chain.then("Mul", float(layer.pool_size[0] * layer.pool_size[1]))
    for operator, name in zip(("Mul", "Add"), parameters.values(), strict=False):
        chain.arrays[name] = chain.arrays[name].reshape(-1, 1, 1)
        chain.then(operator, name)
    add_function(chain, layer.curve)


def add_whole_planes(chain: NodeChain, layer: WholePlanes, parameters: Parameters) -> None:
    """One value of each channel."""
    del parameters
    planes_first(chain, layer)
    maximum = layer.pooling == "MaxPooling2D"
    chain.then("GlobalMaxPool" if maximum else "GlobalAveragePool")
    if not layer.keepdims:
        chain.then("Flatten", axis=1)
        chain.turned = False


def add_padding(chain: NodeChain, layer: ZeroPadding2D, parameters: Parameters) -> None:
    """Rows and columns of zeros around the planes."""
    del parameters
    planes_first(chain, layer)
    (top, bottom), (left, right) = layer.padding
    chain.then("Pad", np.array([0, 0, top, left, 0, 0, bottom, right]))


def add_cropping(chain: NodeChain, layer: Cropping2D, parameters: Parameters) -> None:
    """The planes without some rows and columns at their edges."""
    del parameters
    planes_first(chain, layer)
    (top, _), (left, _) = layer.cropping
    rows, columns, _ = plane(layer, layer.output_shape(chain.shape))
    ends = np.array([top + rows, left + columns])
    chain.then("Slice", np.array([top, left]), ends, np.array([2, 3]))


def _around(layer: Any, shape: Shape, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Rows above, columns left, rows below, columns right that the windows reach over the edges."""
    if layer.padding == "valid":
        return 0, 0, 0, 0
    given, made = plane(layer, shape), plane(layer, layer.output_shape(shape))
    above, left = zeros_before(given, size, layer.strides, made)
    below, right = (
        max((count - 1) * step + window - side - before, 0)
        for side, window, step, count, before in zip(
            given, size, layer.strides, made, (above, left), strict=False
        )
    )
    return above, left, below, right


def _contiguous(chain: NodeChain, name: str, axes: tuple[int, ...]) -> Any:
    return np.ascontiguousarray(chain.arrays[name].transpose(axes))
