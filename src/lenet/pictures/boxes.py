"""Rectangles of a picture: x, y of the upper left corner, width, height, in pixels."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle of a picture, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    def scaled(self, across: float, down: float) -> Box:
        """The box on the same picture, so many times as wide and as high."""
        left, top = round(across * self.x), round(down * self.y)
        right = round(across * (self.x + self.width))
        return Box(left, top, right - left, round(down * (self.y + self.height)) - top)
