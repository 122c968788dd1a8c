"""Which of the long straight strokes of a mask are lines, and which are writing."""

from __future__ import annotations

import numpy as np

from lenet.pictures.planes import AREA, HEIGHT, Mask, components
from lenet.reading.ink.ruling.candidates import candidates
from lenet.reading.ink.ruling.removal import without_lines
from lenet.reading.ink.ruling.ruled_line import Line

REACH = 26
"""Strokes: how far a line is followed to be known as one, in a picture that is as wide."""

FRAME_REACH = 10
"""Strokes: the same for a line that belongs to a frame, which may be a box around one digit."""

LONG, TALL = 1.5, 2.5
"""Heights of the writing that a line from left to right, from top to bottom, is longer than."""

TALLEST_WRITING = 40
"""Strokes: what stands straight and is taller is not a 1, whoever writes."""

SQUARE = 0.03
"""How far from a right angle the corner of a frame may be."""


def found_lines(mask: Mask, stroke: float) -> tuple[Line, ...]:
    """Find the lines that are not writing.

    They are longer than the writing is high, so the bar of a 7 is not one; or they make a frame:
    both ends meet lines that run across.
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
    height = _writing_height(without_lines(mask, (*level, *tall), stroke))
    lines = [line for line in level if line.length > LONG * height]
    lines += [line for line in tall if line.length > TALL * height]
    if not level and len(lines) == 1 and height < 0.5 * lines[0].length:
        return ()  # a line alone with next to nothing is a 1
    if large or len(level) > 1:
        lines += [line for line in _frames(mask, stroke, level) if line not in lines]
    return tuple(lines)


def _writing_height(mask: Mask) -> float:
    """The height that half of the ink's components, by area, reach."""
    measures = components(mask)[1][1:]
    if not len(measures):
        return 0.0
    measures = measures[np.argsort(measures[:, HEIGHT])]
    area = np.cumsum(measures[:, AREA])
    return float(measures[np.searchsorted(area, area[-1] / 2), HEIGHT])


def _frames(mask: Mask, stroke: float, level: list[Line]) -> list[Line]:
    """The borders of boxes and of rows of boxes.

    A 1 may stand between two rulings. A border is as thin as they are, at a right angle to them,
    and at their corner or, in a frame with such corners, anywhere.
    """
    reach = FRAME_REACH * stroke
    upright = candidates(mask.T, stroke, reach, vertical=True)
    if not upright:
        return []
    near = 2 * stroke + 1
    short = candidates(mask, stroke, reach, vertical=False)
    level = [*level, *(line for line in short if not _met_again(line, level, near))]
    met = [line for line in upright if all(_met(line, end, level, near) for end in line.ends)]
    corners = [
        line
        for line in met
        if all(
            any(_close(end, other, near) for o in level for other in o.ends) for end in line.ends
        )
    ]
    if len(corners) < 2:
        return []
    framing = [line for line in level if all(_met(line, end, corners, near) for end in line.ends)]
    inside = [line for line in met if all(_met(line, end, framing, near) for end in line.ends)]
    return framing + inside


def _met(line: Line, end: tuple[float, float], across: list[Line], near: float) -> bool:
    """Whether one of the lines across passes the end of a line, at a right angle, as thick."""
    return any(
        abs(other.slope + line.slope) < SQUARE
        and abs(line.thickness - other.thickness) <= max(1, 0.5 * other.thickness)
        and _passes(other, *end, near)
        for other in across
    )


def _met_again(line: Line, lines: list[Line], near: float) -> bool:
    (x, y), (other_x, other_y) = line.ends
    return any(_passes(o, x, y, near) and _passes(o, other_x, other_y, near) for o in lines)


def _close(a: tuple[float, float], b: tuple[float, float], near: float) -> bool:
    return abs(a[0] - b[0]) <= near and abs(a[1] - b[1]) <= near


def _passes(line: Line, x: float, y: float, near: float) -> bool:
    along, beside = (y, x) if line.vertical else (x, y)
    off = abs(line.intercept + line.slope * along - beside)
    return off <= near and line.first - near <= along <= line.last + near
