"""Input and InputLayer: the shape of a network's samples."""

from __future__ import annotations

from typing import Any

from lenet.arguments.words import shown, text
from lenet.errors import ModelError
from lenet.layers import arguments
from lenet.layers.keras_tensor import KerasTensor
from lenet.layers.layer import Layer


class InputLayer(Layer):
    """The input's shape, before the first layer of a ``Sequential``; it computes nothing."""

    supported = ("shape", "batch_size", "name", "dtype")

    def __init__(
        self,
        shape: object = None,
        batch_size: int | None = None,
        dtype: object = None,
        name: str | None = None,
        **other: Any,
    ) -> None:
        del batch_size  # a sample's shape is what counts
        given = {} if shape is None else {"input_shape": arguments.sample_shape(shape)}
        super().__init__(name=name, input_shape=None, other={**other, **given, "dtype": dtype})
        if self.input_shape is None:
            raise ModelError(f"Input expects shape, received {shown(shape)}")


def Input(  # noqa: N802
    shape: object = None,
    batch_size: int | None = None,
    dtype: object = None,
    name: str | None = None,
    **other: Any,
) -> KerasTensor:
    """A model's input: a tensor to give to the first layer, or the first item of a ``Sequential``.

    ``shape``: a sample's, (rows, columns, channels), (rows, columns), (values,) or a number of
    values. ``batch_size`` and ``dtype`` change nothing: a model takes batches of any size and
    computes in float32. ModelError for a shape that is not known.
    """
    layer = InputLayer(shape, batch_size, dtype, name, **other)
    assert layer.input_shape is not None
    return KerasTensor(layer.input_shape, name="input" if name is None else text("name", name))
