"""Small pictures inside the page, as PNG data URIs; the style sheet enlarges and colours them.

Ink is the alpha channel of black, so a dark page only inverts the colours. Signed values are blue
below zero and red above; their size is the opacity.
"""

from __future__ import annotations

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

BELOW, ABOVE = (47, 102, 144), (192, 68, 43)  # the BLUE and RED of lenet.figures.style


def ink(image: NDArray[np.uint8]) -> str:
    """A digit image, uint8 (rows, columns), 255 ink."""
    pixels = np.zeros((*image.shape, 2), np.uint8)
    pixels[..., 1] = image
    return _uri(Image.fromarray(pixels, "LA"))


def signed(values: NDArray[np.floating], largest: float) -> str:
    """Signed values (rows, columns); from ``largest`` on they are opaque."""
    pixels = np.zeros((*values.shape, 4), np.uint8)
    pixels[..., :3] = np.where(values[..., np.newaxis] < 0, BELOW, ABOVE)
    opaque = np.abs(values) / max(largest, 1e-9)
    pixels[..., 3] = np.rint(255 * np.minimum(opaque, 1)).astype(np.uint8)
    return _uri(Image.fromarray(pixels, "RGBA"))


def _uri(picture: Image.Image) -> str:
    png = io.BytesIO()
    picture.save(png, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode("ascii")
