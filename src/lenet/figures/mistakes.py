"""The misread images, each with what it is and what it was read as."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.evaluation import Mistake
from lenet.figures.style import (
    DPI,
    GREY,
    MISTAKES_SHOWN,
    drawn_on,
    headline,
    percent,
    short_name,
)  # fmt: skip
from lenet.figures.tile import TILE, tile

LEGEND = "as true > read, and how probable the network held what it read."

_SHEET = 1260  # pixels across; twelve columns of digits, or ten where classes have long names
_HEAD = 110


def mistakes(
    images: ArrayLike,
    mistakes: Sequence[Mistake],
    classes: Sequence[str],
    path: str | os.PathLike[str],
    *,
    limit: int = MISTAKES_SHOWN,
) -> None:
    """Draw the misread images, each with true > read and its confidence, as Fig. 8 of 1998.

    Parameters
    ----------
    images : array
        All images that were read, [n, height, width] or [n, height, width, 1]: uint8, 255 full
        ink, or floats, each image's largest value full ink.
    mistakes : sequence of Mistake
        From ``lenet.evaluation.mistakes``; the first ``limit`` are drawn, in the given order.
    classes : sequence of str
        The name of each class.
    path : path
        The PNG to write.

    Raises
    ------
    ModelError
        When the images have another shape, or a mistake is of no image or no class.
    """
    pictures, shown = np.asarray(images), mistakes[:limit]
    _check_mistakes(pictures, shown, classes)
    names = [short_name(name) for name in classes]
    long = max(map(len, names)) > 2
    columns, down = (10, 174) if long else (12, 146)
    across, height = _SHEET // columns, _HEAD + down * -(-len(shown) // columns)
    sheet = np.full((height, _SHEET), 255, np.uint8)
    with drawn_on(path, _SHEET / DPI, height / DPI, sheet) as figure:
        headline(figure, 30, len(pictures), len(mistakes), len(shown), LEGEND)
        for place, mistake in enumerate(shown):
            top, left = _HEAD + down * (place // columns), across * (place % columns)
            left += (across - TILE) // 2
            sheet[top : top + TILE, left : left + TILE] = tile(pictures[mistake.index])
            true, read = names[mistake.truth], names[mistake.answer]
            lines = [true, f"> {read}"] if long else [f"{true} > {read}"]
            write = partial(figure.text, left + TILE // 2, transform=None, ha="center")
            for line in lines:
                top += 22
                write(height - top - TILE, line, size=8)
            write(height - top - TILE - 20, percent(mistake.confidence), size=6.5, color=GREY)


def _check_mistakes(
    pictures: NDArray[np.generic], shown: Sequence[Mistake], classes: Sequence[str]
) -> None:
    if pictures.ndim not in (3, 4) or not classes:
        received = f"{list(pictures.shape)}, {len(classes)} classes"
        raise ModelError(f"expected images [n, height, width] and classes, received {received}")
    for mistake in shown:
        known = max(mistake.truth, mistake.answer) < len(classes) and mistake.index < len(pictures)
        if not known or min(mistake.index, mistake.truth, mistake.answer) < 0:
            limits = f"{len(pictures)} images and {len(classes)} classes"
            raise ModelError(f"expected mistakes among {limits}, received {mistake}")
