"""Arrays from numbers, by TensorFlow's names, arguments and types."""

from __future__ import annotations

from typing import Any

import numpy as np

from lenet.as_keras.arrays.dtypes import dtype_of
from lenet.as_keras.arrays.tensor import plain, tensor


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """Values as a NumPyTensor of a type and a shape; bare numbers become int32 and float32."""
    del name
    found = plain(value)
    if dtype is not None:
        found = found.astype(dtype_of(dtype))
    return tensor(found if shape is None else np.broadcast_to(found, shape).copy())


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Any:
    """Values as a NumPyTensor."""
    return constant(value, dtype or dtype_hint, name=name)


def Variable(  # noqa: N802 - TensorFlow's name
    initial_value: Any, trainable: Any = None, name: str | None = None, dtype: Any = None
) -> Any:
    """Values that ``assign`` can change; no layer is trained by them."""
    del trainable
    return constant(initial_value, dtype, name=name).copy()


def zeros(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Zeros."""
    del name
    return tensor(np.zeros(shape, dtype_of(dtype)))


def ones(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Ones."""
    del name
    return tensor(np.ones(shape, dtype_of(dtype)))


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    """One value everywhere."""
    del name
    return tensor(np.full(dims, plain(value)))


def eye(num_rows: int, num_columns: int | None = None, dtype: Any = "float32") -> Any:
    """Ones on the diagonal."""
    return tensor(np.eye(num_rows, num_columns, dtype=dtype_of(dtype)))


def zeros_like(input: Any, dtype: Any = None) -> Any:  # noqa: A002 - TensorFlow's name
    """Zeros, as many as ``input`` has values."""
    return tensor(np.zeros_like(plain(input), None if dtype is None else dtype_of(dtype)))


def ones_like(input: Any, dtype: Any = None) -> Any:  # noqa: A002 - TensorFlow's name
    """Ones, as many as ``input`` has values."""
    return tensor(np.ones_like(plain(input), None if dtype is None else dtype_of(dtype)))


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Any:  # noqa: A001
    """Numbers from ``start`` (0 if it stands alone) to before ``limit``."""
    first, last = (0, start) if limit is None else (start, limit)
    found = plain(np.arange(first, last, delta).tolist())
    return tensor(found if dtype is None else found.astype(dtype_of(dtype)))


def linspace(start: Any, stop: Any, num: int, name: str | None = None) -> Any:
    """``num`` numbers from ``start`` to ``stop``, both among them."""
    del name
    return tensor(np.linspace(start, stop, num, dtype=np.float32))


def one_hot(
    indices: Any,
    depth: int,
    on_value: Any = 1,
    off_value: Any = 0,
    axis: int = -1,
    dtype: Any = "float32",
    name: str | None = None,
) -> Any:
    """Rows of ``depth`` with ``on_value`` at the index; no index is a row of ``off_value``."""
    del name
    hot = plain(indices)[..., None] == np.arange(int(depth))
    made = np.where(hot, on_value, off_value).astype(dtype_of(dtype))
    return tensor(np.moveaxis(made, -1, axis))
