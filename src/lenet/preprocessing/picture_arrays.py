"""Pictures of colour as arrays and back: Keras's load_img, img_to_array, array_to_img, save_img.

array  float32 (rows, columns, channels), 0 to 255; (channels, rows, columns) for channels_first
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import truth, whole
from lenet.arguments.words import row, shown, word
from lenet.errors import ModelError, PictureError
from lenet.host.files import write_whole

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
"""Keras's colour modes and Pillow's."""

CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}
FORMATS = ("channels_last", "channels_first")
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")

Name = str | os.PathLike[str]


def load_img(
    path: Name | BinaryIO,
    color_mode: str = "rgb",
    target_size: tuple[int, int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Image:
    """Open a picture with Pillow, in colours and of a size (rows, columns), as Keras does.

    ``keep_aspect_ratio`` cuts the middle out instead of squeezing. It is decoded in this process,
    as training reads thousands: what strangers send is for ``lenet.read``.

    PictureError for a file that is no picture, is damaged, or is larger than
    ``lenet.pictures.limits``; ModelError for other words.
    """
    from PIL import Image as Pillow

    from lenet.pictures.limits import LIMITS
    from lenet.pictures.pillow import FORMATS as FILES
    from lenet.pictures.pillow import one_sentence
    from lenet.pictures.quiet_pillow import quiet_pillow

    mode = COLOURS[word("color_mode", color_mode, tuple(COLOURS))]
    name = f"{os.fspath(path)}: " if isinstance(path, str | os.PathLike) else ""
    with (
        one_sentence(name, LIMITS),
        quiet_pillow(LIMITS.pixels),
        Pillow.open(path, formats=FILES) as opened,
    ):
        LIMITS.check_size(opened.width, opened.height, name)
        grey = mode == "L" and opened.mode in ("I;16", "I")
        picture: Image = opened.copy() if grey or opened.mode == mode else opened.convert(mode)
    return _resized(
        picture, target_size, interpolation, truth("keep_aspect_ratio", keep_aspect_ratio)
    )


def _resized(picture: Image, size: tuple[int, int] | None, interpolation: str, cut: bool) -> Image:
    if size is None:
        return picture
    rows, columns = picture_size(size)
    if picture.size == (columns, rows):
        return picture
    from PIL.Image import Resampling

    how = Resampling[word("interpolation", interpolation, INTERPOLATIONS).upper()]
    if not cut:
        return picture.resize((columns, rows), how)
    width, height = picture.size
    high = min(height, width * rows // columns)
    wide = min(width, height * columns // rows)
    left, top = (width - wide) // 2, (height - high) // 2
    return picture.resize((columns, rows), how, box=(left, top, left + wide, top + high))


def picture_size(size: object) -> tuple[int, int]:
    """A target size (rows, columns). ModelError."""
    sides = row("target_size", size)
    if len(sides) != 2:
        raise ModelError(f"expected target_size (rows, columns), received {shown(size)}")
    return whole("target_size", sides[0], 1, 8192), whole("target_size", sides[1], 1, 8192)


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> NDArray[Any]:
    """A picture of Pillow's as an array of three axes, float32 unless told. ModelError."""
    array = np.asarray(img, np.float32 if dtype is None else dtype)
    if array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3:
        raise ModelError(f"expected a picture of two or three axes, received {array.shape}")
    return array.transpose(2, 0, 1) if channels_first(data_format) else array


def array_to_img(
    x: ArrayLike, data_format: str | None = None, scale: bool = True, dtype: Any = None
) -> Image:
    """An array of three axes as a picture of Pillow's; ``scale`` stretches it to 0 .. 255.

    ModelError for another shape than 1, 3 or 4 channels have.
    """
    from PIL import Image as Pillow

    array = float_array(x, "a picture") if dtype is None else np.asarray(x, dtype)
    if array.ndim == 3 and channels_first(data_format):
        array = array.transpose(1, 2, 0)
    if array.ndim != 3 or array.shape[2] not in (1, 3, 4) or array.size == 0:
        raise ModelError(f"expected a picture of 1, 3 or 4 channels, received {array.shape}")
    if truth("scale", scale):
        array = array - np.min(array)
        if (most := np.max(array)) != 0:
            array = array / most
        array = array * 255
    if array.shape[2] == 1:
        kind = np.int32 if np.max(array) > 255 else np.uint8
        return Pillow.fromarray(array[:, :, 0].astype(kind))
    return Pillow.fromarray(array.astype(np.uint8))


def save_img(
    path: Name | BinaryIO,
    x: ArrayLike,
    data_format: str | None = None,
    file_format: str | None = None,
    scale: bool = True,
    **settings: Any,
) -> None:
    """Write an array as a picture, whole or not at all; ``settings`` are Pillow's. OSError.

    ``file_format``: what the name's ending says, unless told.
    """
    picture = array_to_img(x, data_format, scale)
    kind = file_format
    if kind is None and isinstance(path, str | os.PathLike):
        kind = Path(path).suffix[1:]
    kind = "jpeg" if kind is not None and kind.lower() == "jpg" else kind
    if picture.mode == "RGBA" and kind is not None and kind.lower() == "jpeg":
        picture = picture.convert("RGB")
    content = io.BytesIO()
    try:
        picture.save(content, kind, **settings)
    except (KeyError, ValueError) as error:
        raise PictureError(
            f"expected a format that Pillow writes, received {shown(kind)}"
        ) from error
    if isinstance(path, str | os.PathLike):
        write_whole(Path(path), content.getvalue())
    else:
        path.write(content.getvalue())


def channels_first(data_format: str | None) -> bool:
    """Whether the channels come first; None is last. ModelError for another word."""
    return data_format is not None and word("data_format", data_format, FORMATS) == FORMATS[1]
