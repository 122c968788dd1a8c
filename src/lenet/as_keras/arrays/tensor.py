"""An array of NumPy's that also answers to what listings ask of TensorFlow's tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.eager_array import EagerArray


class TensorShape(tuple[int, ...]):
    """A shape, with TensorFlow's ``as_list`` and ``rank``."""

    __slots__ = ()

    def as_list(self) -> list[int]:
        """The shape as a list."""
        return list(self)

    @property
    def rank(self) -> int:
        """How many axes there are."""
        return len(self)

    @property
    def ndims(self) -> int:
        """How many axes there are."""
        return len(self)


class NumPyTensor(EagerArray):
    """An array that has ``numpy()``; what is computed from it is one too."""

    @property
    def shape(self) -> Any:
        """The shape, a tuple that has ``as_list()``."""
        return TensorShape(np.asarray(self).shape)

    @shape.setter
    def shape(self, shape: Any) -> None:
        np.ndarray.shape.__set__(self, shape)  # type: ignore[attr-defined]

    def get_shape(self) -> TensorShape:
        """As ``shape``."""
        return TensorShape(self.shape)

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return found if isinstance(found, np.ndarray) or place == () else tensor(found)

    def __array_wrap__(self, made: Any, context: Any = None, return_scalar: bool = False) -> Any:
        del context, return_scalar
        return tensor(made)

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def assign(self, value: Any) -> NumPyTensor:
        """Put other values in the place of these, as a ``tf.Variable`` does."""
        self[...] = value
        return self

    def assign_add(self, value: Any) -> NumPyTensor:
        """Add to the values, as a ``tf.Variable`` does."""
        self[...] = self + value
        return self

    def assign_sub(self, value: Any) -> NumPyTensor:
        """Subtract from the values, as a ``tf.Variable`` does."""
        self[...] = self - value
        return self


def tensor(values: Any) -> Any:
    """Values as a NumPyTensor; it shares its memory with an array that is given."""
    return np.asarray(values).view(NumPyTensor)


def plain(values: Any) -> NDArray[Any]:
    """Values as an array of NumPy's, with TensorFlow's types for bare numbers: int32, float32."""
    if isinstance(values, np.ndarray):
        return values.view(np.ndarray)
    found = np.asarray(values)
    if isinstance(values, np.generic) or _holds_arrays(values):
        return found
    if found.dtype == np.float64:
        return found.astype(np.float32)
    return found.astype(np.int32) if found.dtype == np.int64 else found


def _holds_arrays(values: Any) -> bool:
    """Whether a list is of arrays, whose types stay, or of bare numbers."""
    while isinstance(values, list | tuple) and values:
        values = values[0]
    return isinstance(values, np.ndarray | np.generic)
