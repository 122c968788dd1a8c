"""Pictures made larger, smaller or grey, by the names of ``tf.image``.

images: (n, rows, columns, channels) or (rows, columns, channels).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import plain, tensor
from lenet.errors import ModelError

GREY = (0.2989, 0.587, 0.114)
"""What TensorFlow weighs red, green and blue with."""


class ResizeMethod:
    """The ways to resize, by TensorFlow's names."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"


def resize(images: Any, size: Any, method: str = "bilinear", antialias: bool = False) -> Any:
    """Pictures of other rows and columns, float32 (the same type for "nearest").

    As TensorFlow's: pixels are at the middle of their squares. ModelError for another method than
    "bilinear" and "nearest", and for ``antialias``.
    """
    values = plain(images)
    if antialias or method not in ("bilinear", "nearest"):
        raise ModelError(
            f"expected method 'bilinear' or 'nearest' without antialias, received {method!r}: "
            "resize with cv2.resize instead"
        )
    rows, columns = (int(side) for side in size)
    if method == "nearest":
        down = _nearest(values.shape[-3], rows)
        return tensor(values[..., down, :, :][..., _nearest(values.shape[-2], columns), :])
    return tensor(_between(_between(values.astype(np.float32), rows, -3), columns, -2))


def _nearest(before: int, after: int) -> Any:
    middles = (np.arange(after) + 0.5) * before / after
    return np.minimum(middles.astype(int), before - 1)


def _between(values: Any, after: int, axis: int) -> Any:
    """The values at ``after`` places along an axis, each between its two neighbours."""
    before = values.shape[axis]
    middles = (np.arange(after, dtype=np.float32) + 0.5) * (before / after) - 0.5
    low = np.floor(middles)
    shares = (middles - low).astype(np.float32)
    first = np.take(values, np.clip(low, 0, before - 1).astype(int), axis)
    second = np.take(values, np.clip(low + 1, 0, before - 1).astype(int), axis)
    shares = shares.reshape([-1] + [1] * (-axis - 1))
    return first + (second - first) * shares


def resize_with_pad(
    image: Any, target_height: int, target_width: int, method: str = "bilinear"
) -> Any:
    """Resized without a change of proportions, with zeros around."""
    values = plain(image)
    rows, columns = values.shape[-3:-1]
    share = min(target_height / rows, target_width / columns)
    inside = max(1, round(rows * share)), max(1, round(columns * share))
    return pad_to_bounding_box(
        resize(values, inside, method),
        (target_height - inside[0]) // 2,
        (target_width - inside[1]) // 2,
        target_height,
        target_width,
    )


def pad_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int
) -> Any:
    """With zeros around: the picture's corner is at the offsets of a larger picture."""
    values = plain(image)
    rows, columns = values.shape[-3:-1]
    around = [(0, 0)] * (values.ndim - 3) + [
        (offset_height, target_height - rows - offset_height),
        (offset_width, target_width - columns - offset_width),
        (0, 0),
    ]
    return tensor(np.pad(values, around))


def grayscale_to_rgb(images: Any, name: str | None = None) -> Any:
    """The one channel three times."""
    del name
    return tensor(np.repeat(plain(images), 3, -1))


def rgb_to_grayscale(images: Any, name: str | None = None) -> Any:
    """Red, green and blue weighed and added: one channel, of the same type."""
    del name
    values = plain(images)
    grey = (values @ np.array(GREY, np.float32))[..., None]
    return tensor(grey.astype(values.dtype))


def flip_left_right(image: Any) -> Any:
    """The columns the other way round."""
    return tensor(plain(image)[..., ::-1, :])


def flip_up_down(image: Any) -> Any:
    """The rows the other way round."""
    return tensor(plain(image)[..., ::-1, :, :])


def convert_image_dtype(image: Any, dtype: Any) -> Any:
    """Whole numbers as fractions of their largest, for a float type. ModelError for another."""
    values = plain(image)
    if np.dtype(dtype).kind != "f":
        raise ModelError(f"expected a float type, received {dtype}: use tf.cast")
    scale = 1 if values.dtype.kind == "f" else 1 / np.iinfo(values.dtype).max
    return tensor((values * np.float32(scale)).astype(dtype))
