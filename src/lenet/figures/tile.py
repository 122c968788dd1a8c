"""One digit as it stands on a sheet: ink on white paper, enlarged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.errors import ModelError

TILE = 84
"""Pixels a side."""


def tile(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return one image as ink on white paper, enlarged by whole pixels: uint8 [84, 84]."""
    plane = image[..., 0] if image.ndim == 3 and image.shape[2] == 1 else image
    if plane.ndim != 2 or 0 in plane.shape:
        raise ModelError(f"expected an image [height, width], received {list(image.shape)}")
    ink = plane.astype(np.float64)
    low, high = (0.0, 255.0) if plane.dtype == np.uint8 else (ink.min(), ink.max())
    paper = 255 - np.rint(255 * (ink - low) / max(high - low, 1e-9))
    enlarged = Image.fromarray(paper.astype(np.uint8)).resize((TILE, TILE), Image.Resampling.BOX)
    return np.asarray(enlarged)
