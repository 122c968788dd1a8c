"""Planar affine maps of pictures, as Keras's apply_affine_transform composes and applies them.

images  float32 (n, rows, columns, channels)
maps    float64 (n, 3, 3): where in a picture the pixel (row, column, 1) of the new one comes from
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet import _engine

NONE = {"theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1}
"""The parameters of a picture that stays where it is: angles in degrees, shifts in pixels."""


def composed(parameters: Sequence[Mapping[str, Any]], rows: int, columns: int) -> NDArray[Any]:
    """The maps of pictures of so many rows and columns, about their middles.

    Rotation x shift x shear x zoom, in x and y, whose axes then change places: as in Keras.
    """
    theta, tx, ty, shear, zx, zy = (
        np.array([one.get(name, none) for one in parameters], np.float64)
        for name, none in NONE.items()
    )
    theta, shear = np.deg2rad(theta), np.deg2rad(shear)
    one, zero = np.ones(len(theta)), np.zeros(len(theta))
    turned = _maps([[np.cos(theta), -np.sin(theta), zero], [np.sin(theta), np.cos(theta), zero]])
    shifted = _maps([[one, zero, tx], [zero, one, ty]])
    sheared = _maps([[one, -np.sin(shear), zero], [zero, np.cos(shear), zero]])
    zoomed = _maps([[zx, zero, zero], [zero, zy, zero]])
    down, right = rows / 2 - 0.5, columns / 2 - 0.5
    there = np.array([[1, 0, down], [0, 1, right], [0, 0, 1]])
    back = np.array([[1, 0, -down], [0, 1, -right], [0, 0, 1]])
    maps = there @ (turned @ shifted @ sheared @ zoomed) @ back
    swapped = [1, 0, 2]
    return np.asarray(maps[:, swapped][:, :, swapped])


def _maps(upper: list[list[NDArray[Any]]]) -> NDArray[np.float64]:
    """Maps (n, 3, 3) from their two upper rows."""
    maps = np.zeros((len(upper[0][0]), 3, 3))
    maps[:, :2] = np.moveaxis(np.array(upper), 2, 0)
    maps[:, 2, 2] = 1
    return maps


def moved(
    images: NDArray[np.float32],
    parameters: Sequence[Mapping[str, Any]],
    fill_mode: str,
    cval: float,
    order: int,
) -> NDArray[np.float32]:
    """The images, each moved by its own parameters; ``order`` 1 between pixels, 0 the next one.

    What lies beyond a border: ``fill_mode``, as SciPy's ndimage has it, and ``cval`` of constant.
    """
    still = all(all(one.get(k, n) == n for k, n in NONE.items()) for one in parameters)
    if still:
        return images
    maps = composed(parameters, *images.shape[1:3])
    six = np.ascontiguousarray(maps[:, :2].reshape(-1, 6))
    given = np.ascontiguousarray(images)
    return _engine.affine(given, six, fill_mode, float(cval), order == 1)
