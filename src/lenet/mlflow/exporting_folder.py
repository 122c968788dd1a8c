"""Writing a model as the folder of an MLflow model."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from lenet.arguments.numbers import truth
from lenet.digits.normalisation import pixel_shape
from lenet.errors import DataError, ModelError
from lenet.host.files import write_whole
from lenet.mlflow.mlmodel import MLMODEL, NETWORK, mlmodel
from lenet.models import Model
from lenet.models.model import checked_model
from lenet.models.recorded_classes import class_names
from lenet.onnx import Exported, TensorType

REQUIREMENTS = "requirements.txt"


def export(
    model: Model,
    path: str | Path,
    *,
    with_preparation: bool = False,
    classes: Sequence[str] | None = None,
) -> Exported:
    """Write a model as an MLflow model, a folder that answers exactly as the model does.

    It takes what the model takes, float32 (batch, rows, columns, channels) or whatever its input
    is, and gives what ``model.scores`` gives, float32 (batch, classes): MLflow's flavor
    ``python_function`` with a signature of one unnamed tensor each. The folder has ``MLmodel``,
    with the names of the classes in its metadata, ``requirements.txt``, which names this version
    of lenet, and the network in ``network``, in lenet's own form.

    Parameters
    ----------
    model : Model
    path : str or Path
        A new or an empty folder; written whole or not at all.
    with_preparation : bool
        Put the model's ``normalisation`` before it: the folder then takes uint8 (batch, rows,
        columns), 0 paper to 255 ink. See ``lenet.digits.normalisation.network_input``; a model
        without one gets the plain one, pixels divided by 255.
    classes : sequence of str, optional
        The names of the classes, in the order of the scores; None: their numbers.

    Raises ModelError for a model whose input's shape is not known or whose answer is not one row of
    scores, for a preparation of what is no grey picture, and for another number of classes;
    DataError if ``path`` is a file or a folder with something in it; OSError.

    Source: MLflow's model format, https://mlflow.org/docs/latest/ml/model/.
    """
    prepared = truth("with_preparation", with_preparation)
    names = _names(checked_model(model), classes)
    given = _given(model, with_preparation=prepared)
    scores = TensorType("scores", "float32", (len(names),))
    text = mlmodel(model.name, given, scores, names, with_preparation=prepared)
    folder = Path(path)
    _check_new(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as scratch:
        made = Path(scratch, folder.name)
        model.save(made / NETWORK, record={"data": {"classes": names}})
        write_whole(made / REQUIREMENTS, f"lenet=={version('lenet')}\n")
        write_whole(made / MLMODEL, text)
        os.replace(made, folder)
    return Exported(given, [scores])


def _names(model: Model, classes: Sequence[str] | None) -> list[str]:
    if model.several_outputs or len(model.output_shape) != 1:
        raise ModelError("expected a model whose answer is one row of scores, for MLflow")
    (units,) = model.output_shape
    if classes is not None and len(classes) != units:
        raise ModelError(f"expected {units} names of classes, received {len(classes)}")
    return class_names(classes or (), units)


def _given(model: Model, *, with_preparation: bool) -> TensorType:
    shape = model.layer_shapes()[0][0]
    if with_preparation:
        return TensorType("pixels", "uint8", pixel_shape(shape, model.normalisation))
    return TensorType("input", "float32", shape)


def _check_new(folder: Path) -> None:
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise DataError(f"expected a new or an empty folder for the MLflow model; {folder} is not")
