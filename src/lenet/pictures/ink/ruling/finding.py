"""Which of the long straight strokes in a mask are ruled lines, and which are writing."""

from __future__ import annotations

from lenet.pictures.ink.ruling.candidates import candidates
from lenet.pictures.ink.ruling.frames import frames
from lenet.pictures.ink.ruling.removal import without_ruled_lines
from lenet.pictures.ink.ruling.ruled_line import RuledLine
from lenet.pictures.planes import AREA, HEIGHT, Mask, components, weighted_median

REACH = 26
"""Strokes: over how many a ruled line is followed, in a picture that is as wide."""

LONG, TALL = 1.5, 2.5
"""Heights of the writing: a ruled line is longer, a horizontal one and a vertical one."""

TALLEST_WRITING = 40
"""Strokes: a straight vertical stroke that is taller is no 1 of any writer."""


def find_ruled_lines(mask: Mask, stroke: float) -> tuple[RuledLine, ...]:
    """Find the lines that are not writing.

    A ruled line is longer than the writing is high, which the bar of a 7 is not; or it belongs to
    a frame.
    """
    reach = REACH * stroke
    level = candidates(mask, stroke, reach, vertical=False)
    large = min(mask.shape) > reach
    if not level and not large:
        return ()
    tall = [
        line
        for line in (candidates(mask.T, stroke, reach, vertical=True) if large else ())
        if line.length > TALLEST_WRITING * stroke
    ]
    height = _writing_height(without_ruled_lines(mask, (*level, *tall), stroke))
    lines = [line for line in level if line.length > LONG * height]
    lines += [line for line in tall if line.length > TALL * height]
    if not level and len(lines) == 1 and height < 0.5 * lines[0].length:
        return ()  # one vertical line with hardly any other ink is a 1
    if large or len(level) > 1:
        lines += [line for line in frames(mask, stroke, level) if line not in lines]
    return tuple(lines)


def _writing_height(mask: Mask) -> float:
    """The median height of the ink's components, each weighted by its area; 0 without ink."""
    measures = components(mask)[1][1:]
    if not len(measures):
        return 0.0
    return weighted_median(measures[:, HEIGHT], measures[:, AREA])
