"""The command that writes a trained network in another program's form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import FOLDER, json_option
from lenet.commands.terminal import Output

if TYPE_CHECKING:
    from lenet.models import Model
    from lenet.onnx import Exported, TensorType

Written = tuple[str, dict[str, Any]]
"""What was written: in words, and for JSON."""


def _to_onnx(
    model: Model, path: Path, classes: list[str] | None, with_preparation: bool
) -> Written:
    from lenet.onnx import export as export_to_onnx

    done = export_to_onnx(model, path, with_preparation=with_preparation, classes=classes)
    return _written(done)


def _to_mlflow(
    model: Model, path: Path, classes: list[str] | None, with_preparation: bool
) -> Written:
    from lenet.mlflow import export as export_to_mlflow

    done = export_to_mlflow(model, path, with_preparation=with_preparation, classes=classes)
    return _written(done)


def _written(done: Exported) -> Written:
    names = " and ".join(one.name for one in done.outputs)
    shape = ", ".join(map(str, ("batch", *done.input.shape)))
    return (
        f"takes {done.input.name}, {done.input.dtype} ({shape}), and gives {names}",
        {"input": _as_dict(done.input), "outputs": [_as_dict(one) for one in done.outputs]},
    )


def _to_torch(
    model: Model, path: Path, classes: list[str] | None, with_preparation: bool
) -> Written:
    from lenet.torch import export as export_to_torch

    del classes
    if with_preparation:
        raise click.UsageError(
            "--with-preparation is not for .safetensors: network_input of the program does it."
        )
    program = export_to_torch(model, path)
    return f"has the state dict, {program} the program for torch", {"program": str(program)}


FORMS: dict[str, Callable[[Model, Path, list[str] | None, bool], Written]] = {
    ".onnx": _to_onnx,
    ".safetensors": _to_torch,
    ".mlflow": _to_mlflow,
}
"""What writes a model, by the ending of the file's name."""


@click.command(short_help="Write a trained network for ONNX, PyTorch or MLflow.")
@click.argument("network", metavar="RUN")
@click.argument("out", metavar="OUT", type=FOLDER)
@click.option(
    "--with-preparation",
    is_flag=True,
    help="Put the preparation inside: the ONNX file or MLflow model takes raw pixels, 0 to 255.",
)
@json_option
def export(network: str, out: Path, with_preparation: bool, as_json: bool) -> None:
    """Write the network in RUN as OUT, for programs that are not lenet.

    MODEL.onnx is for whatever reads ONNX, and needs the package onnx: pip install 'lenet[onnx]'.
    MODEL.safetensors has the state dict of a torch nn.Sequential; MODEL_torch.py beside it, the
    program that uses it. MODEL.mlflow is a folder for mlflow models serve.

    RUN is a run's folder, a .keras or .h5 file of Keras, or original, tutorial or modern for the
    trained networks that come with lenet. A folder that has such a name is ./original. The name's
    ending says in which form the network is written.

    \b
    Example: lenet export modern modern.onnx --with-preparation
    """
    write = FORMS.get(out.suffix.lower())
    if write is None:
        raise click.UsageError(f"{out}: expected a name that ends in {', '.join(FORMS)}.")
    model, classes = _with_classes(network)
    words, content = write(model, out, classes, with_preparation)
    Output(as_json).result(f"{out} {words}", {"file": str(out), **content})


def _with_classes(network: str) -> tuple[Model, list[str] | None]:
    """The network, and the names of its classes where its record tells them."""
    from lenet.models import load_model
    from lenet.models.recorded_classes import recorded_classes
    from lenet.models.storage import read_config
    from lenet.weights import chosen

    place = chosen(network)
    model = load_model(place)
    if len(model.output_shape) != 1 or not place.is_dir():
        return model, None
    return model, recorded_classes(read_config(place), model.output_shape[0])


def _as_dict(tensor: TensorType) -> dict[str, Any]:
    return {"name": tensor.name, "dtype": tensor.dtype, "shape": ["batch", *tensor.shape]}
