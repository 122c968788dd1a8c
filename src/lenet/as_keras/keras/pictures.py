"""Pictures from files and arrays, by the names of ``keras.preprocessing.image``.

x: float32 (rows, columns, channels), 0 to 255.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.as_keras.arrays.tensor import plain
from lenet.errors import ModelError

MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
WAYS = {"nearest": 0, "bilinear": 2, "bicubic": 3, "lanczos": 1, "box": 4, "hamming": 5}
"""Keras's name of a way to resize -> Pillow's number."""


def load_img(
    path: Any,
    grayscale: bool = False,
    color_mode: str = "rgb",
    target_size: Any = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """A picture of Pillow's, in colours unless told, of ``target_size`` (rows, columns).

    ModelError for a word that Keras has not, OSError for a file that is no picture.
    """
    from PIL import Image

    mode = "grayscale" if grayscale else color_mode
    if mode not in MODES or interpolation not in WAYS or keep_aspect_ratio:
        raise ModelError(
            f"expected a color_mode of {', '.join(MODES)} and an interpolation of "
            f"{', '.join(WAYS)}, without keep_aspect_ratio; received {mode!r}, {interpolation!r}"
        )
    with Image.open(path) as file:
        picture = file.convert(MODES[mode])
    if target_size is None:
        return picture
    size = (int(target_size[1]), int(target_size[0]))
    return picture if picture.size == size else picture.resize(size, WAYS[interpolation])


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = "float32") -> NDArray[Any]:
    """A picture as numbers, (rows, columns, channels) unless ``data_format`` says otherwise."""
    values = np.asarray(img, dtype or "float32")
    values = values[..., None] if values.ndim == 2 else values
    return np.moveaxis(values, -1, 0) if data_format == "channels_first" else values


def array_to_img(
    x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None
) -> Any:
    """Numbers as a picture of Pillow's, by default with the lowest black and the highest white."""
    from PIL import Image

    del dtype
    values = np.asarray(plain(x), np.float32)
    if data_format == "channels_first":
        values = np.moveaxis(values, 0, -1)
    if scale:
        values = values - values.min()
        values = values / (values.max() or 1) * 255
    pixels = values.astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def save_img(
    path: Any, x: Any, data_format: str | None = None, file_format: str | None = None,
    scale: bool = True,
) -> None:  # fmt: skip
    """Write an array as a picture. OSError."""
    array_to_img(x, data_format, scale).save(path, format=file_format)
