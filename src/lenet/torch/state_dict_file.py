"""The files of a model for torch: its state dict as safetensors, and the program that uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lenet.errors import DataError
from lenet.host.files import read_at_most, write_whole
from lenet.models import Model, clone_model
from lenet.models.model import checked_model
from lenet.models.storage import read_arrays, safetensors
from lenet.torch.program import WRITTEN, program_text
from lenet.torch.state_dict import arrays_of, state_dict
from lenet.torch.torch_sequential import torch_sequential

SAFETENSORS = ".safetensors"
PROGRAM = "_torch.py"
"""How the program's name goes on behind that of the weights: a model.py may be the user's own."""

_MOST = 1_000_000  # bytes of a program that may be replaced
_PICKLED = (".pt", ".pth", ".bin", ".ckpt", ".pkl")


def export(model: Model, path: str | Path) -> Path:
    """Write a model for PyTorch: its state dict, and a program that uses it.

    The state dict has the names, shapes and orders of an ``nn.Sequential`` of the same layers:
    0.weight, 0.bias, 3.weight. The program, which is returned, is beside it: ``model_torch.py``
    beside ``model.safetensors``. It builds the ``nn.Sequential``, loads the state dict and, for a
    model that says how it takes pictures, reads the pictures that it is given. Its text is also in
    the file's metadata, beside ``format: pt``. The softmax is part of what is exported;
    ``model[:-1]`` is the model without.

    Parameters
    ----------
    model : Model
        Of layers that torch has twins of. Sub-sampling with coefficients, tables of connections and
        the RBF of 1998 are classes in the program.
    path : str or Path
        A file that ends with .safetensors.

    Raises
    ------
    ModelError
        A layer, an activation or an order of axes that ``nn.Sequential`` has not.
    DataError
        Another ending, or a file in the place of the program that lenet has not written.
    OSError
        A file that cannot be written.
    """
    weights = Path(path)
    if not re.fullmatch(r"[\w .+-]+\.safetensors", weights.name):
        raise DataError(
            f"expected a path that ends with {SAFETENSORS}, of letters, digits, . _ + and -; "
            f"received {weights}"
        )
    program = weights.with_name(weights.name.removesuffix(SAFETENSORS) + PROGRAM)
    _check_replaceable(program)
    made = torch_sequential(checked_model(model))
    text = program_text(model, made, weights.name, program.name)
    arrays = state_dict(model, made)
    write_whole(weights, safetensors(arrays, {"format": "pt", "torch": text}))
    write_whole(program, text)
    return program


def load(path: str | Path, *, like: Model, names: Sequence[str] | None = None) -> Model:
    """A model of the layers of another, with weights that were trained in PyTorch.

    ``save_file(net.state_dict(), "net.safetensors")`` of ``safetensors.torch`` writes them there.
    The modules of an ``nn.Sequential`` are taken in the order of their numbers, whatever modules
    without weights are between them. It may be part of another module: ``net.0.weight``.

    Parameters
    ----------
    path : str or Path
        A safetensors file of floating point tensors.
    like : Model
        The layers, which are not changed.
    names : sequence of str, optional
        The names of the modules with weights in the order of the layers, such as
        ``("conv1", "conv2", "fc1")``, where they are not numbers.

    Raises
    ------
    DataError
        A file that is no safetensors file, or not of these layers; it names the tensor.
    ModelError
        Layers that torch has no twins of.
    """
    file = Path(path)
    if file.suffix in _PICKLED:
        raise DataError(
            f"{file} is pickled, and lenet opens nothing pickled: in torch, write it with "
            "safetensors.torch.save_file(model.state_dict(), 'model.safetensors')"
        )
    made = torch_sequential(checked_model(like))
    numbers = like.count_params() + sum(len(step.module.tensors) for step in made.steps)
    given = read_arrays(file, 2 * numbers)  # constants of batch normalization among them
    try:
        arrays = arrays_of(given, like, made, names)
    except DataError as error:
        raise DataError(f"{file} does not have the weights of this model: {error}") from error
    model = clone_model(like)
    model.set_weights(arrays)
    return model


def _check_replaceable(program: Path) -> None:
    """DataError if there is a file that lenet has not written."""
    try:
        there = read_at_most(program, _MOST)
    except FileNotFoundError:
        return
    if not there.startswith(WRITTEN.encode()):
        raise DataError(
            f"{program} was not written by lenet: give the weights another name, or move it"
        )
