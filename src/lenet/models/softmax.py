"""The softmax, where a model's own answers are not one already."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """``exp(v) / sum exp(v)`` along the last axis: float32, shaped as ``values``."""
    chances = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=-1, keepdims=True), np.float32)
