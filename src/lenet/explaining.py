"""The pictures of each step from a picture to its reading, given to whoever asks for them.

``explain(name, picture)`` takes a step: uint8 [H, W] or [H, W, 3] is brightness, floats are ink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lenet.cleaning import Cleaned
from lenet.line_reading import Swept
from lenet.reading import Reading

Explain = Callable[[str, NDArray[np.generic]], None]

BOX_COLOUR = (214, 39, 40)
LEAST_HEIGHT = 160
"""Rows that a picture with boxes has at least: it is drawn larger."""


def explain_cleaning(cleaned: Cleaned, explain: Explain) -> None:
    """Show the steps from a picture to its ink."""
    explain("brightness, dark ink on light paper", 1 - cleaned.brightness)
    explain("depth: how much darker than the paper", np.clip(cleaned.depth, 0, 1))
    explain("what is ink by a threshold", cleaned.found.astype(bool))
    explain("ink, without specks and ruled lines", cleaned.ink)


def explain_sweeps(made: Sequence[Swept], explain: Explain) -> None:
    """Show the strips that were swept, and what the first sweep found at each place."""
    for swept in made:
        kind = "ink" if swept.view.cleaned else "strip"
        wider = "" if swept.view.aspect == 1 else f", {swept.view.aspect:g} as wide"
        explain(f"{kind}, {swept.view.size:g} as high{wider}", swept.strip.pixels)
    explain("the first strip: blank, 0 to 9, separator, mark", np.exp(made[0].matrix.T))


def explain_readings(cleaned: Cleaned, readings: Sequence[Reading], explain: Explain) -> None:
    """Show each digit that was read in its box."""
    larger = max(1, -(-LEAST_HEIGHT // len(cleaned.brightness)))
    levels = np.rint(255 * np.clip(cleaned.brightness, 0, 1)).astype(np.uint8)
    grey = levels.repeat(larger, axis=0).repeat(larger, axis=1)
    shown = np.stack([grey] * 3, axis=-1)
    for digit in (digit for reading in readings for digit in reading.digits):
        x, y, width, height = (larger * side for side in digit.box)
        cv2.rectangle(shown, (x, y), (x + width - 1, y + height - 1), BOX_COLOUR)
        place = x + 2, y + 14
        cv2.putText(shown, str(digit.digit), place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, BOX_COLOUR)
    explain("what was read", shown)
