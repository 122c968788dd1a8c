"""Reading back a file that ``export`` wrote; any other is refused.

The file is untrusted. The model is made from the description in the metadata and the parameter
arrays in the graph, and is then written again: only a file that has the very same graph is read, so
that the model computes what the graph says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError, ModelError
from lenet.host.files import read_at_most
from lenet.host.json_text import parse_json
from lenet.layers import Shape
from lenet.models import Model, Sequential
from lenet.models.layer_shapes import LARGEST_MODEL
from lenet.models.storage import LARGEST_CONFIG
from lenet.onnx.file_size import check_bytes_beside_numbers
from lenet.onnx.metadata import DESCRIPTION, OUTPUTS
from lenet.onnx.model_graph import PIXELS, model_graph
from lenet.onnx.nodes.plane_layers import KERNEL
from lenet.onnx.protobuf import model_record, onnx_package

if TYPE_CHECKING:
    from onnx import ModelProto

LARGEST_BESIDE = 2 * LARGEST_CONFIG
"""Bytes of a file beside the numbers of its arrays: its description, its nodes."""

LARGEST_FILE = 4 * LARGEST_MODEL + LARGEST_BESIDE


def load(path: str | Path) -> Model:
    """The model in a file that ``export`` wrote: the same parameters, scores and compilation.

    A preparation that is inside the graph becomes the model's ``normalisation`` again, so that the
    model takes prepared pictures. A file of anything else is refused, and so is one whose graph was
    changed since: lenet does not run ONNX. DataError for such files and for those that are missing
    or damaged; LenetError without the package onnx.
    """
    place = Path(path)
    try:
        content = read_at_most(place, LARGEST_FILE)
        check_bytes_beside_numbers(content, LARGEST_BESIDE)
        return _model_of(_parsed(content))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error
    except (DataError, ModelError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not a file that lenet.onnx.export wrote: {error}") from error


def _parsed(content: bytes) -> ModelProto:
    from google.protobuf.message import DecodeError

    try:
        record: ModelProto = onnx_package().ModelProto.FromString(content)
    except DecodeError as error:
        raise DataError(str(error)) from error
    return record


def _model_of(record: ModelProto) -> Model:
    metadata = {one.key: one.value for one in record.metadata_props}
    if record.producer_name != "lenet" or DESCRIPTION not in metadata:
        writer = record.producer_name[:100] or "nobody"
        raise DataError(f"it was written by {writer}, without a description of lenet")
    model = _described(metadata[DESCRIPTION])
    arrays = _parameters(record, model.weight_shapes())
    model.set_weights(arrays)
    given = [one.name for one in record.graph.input]
    _check_same(record, model, with_preparation=given == [PIXELS])
    return model


def _described(text: str) -> Model:
    """The model that the description in the metadata describes, with initial parameters."""
    if len(text) > LARGEST_CONFIG:
        raise DataError(f"its description has more than {LARGEST_CONFIG} characters")
    try:
        config = parse_json(text)
    except ValueError as error:
        raise DataError(f"its description is not JSON: {error}") from error
    model = Sequential.from_config(config)
    counts = config.get(OUTPUTS)
    if counts is None:
        return model
    known = range(len(model.layers) + 1)
    if not isinstance(counts, list) or len(counts) < 2 or any(one not in known for one in counts):
        raise DataError(f"its description has the outputs {str(counts)[:100]}")
    return Model(model.input, [model.tensor_behind(count) for count in counts], name=model.name)


def _parameters(record: ModelProto, shapes: Mapping[str, Shape]) -> list[NDArray[np.float32]]:
    """The parameter arrays of a graph, as a model has them. DataError if they are not all there."""
    tensors = {one.name: one for one in record.graph.initializer}
    found = []
    for name, shape in shapes.items():
        content = tensors[name].raw_data if name in tensors else b""
        if len(content) != 4 * math.prod(shape):
            raise DataError(f"expected the array {name} of {math.prod(shape)} numbers of float32")
        array = np.frombuffer(content, "<f4")
        if len(shape) == len(KERNEL):
            array = array.reshape([shape[axis] for axis in KERNEL]).transpose(np.argsort(KERNEL))
        found.append(array.reshape(shape).astype(np.float32))
    return found


def _check_same(record: ModelProto, model: Model, *, with_preparation: bool) -> None:
    """DataError unless the graph is the one that is written for the model."""
    graph = model_graph(model, with_preparation=with_preparation)
    again = model_record(graph, {"lenet": record.producer_version})
    del again.metadata_props[:]
    again.metadata_props.extend(record.metadata_props)
    if again != record:
        raise DataError(
            "its graph is not the one that lenet writes for its description: it was changed, or "
            f"another version, {record.producer_version[:100]}, writes another"
        )
