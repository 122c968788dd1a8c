"""TensorFlow's types by their names: NumPy's own."""

from __future__ import annotations

from typing import Any

import numpy as np

DTYPES: dict[str, Any] = {
    "float16": np.float16,
    "half": np.float16,
    "float32": np.float32,
    "float": np.float32,
    "float64": np.float64,
    "double": np.float64,
    "int8": np.int8,
    "int16": np.int16,
    "int32": np.int32,
    "int64": np.int64,
    "uint8": np.uint8,
    "uint16": np.uint16,
    "uint32": np.uint32,
    "uint64": np.uint64,
    "bool": np.bool_,
    "complex64": np.complex64,
    "string": np.str_,
}
"""TensorFlow's name -> NumPy's type."""


def dtype_of(given: Any) -> np.dtype[Any]:
    """A type by TensorFlow's name, NumPy's name, or as it is. TypeError for another."""
    found: np.dtype[Any] = np.dtype(DTYPES.get(given, given) if isinstance(given, str) else given)
    return found
