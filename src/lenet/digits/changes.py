"""The changes a digit can be put through: moved, scaled, turned, squeezed, thickened, made noisy.

images  uint8 (n, rows, columns), 0 paper to 255 ink
field   uint8 (n, 32, 32), digit images in the middle of more paper; what leaves it is cut off
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet.digits.distortion import inverted, transformed
from lenet.digits.strokes import thickened

Images = NDArray[np.uint8]

FIELD = 32
"""Pixels a side of a field: the input of LeNet-5 (LeCun et al. 1998, section II.B)."""


@dataclass(frozen=True)
class Change:
    """One way to change digits.

    Attributes
    ----------
    name, title : str
        What programs call it, and what people read.
    still : float
        The value that changes nothing.
    apply : callable
        ``apply(images, value)`` gives the changed images, uint8 of the same shape.
    low, high, step : float
        The range of a slider and the distance of its values. A factor, which lies above 0, has
        values at equal ratios rather than at equal distances.
    """

    name: str
    title: str
    still: float
    apply: Callable[[Images, float], Images]
    low: float
    high: float
    step: float


def _moved_right(images: Images, by: float) -> Images:
    return transformed(images, translation=(by, 0.0))


def _moved_down(images: Images, by: float) -> Images:
    return transformed(images, translation=(0.0, by))


def _scaled(images: Images, by: float) -> Images:
    return transformed(images, scale=by)


def _rotated(images: Images, by: float) -> Images:
    return transformed(images, rotation=by)


def _squeezed(images: Images, by: float) -> Images:
    return transformed(images, squeeze=by)


def _with_noise(images: Images, by: float) -> Images:
    return inverted(images, by / 100, seed=0)


CHANGES = (
    Change("right", "moved right, pixels", 0.0, _moved_right, -16, 16, 1),
    Change("down", "moved down, pixels", 0.0, _moved_down, -16, 16, 1),
    Change("scale", "scale", 1.0, _scaled, 0.4, 2.5, 0.01),
    Change("rotation", "rotation, degrees", 0.0, _rotated, -90, 90, 3),
    Change("squeeze", "squeeze", 1.0, _squeezed, 0.4, 2.5, 0.01),
    Change("stroke", "stroke width, pixels", 0.0, thickened, -4, 8, 1),
    Change("noise", "pixels inverted, %", 0.0, _with_noise, 0, 50, 1),
)
"""All changes, in the order in which several of them are applied: the noise last."""


def on_field(images: Images) -> Images:
    """Digit images (n, rows, columns) of at most 32x32 in the middle of fields (n, 32, 32)."""
    frames = [(FIELD - side) // 2 for side in images.shape[1:]]
    sides = zip(frames, images.shape[1:], strict=True)
    around = [(frame, FIELD - side - frame) for frame, side in sides]
    return np.pad(images, ((0, 0), *around))
