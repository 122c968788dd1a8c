"""Arrays made others of the same values, by TensorFlow's names and arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from lenet.as_keras.arrays.dtypes import dtype_of
from lenet.as_keras.arrays.tensor import TensorShape, plain, tensor
from lenet.as_keras.arrays.tensors_without_data import reshaped, without_data


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """The values in another type; a fraction is cut off in a whole one."""
    del name
    return x if without_data(x) else tensor(plain(x).astype(dtype_of(dtype)))


def identity(input: Any, name: str | None = None) -> Any:  # noqa: A002 - TensorFlow's name
    """A copy."""
    del name
    return input if without_data(input) else tensor(plain(input).copy())


def stop_gradient(input: Any, name: str | None = None) -> Any:  # noqa: A002 - TensorFlow's name
    """The values; no gradient passes arrays here."""
    del name
    return tensor(plain(input))


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Any:
    """The same values in another shape, of which one side may be -1."""
    del name
    if without_data(tensor):
        return reshaped(tensor, shape)
    return _tensor(plain(tensor).reshape(tuple(int(side) for side in shape)))


_tensor = tensor


def expand_dims(input: Any, axis: int = -1, name: str | None = None) -> Any:  # noqa: A002
    """With an axis of one more, at ``axis``."""
    del name
    if without_data(input) and axis in (-1, len(input.shape)):
        return reshaped(input, (*input.shape, 1))
    return tensor(np.expand_dims(plain(input), axis))


def squeeze(input: Any, axis: Any = None, name: str | None = None) -> Any:  # noqa: A002
    """Without the axes of one, or without those that are named."""
    del name
    axes = tuple(axis) if isinstance(axis, list) else axis
    return tensor(np.squeeze(plain(input), axes))


def transpose(a: Any, perm: Any = None, conjugate: bool = False, name: str | None = None) -> Any:
    """The axes in another order."""
    del name
    turned = np.transpose(plain(a), perm)
    return tensor(np.conjugate(turned) if conjugate else turned)


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    constant_values: Any = 0,
    name: str | None = None,
) -> Any:
    """With so many values before and after each axis: ``paddings`` [[before, after], ...]."""
    del name
    how = mode.lower()
    more = {"constant_values": constant_values} if how == "constant" else {}
    return _tensor(np.pad(plain(tensor), plain(paddings).tolist(), how, **more))  # type: ignore[call-overload]


def concat(values: Any, axis: int = -1, name: str | None = None) -> Any:
    """Arrays one after the other along an axis that they have."""
    del name
    return tensor(np.concatenate([plain(one) for one in values], axis))


def stack(values: Any, axis: int = 0, name: str | None = None) -> Any:
    """Arrays one after the other along a new axis."""
    del name
    return tensor(np.stack([plain(one) for one in values], axis))


def unstack(value: Any, num: int | None = None, axis: int = 0) -> list[Any]:
    """The arrays along an axis, as a list."""
    del num
    return [tensor(one) for one in np.moveaxis(plain(value), axis, 0)]


def split(value: Any, num_or_size_splits: Any, axis: int = 0) -> list[Any]:
    """So many equal parts along an axis, or parts of these sizes."""
    parts = num_or_size_splits
    places = parts if isinstance(parts, int) else np.cumsum(parts)[:-1]
    return [tensor(one) for one in np.split(plain(value), places, axis)]


def tile(input: Any, multiples: Any, name: str | None = None) -> Any:  # noqa: A002
    """So many times along each axis."""
    del name
    return tensor(np.tile(plain(input), multiples))


def repeat(input: Any, repeats: Any, axis: int | None = None) -> Any:  # noqa: A002
    """Each value so many times."""
    return tensor(np.repeat(plain(input), repeats, axis))


def reverse(tensor: Any, axis: Any) -> Any:
    """The other way round along the axes."""
    return _tensor(np.flip(plain(tensor), axis))


def gather(params: Any, indices: Any, axis: int = 0) -> Any:
    """The slices at these places of an axis."""
    return tensor(np.take(plain(params), plain(indices), axis))


def boolean_mask(tensor: Any, mask: Any) -> Any:
    """The slices where the mask is true."""
    return _tensor(plain(tensor)[plain(mask).astype(bool)])


def broadcast_to(input: Any, shape: Any) -> Any:  # noqa: A002 - TensorFlow's name
    """The values as often as the shape needs them."""
    return tensor(np.broadcast_to(plain(input), shape).copy())


def shape(input: Any) -> Any:  # noqa: A002 - TensorFlow's name
    """The shape, as an array."""
    return tensor(np.array(plain(input).shape, np.int32))


def size(input: Any) -> Any:  # noqa: A002 - TensorFlow's name
    """How many values there are."""
    return tensor(np.int32(plain(input).size))


def rank(input: Any) -> Any:  # noqa: A002 - TensorFlow's name
    """How many axes there are."""
    return tensor(np.int32(plain(input).ndim))


def int_shape(x: Any) -> TensorShape:
    """The shape, as a tuple."""
    return TensorShape(plain(x).shape)


def ndim(x: Any) -> int:
    """How many axes there are."""
    return plain(x).ndim


def flatten(x: Any) -> Any:
    """All values in a row."""
    if without_data(x):
        return reshaped(x, (-1, -1))
    return tensor(plain(x).reshape(-1))
