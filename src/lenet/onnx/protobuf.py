"""Graphs and metadata as ONNX's own records, through the package ``onnx``; imported late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lenet.errors import LenetError
from lenet.onnx.model_graph import ModelGraph, TensorType

if TYPE_CHECKING:
    from onnx import ModelProto, ValueInfoProto

OPERATORS = 13
"""The set of operators that the nodes are of: what every runtime and converter of today reads."""

FORMAT = 8
"""ONNX's format of the file ("IR version"), of 2021."""

BATCH = "batch"


def onnx_package() -> Any:
    """The package ``onnx``. LenetError without it."""
    try:
        import onnx
    except ImportError as error:
        raise LenetError("ONNX files need the package onnx: pip install 'lenet[onnx]'") from error
    return onnx


def model_record(graph: ModelGraph, metadata: Mapping[str, str]) -> ModelProto:
    """A whole file's record; the same model gives the same bytes. LenetError without onnx."""
    onnx = onnx_package()
    helper = onnx.helper
    nodes = [
        helper.make_node(one.operator, one.inputs, [one.output], one.output, **one.attributes)
        for one in graph.nodes
    ]
    arrays = [
        onnx.numpy_helper.from_array(np.ascontiguousarray(array), name)
        for name, array in graph.arrays.items()
    ]
    made = helper.make_graph(
        nodes, graph.name or "network", [_typed(graph.input)], list(map(_typed, graph.outputs)),
        arrays,
    )  # fmt: skip
    record: ModelProto = helper.make_model(
        made,
        producer_name="lenet",
        producer_version=metadata["lenet"],
        ir_version=FORMAT,
        opset_imports=[helper.make_opsetid("", OPERATORS)],
    )
    helper.set_model_props(record, dict(metadata))
    return record


def _typed(tensor: TensorType) -> ValueInfoProto:
    onnx = onnx_package()
    number = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(tensor.dtype))
    made: ValueInfoProto = onnx.helper.make_tensor_value_info(
        tensor.name, number, [BATCH, *tensor.shape]
    )
    return made
