"""Digit images as a network takes them.

digit images  uint8 (n, 28, 28) or any other size, 0 paper to 255 ink
input         float32 (n, 28, 28, 1); for the network of 1998 (n, 32, 32, 1)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.arrays import real_array
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.utils import normalize

MNIST_MEAN, MNIST_DEVIATION = 0.1307, 0.3081  # of the training images' pixels, 0 to 1

STRIP_MEAN, STRIP_DEVIATION = 0.12, 0.25  # about those of drawn strips' pixels, 0 to 1

BACKGROUND, INK = -0.1, 1.175  # of the network of 1998 (LeCun et al. 1998, II.B)
FRAME = 2  # pixels of background on each side: 28x28 becomes 32x32

NORMALISATIONS = {
    "l2": "each column of an image divided by its length, as the tutorial does (axis=1)",
    "standard": "0 to 1, less MNIST's mean, over its standard deviation",
    "strip": "0 to 1, less the mean of drawn strips, over their standard deviation",
    "original": "framed by 2 pixels of background, -0.1 paper to 1.175 ink, as in 1998",
}


def checked_normalisation(normalisation: object) -> str | None:
    """The name of a normalisation, or None for the plain one. ModelError for another."""
    if normalisation is None or (
        isinstance(normalisation, str) and normalisation in NORMALISATIONS
    ):
        return normalisation
    raise ModelError(
        f"lenet has the normalisations {', '.join(NORMALISATIONS)}; received {shown(normalisation)}"
    )


def network_input(images: NDArray[np.uint8], normalisation: str | None) -> NDArray[np.float32]:
    """uint8 (n, rows, columns) -> float32 (n, rows, columns, 1), as the network was trained.

    "original" adds 4 rows and 4 columns.
    None only divides by 255. ModelError for an unknown normalisation and for other arrays.
    """
    checked_normalisation(normalisation)
    planes = real_array(images, "images")[..., np.newaxis]
    if planes.ndim != 4:
        raise ModelError(f"expected images (n, rows, columns), received {planes.shape[:-1]}")
    if normalisation == "l2":
        return np.asarray(normalize(planes, axis=1), np.float32)
    if normalisation == "original":
        planes = np.pad(planes, ((0, 0), (FRAME, FRAME), (FRAME, FRAME), (0, 0)))
    return _scaled(planes, *linear_scale(normalisation))


def pixel_shape(input_shape: tuple[int, ...], normalisation: str | None) -> tuple[int, ...]:
    """Rows and columns of the raw pixels that become an input. ModelError if none can."""
    frame = 2 * FRAME if normalisation == "original" else 0
    sides = tuple(side - frame for side in input_shape[:2])
    if len(sides) < 2 or input_shape[2:] not in ((), (1,)) or min(sides) < 1:
        raise ModelError(
            "expected a network of grey pictures (rows, columns, 1) to put its preparation "
            f"inside; received one that takes {input_shape}"
        )
    return sides


def linear_scale(normalisation: str | None) -> tuple[float, float]:
    """What a pixel is multiplied by, and what is added then; of all normalisations but "l2"."""
    if normalisation == "standard":
        return 1 / (255 * MNIST_DEVIATION), -MNIST_MEAN / MNIST_DEVIATION
    if normalisation == "strip":
        return 1 / (255 * STRIP_DEVIATION), -STRIP_MEAN / STRIP_DEVIATION
    if normalisation == "original":
        return (INK - BACKGROUND) / 255, BACKGROUND
    return 1 / 255, 0.0


def _scaled(planes: NDArray[np.generic], scale: float, shift: float) -> NDArray[np.float32]:
    result: NDArray[np.float32] = np.multiply(planes, np.float32(scale), dtype=np.float32)
    result += np.float32(shift)
    return result
