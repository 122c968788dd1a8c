"""Digits with thicker or thinner strokes: grey-scale dilation and erosion by a disc.

images  uint8 (n, rows, columns), 0 paper to 255 ink
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Images = NDArray[np.uint8]

FINER = 2
"""The disc works on a grid so many times as fine, so that a stroke can grow by half pixels."""


def thickened(images: Images, pixels: float) -> Images:
    """Every stroke's edge moved outwards by half of ``pixels``, inwards where it is negative.

    ``pixels`` is the change of a stroke's width, a multiple of 1; 0 gives the images themselves.
    """
    radius = round(abs(pixels) * FINER / 2)
    if radius == 0:
        return images
    fine = np.stack([_resized(image, FINER) for image in images])
    grown = _dilated(fine, radius) if pixels > 0 else 255 - _dilated(255 - fine, radius)
    rows, columns = images.shape[1:]
    blocks = grown.reshape(len(images), rows, FINER, columns, FINER).astype(np.float32)
    return np.asarray(np.rint(blocks.mean(axis=(2, 4))), np.uint8)


def _resized(image: Images, times: int) -> Images:
    size = (image.shape[1] * times, image.shape[0] * times)
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR))


def _dilated(images: Images, radius: int) -> Images:
    """The largest value within ``radius`` of each pixel; outside an image counts its border."""
    padded = np.pad(images, ((0, 0), (radius, radius), (radius, radius)), mode="edge")
    rows, columns = images.shape[1:]
    result = images.copy()
    for down in range(-radius, radius + 1):
        for right in range(-radius, radius + 1):
            if down**2 + right**2 <= radius**2:
                top, left = radius + down, radius + right
                moved = padded[:, top : top + rows, left : left + columns]
                np.maximum(result, moved, out=result)
    return result
