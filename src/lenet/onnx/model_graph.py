"""A model as a graph: its input and outputs, the nodes between them, and the arrays they take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lenet.digits.normalisation import pixel_shape
from lenet.layers import RBF, Shape
from lenet.models import Model
from lenet.onnx.nodes.chain import Array, Node, NodeChain
from lenet.onnx.nodes.each_layer import add_layer
from lenet.onnx.nodes.pixels import add_preparation

INPUT, PIXELS = "input", "pixels"
SCORES, PENALTIES, ONE_OF_SEVERAL = "scores", "penalties", "output_"


class TensorType(NamedTuple):
    """An input or output of a graph: its name, its type, and the shape of one sample of it."""

    name: str
    dtype: str
    shape: Shape


class ModelGraph(NamedTuple):
    """What a file holds of a model's computation."""

    name: str
    input: TensorType
    outputs: Sequence[TensorType]
    nodes: Sequence[Node]
    arrays: Mapping[str, Array]


def model_graph(model: Model, *, with_preparation: bool) -> ModelGraph:
    """The graph of a model; see ``export`` for its input and outputs. ModelError."""
    shapes = model.layer_shapes()
    taken = _taken(model, with_preparation=with_preparation)
    outputs = _outputs(model)
    chain = NodeChain(taken.name, taken.shape, {*model.weight_shapes(), *(o.name for o in outputs)})
    if with_preparation:
        add_preparation(chain, model.normalisation, shapes[0][0])
    _give_outputs(chain, model, behind=0)
    arrays = model.by_layer(model.get_weights())
    for count, (layer, (shape, _)) in enumerate(zip(model.layers, shapes, strict=True), 1):
        add_layer(chain, layer, dict(zip(layer.weight_shapes(shape), arrays[layer], strict=True)))
        _give_outputs(chain, model, behind=count)
    return ModelGraph(model.name, taken, outputs, chain.nodes, chain.arrays)


def _taken(model: Model, *, with_preparation: bool) -> TensorType:
    shape = model.layer_shapes()[0][0]
    if with_preparation:
        return TensorType(PIXELS, "uint8", pixel_shape(shape, model.normalisation))
    return TensorType(INPUT, "float32", shape)


def _outputs(model: Model) -> list[TensorType]:
    shapes = [tensor.sample_shape for tensor in model.outputs]
    if model.several_outputs:
        names = [f"{ONE_OF_SEVERAL}{number}" for number in range(len(shapes))]
    else:
        names = [SCORES, PENALTIES] if _has_penalties(model) else [SCORES]
        shapes = shapes * len(names)
    return [TensorType(name, "float32", shape) for name, shape in zip(names, shapes, strict=True)]


def _give_outputs(chain: NodeChain, model: Model, *, behind: int) -> None:
    """Give the outputs that lie behind so many layers."""
    if model.several_outputs:
        for number, tensor in enumerate(model.outputs):
            if len(tensor.layers) == behind:
                chain.copy_to(f"{ONE_OF_SEVERAL}{number}")
    elif behind == len(model.layers):
        if _has_penalties(model):
            chain.copy_to(PENALTIES)
            chain.begin(SCORES)
            chain.then("Mul", -model.penalty_scale)  # the probability of eq. 9
            chain.then("Softmax", axis=-1)
        chain.copy_to(SCORES)


def _has_penalties(model: Model) -> bool:
    return isinstance(model.layers[-1], RBF)
