"""Raw confidences as the terms of a linear model, and log-odds as probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_NEAREST = 1e-6  # a raw confidence counts as at least so far from 0 and 1


def features(raw: ArrayLike) -> Floats:
    """log(raw), -log(1 - raw) and 1 of raw confidences [n], floats [n, 3].

    The log-odds of being right are their sum, weighted by the map's parameters.
    """
    sure = np.clip(np.asarray(raw, np.float64), _NEAREST, 1 - _NEAREST)
    return np.stack([np.log(sure), -np.log1p(-sure), np.ones_like(sure)], axis=-1)


def sigmoid(logits: Floats) -> Floats:
    """Turn log-odds into probabilities."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)), np.float64)
