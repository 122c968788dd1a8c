"""The steps of a reading as numbered PNG files in a folder, and all of them on one sheet.

A step's picture is an array [H, W] or [H, W, 3]. Integers are brightness: uint8, or uint16 with
65535 white. Floats and bools are ink, 0 paper to 1 ink, and are drawn dark on white.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lenet.errors import ModelError
from lenet.host.files import sweep_parts, write_png

SHEET = "sheet.png"

_ACROSS = 1200  # pixels of the sheet
_WIDEST, _HIGHEST, _MARGIN, _CAPTION = 1160, 420, 20, 26
_MOST_ON_SHEET = 40
_INK, _EDGE = (34, 34, 34), (217, 217, 217)


class Explanation:
    """Takes the steps of a reading as ``explain(name, picture)`` and writes them into a folder.

    Call ``write_sheet`` after the last step.
    """

    def __init__(self, folder: Path) -> None:
        """Write into ``folder``; an earlier explanation in it is deleted, half-written files too.

        OSError.
        """
        self.folder = folder
        self.steps: list[tuple[str, Image.Image]] = []
        self.count = 0
        if folder.is_dir():
            for old in (*folder.glob("[0-9][0-9]*-*.png"), folder / SHEET):
                old.unlink(missing_ok=True)
            sweep_parts(folder)

    def __call__(self, name: str, picture: NDArray[np.generic]) -> None:
        """Write a step as ``NN-name.png``. ModelError if it is no picture, OSError."""
        shown = as_picture(picture)
        self.count += 1
        words = re.sub(r"[^\w.-]+", "-", name).strip("-")[:60]
        write_png(self.folder / f"{self.count:02}-{words}.png", shown)
        if len(self.steps) < _MOST_ON_SHEET:
            self.steps.append((f"{self.count}  {name}", _fitted(shown)))

    def write_sheet(self) -> None:
        """Write the steps with their names on one sheet; nothing when there were none."""
        if self.steps:
            write_png(self.folder / SHEET, contact_sheet(self.steps))


def as_picture(array: NDArray[np.generic]) -> Image.Image:
    """Turn a step's array into a grey or colour picture of 8 bits.

    Raises
    ------
    ModelError
        When it is not [H, W] or [H, W, 3], or of a type other than those named above.
    """
    colours = array.ndim == 3 and array.shape[2] == 3
    if not (array.ndim == 2 or colours) or 0 in array.shape:
        raise ModelError(f"expected a step [H, W] or [H, W, 3], received {list(array.shape)}")
    if array.dtype == np.uint8:
        pixels = array
    elif array.dtype == np.uint16:
        pixels = array.astype(np.uint16) // np.uint16(257)
    elif array.dtype == np.bool_ or np.issubdtype(array.dtype, np.floating):
        ink = np.nan_to_num(array.astype(np.float32)).clip(0, 1)
        pixels = np.rint(255 * (1 - ink))
    else:
        raise ModelError(
            f"expected a step of bool, uint8, uint16 or floats, received {array.dtype}"
        )
    return Image.fromarray(pixels.astype(np.uint8))


def contact_sheet(steps: list[tuple[str, Image.Image]]) -> Image.Image:
    """Captioned pictures side by side in rows, on white."""
    font = ImageFont.load_default(15)
    places, left, top, row = [], _MARGIN, _MARGIN, 0
    for caption, picture in steps:
        width = max(picture.width, int(font.getlength(caption)))
        if left > _MARGIN and left + width > _ACROSS - _MARGIN:
            left, top, row = _MARGIN, top + row + _MARGIN, 0
        places.append((left, top))
        left, row = left + width + _MARGIN, max(row, _CAPTION + picture.height)
    sheet = Image.new("RGB", (_ACROSS, top + row + _MARGIN), "white")
    draw = ImageDraw.Draw(sheet)
    for (caption, picture), (x, y) in zip(steps, places, strict=True):
        draw.text((x, y), caption, _INK, font)
        y += _CAPTION
        sheet.paste(picture, (x, y))
        draw.rectangle((x - 1, y - 1, x + picture.width, y + picture.height), outline=_EDGE)
    return sheet


def _fitted(picture: Image.Image) -> Image.Image:
    """The picture scaled for the sheet: small ones up by a whole factor, large ones down."""
    room = min(_WIDEST / picture.width, _HIGHEST / picture.height)
    scale = min(int(room), max(1, 120 // picture.height)) if room >= 1 else room
    if scale == 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    kind = Image.Resampling.BOX if scale >= 1 else Image.Resampling.LANCZOS
    return picture.resize(size, kind)
