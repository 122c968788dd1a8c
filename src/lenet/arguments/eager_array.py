"""Arrays as losses, metrics and weights are given: NumPy's, and what listings call on them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray


class EagerArray(np.ndarray[Any, np.dtype[Any]]):
    """A NumPy array that answers ``.numpy()``, as the tensors of TensorFlow and Keras do.

    One without a dimension is a number: ``float(x)``, ``f"{x:.4f}"``, comparisons.
    """

    @classmethod
    def of(cls, values: ArrayLike, dtype: DTypeLike = np.float32) -> Self:
        """The values as such an array; not copied if they are one of ``dtype``."""
        return np.asarray(values, dtype).view(cls)

    def numpy(self) -> NDArray[Any] | np.generic:
        """The same values as a plain array, or as a NumPy number if there is no dimension."""
        plain = self.view(np.ndarray)
        return plain if plain.shape else plain[()]
