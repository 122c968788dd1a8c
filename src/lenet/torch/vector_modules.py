"""Layers of vectors for torch, those that make vectors, and those of values anyhow."""

from __future__ import annotations

import numpy as np

from lenet.errors import ModelError
from lenet.layers import RBF, BatchNormalization, Dense, Dropout, Flatten, Layer, Reshape
from lenet.layers.activation import OneFunction
from lenet.torch.own_modules import RADIAL_BASIS
from lenet.torch.plane_modules import softmax
from lenet.torch.torch_functions import function_module
from lenet.torch.torch_module import (
    Made,
    Module,
    ModuleTensor,
    options,
    refuse_order,
    with_bias,
    with_function,
    without_bias,
)
from lenet.torch.value_order import Values, as_they_are, counted, flattened, planes


def dense(layer: Dense, values: Values) -> Made:
    """Linear, whose inputs are in torch's order; on planes with channels last a Conv2d of 1x1."""
    inputs, units, shape = values.shape[-1], layer.units, layer.output_shape(values.shape)
    bias = options(bias=without_bias(layer.use_bias))
    if len(shape) > 1 and not values.in_order:
        if not values.are_planes(first=False):
            refuse_order(layer)
        weight = ModuleTensor("weight", _transposed(inputs, units)[..., None, None], _kernel(layer))
        code, after = f"nn.Conv2d({inputs}, {units}, 1{bias})", planes(shape, first=False)
    else:
        order = values.places if len(shape) == 1 else counted((inputs,))
        weight = ModuleTensor("weight", _transposed(inputs, units)[:, order], _kernel(layer))
        code, after = f"nn.Linear({inputs}, {units}{bias})", as_they_are(shape)
    module = Module(code, with_bias(layer, weight, units))
    if layer.curve.engine == "softmax":
        dimension = 1 if len(shape) == 1 or not after.in_order else -1
        return Made([module, Module(f"nn.Softmax(dim={dimension})")], after)
    return Made(with_function(layer, module, layer.curve), after)


def flatten(layer: Flatten, values: Values) -> Made:
    """Flatten; the vector has torch's order, channels first."""
    after = flattened(values, channels_last=bool(layer.channels_first(values.shape)))
    return Made([] if len(values.shape) == 1 else [Module("nn.Flatten()")], after)


def reshape(layer: Reshape, values: Values) -> Made:
    """Flatten, Unflatten or both, where torch's order allows it."""
    made = layer.output_shape(values.shape)
    if len(made) == 1:
        return flatten(Flatten(), values)
    flat = flattened(values, channels_last=False).places
    wanted = [as_they_are(made)]
    if len(made) == 3:
        wanted.insert(0, planes(made, first=False))
    after = next((one for one in wanted if np.array_equal(one.places.ravel(), flat)), None)
    if after is None:
        refuse_order(layer)
    before = [] if len(values.shape) == 1 else [Module("nn.Flatten()")]
    return Made([*before, Module(f"nn.Unflatten(1, {after.places.shape!r})")], after)


def radial_basis(layer: RBF, values: Values) -> Made:
    """The radial basis functions of 1998, by a module of the program's own."""
    units, inputs = layer.centers.shape
    centers = ModuleTensor(
        "centers", counted((units, inputs))[:, values.places], f"{layer.name}.centers"
    )
    code = f"{RADIAL_BASIS}({inputs}, {units}, trained={layer.trainable})"
    return Made([Module(code, (centers,))], as_they_are((units,)))


def function(layer: OneFunction, values: Values) -> Made:
    """A function of each value, or a softmax."""
    if layer.curve.engine == "softmax":
        return softmax(layer, values)
    code = function_module(layer.curve, layer.name)
    return Made([] if code is None else [Module(code)], values)


def dropout(layer: Dropout, values: Values) -> Made:
    """Dropout."""
    return Made([Module(f"nn.Dropout({layer.rate!r})")], values)


def batch_normalization(layer: BatchNormalization, values: Values) -> Made:
    """BatchNorm1d or BatchNorm2d.

    torch's momentum is the part of the batch, Keras's that of the moving average. Without one of
    gamma and beta the tensor is 1 or 0; without both there are no tensors of them.
    """
    shape = values.shape
    if len(shape) == 1:
        kind, order = "BatchNorm1d", values.places
    elif values.are_planes(first=bool(layer.channels_first(shape))):
        kind, order = "BatchNorm2d", counted(layer.weight_shapes(shape)["moving_mean"])
    elif len(shape) == 2:
        raise ModelError(
            f"torch has the channels of rows of vectors first, {layer.name} has them last: batch "
            "normalization of planes and of vectors can be exported"
        )
    else:
        refuse_order(layer)
    affine = layer.scale or layer.center
    chosen = options(
        eps=repr(layer.epsilon),
        momentum=f"{1 - layer.momentum:.12g}",
        affine=None if affine else "False",
    )
    moving = [
        ModuleTensor("running_mean", order, f"{layer.name}.moving_mean"),
        ModuleTensor("running_var", order, f"{layer.name}.moving_variance"),
        ModuleTensor("num_batches_tracked", np.zeros((), np.intp), counts=True),
    ]
    learned = [
        ModuleTensor("weight", order, f"{layer.name}.gamma" if layer.scale else None, constant=1.0),
        ModuleTensor("bias", order, f"{layer.name}.beta" if layer.center else None),
    ]
    code = f"nn.{kind}({len(order)}{chosen})"
    return Made([Module(code, (*(learned if affine else []), *moving))], values)


def _transposed(inputs: int, units: int) -> np.ndarray[tuple[int, int], np.dtype[np.intp]]:
    """The places of a kernel (inputs, units) as torch has them: (units, inputs)."""
    return counted((inputs, units)).T


def _kernel(layer: Layer) -> str:
    return f"{layer.name}.kernel"
