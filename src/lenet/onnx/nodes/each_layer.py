"""A layer as nodes: which function adds those of which layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lenet.errors import ModelError, either
from lenet.layers import (
    RBF,
    Activation,
    BatchNormalization,
    Conv2D,
    Cropping2D,
    Dense,
    Flatten,
    Layer,
    Permute,
    Reshape,
    Subsampling2D,
    WholePlanes,
    ZeroPadding2D,
)
from lenet.layers.activation import OneFunction
from lenet.layers.dropout import Chance
from lenet.layers.pooling import Windows
from lenet.onnx.nodes.chain import Array, NodeChain
from lenet.onnx.nodes.dense_layers import add_dense, add_normalisation, add_rbf
from lenet.onnx.nodes.element_functions import add_function
from lenet.onnx.nodes.plane_layers import (
    Parameters,
    add_convolution,
    add_cropping,
    add_padding,
    add_pooling,
    add_subsampling,
    add_whole_planes,
)
from lenet.onnx.nodes.shape_layers import add_permute, add_reshape


def _add_activation(chain: NodeChain, layer: Activation, parameters: Parameters) -> None:
    del parameters
    if layer.channels_first(chain.shape) is not None:  # the softmax
        chain.in_order(channels_first=False)
    add_function(chain, layer.curve)


def _add_nothing(chain: NodeChain, layer: Chance, parameters: Parameters) -> None:
    """Dropout and noise change nothing in answers."""
    del chain, layer, parameters


LAYERS_AS_NODES: dict[type[Layer], Callable[[NodeChain, Any, Parameters], None]] = {
    Conv2D: add_convolution,
    Subsampling2D: add_subsampling,
    Windows: add_pooling,
    WholePlanes: add_whole_planes,
    ZeroPadding2D: add_padding,
    Cropping2D: add_cropping,
    Dense: add_dense,
    RBF: add_rbf,
    BatchNormalization: add_normalisation,
    OneFunction: _add_activation,
    Chance: _add_nothing,
    Flatten: add_reshape,
    Reshape: add_reshape,
    Permute: add_permute,
}
"""What adds the nodes of a layer of a class, or of one derived from it."""


def add_layer(chain: NodeChain, layer: Layer, arrays: Mapping[str, Array]) -> None:
    """Add the nodes of a layer; ``arrays`` are its parameters by their names in it.

    ModelError for a layer or an activation that is not among those written here.
    """
    kinds = [kind for kind in type(layer).__mro__ if kind in LAYERS_AS_NODES]
    if not kinds:
        known = either(kind.__name__ for kind in LAYERS_AS_NODES)
        raise ModelError(
            f"lenet writes the layers {known} as ONNX; received {type(layer).__name__}"
        )
    chain.begin(str(layer.name))
    parameters = {
        name: chain.parameter(parameter_name(layer, name), array) for name, array in arrays.items()
    }
    made = layer.output_shape(chain.shape)
    LAYERS_AS_NODES[kinds[0]](chain, layer, parameters)
    chain.shape = made


def parameter_name(layer: Layer, name: str) -> str:
    """The name of a parameter array in the graph, as in ``model.weight_shapes()``."""
    return f"{layer.name}.{name}"
