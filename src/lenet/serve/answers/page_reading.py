"""All readings of a picture, and the pictures of the steps to them."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.reading import Reader, ReadOptions, Row, as_picture

MOST_STEPS = 40
LARGEST_STEP = 1200
"""Pixels a side: the steps are for eyes, and those of a photograph would be tens of megabytes."""


def readings(
    reader: Reader,
    picture: bytes,
    name: str,
    options: ReadOptions,
    explain: bool,
    check: Callable[..., None],
) -> dict[str, Any]:
    """The readings of a picture, each as ``lenet read --json`` has it; with ``explain`` the steps.

    ``name`` is only repeated. ``check`` is called while the picture is decoded and before each line
    and step; it may raise.
    """
    steps: list[dict[str, str]] = []

    def show(name: str, shown: NDArray[np.generic]) -> None:
        check()
        if len(steps) < MOST_STEPS:
            steps.append({"name": name, "png": _png(shown)})

    found = reader.read(
        picture, **options.arguments(), explain=show if explain else None, before_each=check
    )
    rows = Row(name, found).as_dicts()
    return {"readings": rows, "steps": steps} if explain else {"readings": rows}


def _png(picture: NDArray[np.generic]) -> str:
    file, shown = io.BytesIO(), as_picture(picture)
    shown.thumbnail((LARGEST_STEP, LARGEST_STEP), Image.Resampling.BOX)
    shown.save(file, "PNG", compress_level=1)
    return base64.b64encode(file.getvalue()).decode()
