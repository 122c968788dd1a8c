"""A model's arrays <-> the state dict of its ``nn.Sequential``, by the names that torch gives."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError
from lenet.models import Model
from lenet.torch.torch_module import ModuleTensor
from lenet.torch.torch_sequential import PlacedModule, TorchSequential

StateDict = Mapping[str, NDArray[np.generic]]


def state_dict(model: Model, made: TorchSequential) -> dict[str, NDArray[np.generic]]:
    """The tensors by name: the number of the module and its own, such as 0.weight."""
    arrays = dict(zip(model.weight_shapes(), model.get_weights(), strict=True))
    return {
        f"{number}.{tensor.name}": tensor.of(arrays)
        for number, step in enumerate(made.steps)
        for tensor in step.module.tensors
    }


def arrays_of(
    given: StateDict, model: Model, made: TorchSequential, names: Sequence[str] | None
) -> list[NDArray[np.float32]]:
    """A model's arrays, of a state dict; ``names`` are its modules' in the order of the layers.

    DataError, which names the tensor, for another model's state dict.
    """
    steps = [step for step in made.steps if step.module.tensors]
    modules = _modules_in_order(given, names)
    if len(modules) != len(steps):
        raise DataError(
            f"expected tensors of {len(steps)} modules, for {_listed(steps)}; received those of "
            f"{len(modules)}: {', '.join(modules)}"
        )
    arrays = {name: np.zeros(shape, np.float32) for name, shape in model.weight_shapes().items()}
    for module, step in zip(modules, steps, strict=True):
        _take(given, f"{module}.", step, arrays)
    return list(arrays.values())


def _modules_in_order(given: StateDict, names: Sequence[str] | None) -> list[str]:
    """The names of the modules with tensors, in the order of the layers.

    Without ``names`` their numbers in an nn.Sequential say it; a file's own order says nothing.
    """
    found = sorted({name.rpartition(".")[0] for name in given})
    if names is not None:
        if sorted(names) != found:
            raise DataError(
                f"expected the names of the modules {', '.join(found)}, each once; "
                f"received {', '.join(names)}"
            )
        return list(names)
    numbered = [re.fullmatch(r"((?:.+\.)?)(\d{1,9})", name) for name in found]
    matches = [match for match in numbered if match is not None]
    if len(matches) < len(found) or len({match[1] for match in matches}) > 1:
        raise DataError(
            f"expected tensors of one nn.Sequential, such as 0.weight, received those of "
            f"{', '.join(found)}: say their order with names=[...]"
        )
    return [match[0] for match in sorted(matches, key=lambda match: int(match[2]))]


def _take(
    given: StateDict, prefix: str, step: PlacedModule, arrays: dict[str, NDArray[np.float32]]
) -> None:
    """Put the tensors of one module into the arrays that they hold. DataError."""
    tensors = {f"{prefix}{tensor.name}": tensor for tensor in step.module.tensors}
    for name in given:
        if name.startswith(prefix) and name not in tensors:
            raise DataError(
                f"received {name}, which {step.layer.name} has not: expected {', '.join(tensors)}"
            )
    for name, tensor in tensors.items():
        if not tensor.counts:
            values = _checked(given, name, tensor, str(step.layer.name))
            if tensor.array is not None:
                arrays[tensor.array].ravel()[tensor.places] = values


def _checked(given: StateDict, name: str, tensor: ModuleTensor, layer: str) -> NDArray[np.generic]:
    shape = tensor.places.shape
    if name not in given:
        raise DataError(f"expected {name} of {shape} for {layer}, there is none")
    values = given[name]
    if values.shape != shape or values.dtype.kind != "f":
        raise DataError(
            f"expected {name} of {shape} in floating point for {layer}, "
            f"received {values.shape} of {values.dtype}"
        )
    if tensor.array is None and np.any(values != tensor.constant):
        raise DataError(
            f"expected {name} of {tensor.constant:g} alone, as {layer} has none to train"
        )
    return values


def _listed(steps: Sequence[PlacedModule]) -> str:
    return ", ".join(str(step.layer.name) for step in steps)
