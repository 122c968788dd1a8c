"""The steps from a picture to its reading, each drawn as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.pictures.ink.cleaning import Cleaned
from lenet.reading.result import Reading
from lenet.reading.strips.recognition import Look, Pieced, Swept

Explain = Callable[[str, NDArray[np.generic]], None]
"""``explain(name, picture)`` takes a step: [H, W] or [H, W, 3]; integers are brightness, floats and
bools are ink."""

BOX_COLOUR = (214, 39, 40)
CUT_SCALE = 4
"""How many times larger a strip with its cuts is drawn."""

ROWS_A_LINE = 500
"""Boxes are drawn a pixel thicker for every so many rows: large pictures are shown smaller."""

LEAST_HEIGHT = 160
"""Rows: a picture with boxes is enlarged to at least this height."""


def explain_cleaning(cleaned: Cleaned, explain: Explain) -> None:
    """Show the steps from a picture to its ink."""
    explain("brightness, dark ink on light paper", 1 - cleaned.brightness)
    explain("depth: how much darker than the paper", np.clip(cleaned.depth, 0, 1))
    explain("what is ink by a threshold", cleaned.found.astype(bool))
    explain("ink, without specks and ruled lines", cleaned.ink)


def explain_looks(looks: Sequence[Look], explain: Explain) -> None:
    """Show the strips that were looked at, and the probabilities of the first sweep."""
    for look in looks:
        if isinstance(look, Pieced):
            explain(f"{look.view}, where it may be cut", _cut(look))
        else:
            explain(look.view, look.strip.pixels)
    swept = [look for look in looks if isinstance(look, Swept)]
    for first in swept[:1]:
        explain("the first strip: blank, 0 to 9, separator, mark", np.exp(first.matrix.T))


def _cut(look: Pieced) -> NDArray[np.uint8]:
    """The strip enlarged, with its cuts drawn, uint8 [H, W, 3]."""
    larger = (255 - look.strip.levels).repeat(CUT_SCALE, axis=0).repeat(CUT_SCALE, axis=1)
    shown = np.stack([larger] * 3, axis=-1)
    rows = CUT_SCALE * np.arange(len(look.strip.pixels)) + CUT_SCALE // 2
    for seam in look.cuts.seams[1:-1]:
        path = np.stack([CUT_SCALE * seam, rows], axis=1).astype(np.int32)
        cv2.polylines(shown, [path], False, BOX_COLOUR)
    return shown


def explain_readings(cleaned: Cleaned, readings: Sequence[Reading], explain: Explain) -> None:
    """Show each digit that was read in its box."""
    larger = max(1, -(-LEAST_HEIGHT // len(cleaned.brightness)))
    levels = np.rint(255 * np.clip(cleaned.brightness, 0, 1)).astype(np.uint8)
    grey = levels.repeat(larger, axis=0).repeat(larger, axis=1)
    shown = np.stack([grey] * 3, axis=-1)
    thick = 1 + len(shown) // ROWS_A_LINE
    for digit in (digit for reading in readings for digit in reading.digits):
        x, y, width, height = (larger * side for side in digit.box)
        cv2.rectangle(shown, (x, y), (x + width - 1, y + height - 1), BOX_COLOUR, thick)
        place, size = (x + 2 * thick, y + 14 * thick), 0.5 * thick
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(shown, str(digit.digit), place, font, size, BOX_COLOUR, thick)
    explain("what was read", shown)
