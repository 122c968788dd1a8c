"""A line of writing: its pixels, and between which rows its digits stand."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lenet.pictures.boxes import Box
from lenet.pictures.planes import Mask, Plane


@dataclass(frozen=True, eq=False)
class Line:
    """A line of writing with some paper around it, cut out of its page.

    Attributes
    ----------
    box : Box
        The part of the page that the arrays show, [H, W] = [box.height, box.width].
    depth : float32 [H, W]
        How much darker than the paper each pixel is, 0 paper to 1 black. The printed background is
        still in it; the ink of other lines is not.
    ink : float32 [H, W]
        The cleaned ink alone, exactly 0 where paper is, to 1 for full ink.
    mask : uint8 [H, W]
        1 where the line's own ink is.
    stroke : float
        The width of its strokes in pixels.
    full : float
        The depth of full ink.
    top, bottom : float
        Between which rows of the arrays the digits stand, without tails, commas and dashes.
    slope : float
        How many rows the line falls for each column; 0 when that cannot be measured.
    """

    box: Box
    depth: Plane
    ink: Plane
    mask: Mask
    stroke: float
    full: float
    top: float
    bottom: float
    slope: float = 0.0

    def turned(self) -> Line:
        """The line turned by half a circle."""
        rows = self.box.height
        return replace(
            self,
            depth=np.ascontiguousarray(self.depth[::-1, ::-1]),
            ink=np.ascontiguousarray(self.ink[::-1, ::-1]),
            mask=np.ascontiguousarray(self.mask[::-1, ::-1]),
            top=rows - self.bottom,
            bottom=rows - self.top,
        )
