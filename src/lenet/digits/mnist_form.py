"""Whether images of 28x28 have MNIST's own form: its contrast, its polarity and its centring.

images  uint8 [n, 28, 28], the levels of pictures as they came

All 70,000 images of MNIST have it, by the limits below; few other pictures of 28x28 do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.digits.mnist_steps import BOX, SIDE

LEAST_PEAK = 250
"""The least of the brightest pixel: it is 254 or 255 in all of MNIST, where ink is scaled to it."""

LEAST_BOX = BOX - 1
"""The longer side of the box of all that is not 0: 20 in MNIST, and 19 in 16 of its images."""

NEAREST, FARTHEST = SIDE / 2 - 0.05, SIDE / 2 + 1.05
"""Where the centre of mass is, in rows and in columns: from 13.98 to 15.00 in MNIST, as its last
step puts it at 15 less a fraction."""


def mnist_form(images: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Of each image [n, 28, 28], whether it has MNIST's form: bool [n]."""
    inked = images > 0
    rows, columns = (np.asarray(inked.any(axis=axis), np.bool_) for axis in (2, 1))
    longest = np.maximum(_extents(rows), _extents(columns))
    good = (images.max(axis=(1, 2)) >= LEAST_PEAK) & (longest >= LEAST_BOX) & (longest <= BOX)
    centres = np.arange(SIDE) + 0.5
    mass = np.maximum(images.sum(axis=(1, 2), dtype=np.int64), 1)
    for axis in (1, 2):
        centre = images.sum(axis=axis, dtype=np.int64) @ centres / mass
        good &= (centre >= NEAREST) & (centre <= FARTHEST)
    return np.asarray(good, np.bool_)


def _extents(lines: NDArray[np.bool_]) -> NDArray[np.intp]:
    """From the first to the last line with ink, of lines [n, 28]: how many they are, [n]."""
    first, behind = lines.argmax(axis=1), SIDE - lines[:, ::-1].argmax(axis=1)
    return np.asarray(np.where(lines.any(axis=1), behind - first, 0), np.intp)
