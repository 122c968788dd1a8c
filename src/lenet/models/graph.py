"""Models from tensors without data: ``Model(inputs, outputs)``, and subclasses with ``call``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from lenet.errors import ModelError
from lenet.layers import KerasTensor, Layer, Shape, TrainingOfCall, one_tensor


class Between(NamedTuple):
    """What lies between a model's input and its outputs.

    Attributes
    ----------
    shape : tuple of int
        Of a sample.
    layers : tuple of Layer
        Up to the last output.
    outputs : tuple of int, optional
        Behind how many of the layers each output lies; None for one output, behind all.
    origin : object
        Of the input's tensor, where the model begins with it.
    """

    shape: Shape
    layers: tuple[Layer, ...]
    outputs: tuple[int, ...] | None
    origin: object | None


def graph_between(inputs: Any, outputs: Any) -> Between | None:
    """The layers between tensors; None if these are no tensors but layers, or nothing."""
    if outputs is None and not isinstance(inputs, KerasTensor):
        return None
    if outputs is None:
        raise ModelError("expected inputs and outputs, or a list of layers")
    start = one_tensor(inputs)
    origin = None if start.layers else start.origin
    if isinstance(outputs, list | tuple) and len(outputs) > 1:
        rows = [one_tensor(one).after(start) for one in outputs]
        longest = max(rows, key=len)
        for row in rows:
            if any(a is not b for a, b in zip(row, longest, strict=False)):
                raise ModelError("expected outputs along one row of layers, received branches")
        return Between(start.sample_shape, longest, tuple(map(len, rows)), origin)
    return Between(start.sample_shape, one_tensor(outputs).after(start), None, origin)


def traced(call: Callable[..., Any], shape: Shape) -> Between:
    """The layers that a model's ``call`` puts its input through; ModelError for no row."""
    start = KerasTensor(shape)
    takes = inspect.signature(call).parameters
    options = {"training": TrainingOfCall()} if "training" in takes else {}
    made = call(start, **options)
    if not isinstance(made, KerasTensor):
        raise ModelError(
            f"expected call to return what its layers made of the input, received a "
            f"{type(made).__name__}"
        )
    return Between(shape, made.after(start), None, start.origin)


def named_after(kind: type) -> str:
    """Keras's name for a model of a class: LeNet5 is le_net5."""
    name = kind.__name__
    return "".join(
        f"_{c.lower()}" if c.isupper() and k and not name[k - 1].isupper() else c.lower()
        for k, c in enumerate(name)
    )
