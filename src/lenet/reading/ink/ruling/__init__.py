"""Ruled lines, base lines and the borders of boxes: found in a mask and taken out of it.

mask    uint8 [H, W], 1 ink
stroke  the width of the writing's strokes in pixels

A line is long, straight, thin, and nowhere interrupted. Where writing crosses it, the writing
stays whole; where writing ends on it, the line goes; where the line was also the writing (a 0
that stands in it), it stays. All is written for lines from left to right; those from top to
bottom are the same in the picture with its axes exchanged.
"""

from lenet.reading.ink.ruling.finding import found_lines
from lenet.reading.ink.ruling.removal import without_lines
from lenet.reading.ink.ruling.ruled_line import Line

__all__ = ["Line", "found_lines", "without_lines"]
