"""Writing a model as an ONNX file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lenet.arguments.numbers import truth
from lenet.host.files import write_whole
from lenet.models import Model
from lenet.models.model import checked_model
from lenet.onnx.metadata import metadata_of
from lenet.onnx.model_graph import TensorType, model_graph
from lenet.onnx.protobuf import model_record


class Exported(NamedTuple):
    """What a written graph takes and gives: names, types and shapes without the batch."""

    input: TensorType
    outputs: list[TensorType]


def export(
    model: Model,
    path: str | Path,
    *,
    with_preparation: bool = False,
    classes: Sequence[str] | None = None,
) -> Exported:
    """Write a model as an ONNX file, which answers as the model does within float32's rounding.

    The graph takes what the model takes, in lenet's own order: ``input``, float32 (batch, rows,
    columns, channels) or whatever the model's input is; where ONNX's operators want the channels
    first, the graph turns them itself. Its output is ``scores``, what ``model.scores`` gives:
    float32 (batch, classes). A model that ends with an RBF gives its ``penalties`` too, and one
    with several outputs ``output_0``, ``output_1`` and so on. The batch is of any size. Operators
    are of set 13, the file is of ONNX's format 8, and its metadata name the network, its classes,
    its preparation and the version of lenet. What changes training alone, such as Dropout, is left
    out.

    Parameters
    ----------
    model : Model
    path : str or Path
        Written whole or not at all.
    with_preparation : bool
        Put the model's ``normalisation`` before it: the graph then takes ``pixels``, uint8 (batch,
        rows, columns), 0 paper to 255 ink. See ``lenet.digits.normalisation.network_input``; a
        model without one gets the plain one, pixels divided by 255.
    classes : sequence of str, optional
        The names of the classes, in the order of the scores; None: their numbers.

    Raises ModelError for a model whose input's shape is not known, for a preparation of what is no
    grey picture, and for another number of classes; LenetError without the package onnx; OSError.
    """
    checked_model(model)
    graph = model_graph(model, with_preparation=truth("with_preparation", with_preparation))
    record = model_record(graph, metadata_of(model, graph, classes))
    write_whole(Path(path), record.SerializeToString(deterministic=True))
    return Exported(graph.input, list(graph.outputs))
