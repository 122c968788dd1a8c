"""A model -> the modules of the ``nn.Sequential`` that answers as it does, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lenet.errors import ModelError, either
from lenet.layers import (
    ELU,
    RBF,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Cropping2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Layer,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    Shape,
    Softmax,
    SpatialDropout2D,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.models import Model
from lenet.torch import plane_modules, vector_modules
from lenet.torch.torch_module import Made, Module
from lenet.torch.value_order import Values, as_they_are, planes

_MAKERS: dict[type[Layer], Callable[[Any, Values], Made]] = {
    Conv2D: plane_modules.convolution,
    AveragePooling2D: plane_modules.pooling,
    MaxPooling2D: plane_modules.pooling,
    GlobalAveragePooling2D: plane_modules.global_pooling,
    GlobalMaxPooling2D: plane_modules.global_pooling,
    ZeroPadding2D: plane_modules.zero_padding,
    Cropping2D: plane_modules.cropping,
    Subsampling2D: plane_modules.subsampling,
    SpatialDropout2D: plane_modules.spatial_dropout,
    Dense: vector_modules.dense,
    Flatten: vector_modules.flatten,
    Reshape: vector_modules.reshape,
    RBF: vector_modules.radial_basis,
    Activation: vector_modules.function,
    ReLU: vector_modules.function,
    LeakyReLU: vector_modules.function,
    ELU: vector_modules.function,
    Softmax: vector_modules.function,
    Rescaling: vector_modules.function,
    Dropout: vector_modules.dropout,
    BatchNormalization: vector_modules.batch_normalization,
}


class PlacedModule(NamedTuple):
    """One of the modules, the layer that it is of, and the shape of torch's sample behind it.

    ``made`` is None behind all modules of a layer but the last.
    """

    layer: Layer
    module: Module
    made: Shape | None


class TorchSequential(NamedTuple):
    """The modules in their order, whose numbers are torch's names; the sample that torch takes."""

    steps: list[PlacedModule]
    sample: Shape


def torch_sequential(model: Model) -> TorchSequential:
    """The modules that answer as a model does. ModelError for a layer that torch has no twin of."""
    if model.several_outputs:
        raise ModelError("nn.Sequential has one output: export models of one output")
    shapes = model.layer_shapes()
    values = first = _first(model, shapes[0][0])
    steps: list[PlacedModule] = []
    for layer in model.layers:
        maker = _MAKERS.get(type(layer))
        if maker is None:
            raise ModelError(
                f"torch has no twin of {layer.name}, a {type(layer).__name__}: expected "
                f"{either(kind.__name__ for kind in _MAKERS)}"
            )
        modules, values = maker(layer, values)
        steps += [PlacedModule(layer, module, None) for module in modules]
        if modules:
            steps[-1] = steps[-1]._replace(made=values.places.shape)
    if len(values.shape) == 1 and not values.in_order:
        raise ModelError(
            "the answers are the vector of a Flatten, which torch has in another order: put a "
            "Dense behind it"
        )
    return TorchSequential(steps, first.places.shape)


def _first(model: Model, shape: Shape) -> Values:
    """A model's input: planes are channels, rows, columns in torch."""
    if len(shape) != 3:
        return as_they_are(shape)
    wanted = (layer.channels_first(shape) for layer in model.layers)
    return planes(shape, first=next((first for first in wanted if first is not None), False))
