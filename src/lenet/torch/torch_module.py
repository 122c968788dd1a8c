"""A module of torch's, as text, and which of lenet's arrays its tensors hold."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.layers import ElementFunction, Layer, Shape
from lenet.torch.torch_functions import function_module
from lenet.torch.value_order import Places, Values, counted


class ModuleTensor(NamedTuple):
    """A tensor of a module.

    Attributes
    ----------
    name : str
        torch's, such as weight.
    places : intp array
        Of the tensor's shape; each value says where it stands in lenet's array, flattened.
    array : str or None
        The name of lenet's array, such as conv2d.kernel; None for a tensor that is ``constant``.
    constant : float
        What all values are where lenet has no array.
    counts : bool
        Whether it counts batches, int64: torch reads it where momentum is None, which is not so in
        what is exported.
    """

    name: str
    places: Places
    array: str | None = None
    constant: float = 0.0
    counts: bool = False

    def of(self, arrays: dict[str, NDArray[np.float32]]) -> NDArray[np.generic]:
        """The tensor, of a model's arrays by name."""
        if self.array is None:
            kind = np.int64 if self.counts else np.float32
            return np.full(self.places.shape, self.constant, kind)
        return np.ascontiguousarray(arrays[self.array].ravel()[self.places])


class Module(NamedTuple):
    """A module: the text that makes it, and its tensors in torch's order."""

    code: str
    tensors: tuple[ModuleTensor, ...] = ()


class Made(NamedTuple):
    """The modules of a layer, and the values behind them."""

    modules: list[Module]
    values: Values


def tensor(
    layer: Layer, name: str, array: str, shape: Shape, axes: tuple[int, ...] | None = None
) -> ModuleTensor:
    """The tensor that holds an array of ``shape`` with its axes in another order, if any."""
    places = counted(shape)
    return ModuleTensor(
        name, places if axes is None else places.transpose(axes), f"{layer.name}.{array}"
    )


def with_bias(layer: Layer, weight: ModuleTensor, units: int) -> tuple[ModuleTensor, ...]:
    """The tensors of a layer with a weight, and a bias if ``use_bias``."""
    if not getattr(layer, "use_bias", False):
        return (weight,)
    return weight, tensor(layer, "bias", "bias", (units,))


def with_function(layer: Layer, module: Module, curve: ElementFunction) -> list[Module]:
    """A module, and the one that applies the function at its layer's end, if there is one."""
    function = function_module(curve, layer.name)
    return [module] if function is None else [module, Module(function)]


def side_or_pair(sides: tuple[int, int]) -> str:
    """Rows and columns as torch takes them: one number if they are the same."""
    return repr(sides[0] if sides[0] == sides[1] else sides)


def options(**chosen: str | None) -> str:
    """Further arguments of a module, those left out that are None."""
    return "".join(f", {name}={value}" for name, value in chosen.items() if value is not None)


def without_bias(use_bias: bool) -> str | None:
    """The option ``bias`` of a module; None for torch's default."""
    return None if use_bias else "False"


def refuse_order(layer: Layer) -> NoReturn:
    """ModelError for values that a layer takes in an order that torch does not have them in."""
    raise ModelError(
        f"nn.Sequential has no module that moves axes, which {layer.name} would need: a model can "
        "be exported whose layers all have channels last, or all first"
    )
