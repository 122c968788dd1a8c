"""The borders of boxes and tables: lines that meet at right angles at both of their ends."""

from __future__ import annotations

from lenet.pictures.ink.ruling.candidates import candidates
from lenet.pictures.ink.ruling.ruled_line import RuledLine
from lenet.pictures.planes import Mask

FRAME_REACH = 10
"""Strokes: over how many a border is followed; it may belong to a box around one digit."""

SQUARE = 0.03
"""How far from a right angle a corner may be: the difference of the two slopes."""


def frames(mask: Mask, stroke: float, level: list[RuledLine]) -> list[RuledLine]:
    """The borders of boxes and of rows of boxes; ``level`` are the long horizontal candidates.

    A vertical border could be a 1 between two ruled lines. So it must be as thin as the lines that
    it meets, at a right angle to them, and meet them at their ends. Once there are two such
    borders, others that reach from one horizontal border to another are borders too.
    """
    reach = FRAME_REACH * stroke
    upright = candidates(mask.T, stroke, reach, vertical=True)
    if not upright:
        return []
    near = 2 * stroke + 1
    short = candidates(mask, stroke, reach, vertical=False)
    level = [*level, *(line for line in short if not _lies_on_one(line, level, near))]
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


def _met(line: RuledLine, end: tuple[float, float], across: list[RuledLine], near: float) -> bool:
    """Whether one of the lines across, about as thick, meets a line's end at a right angle."""
    return any(
        abs(other.slope + line.slope) < SQUARE
        and abs(line.thickness - other.thickness) <= max(1, 0.5 * other.thickness)
        and _passes(other, *end, near)
        for other in across
    )


def _lies_on_one(line: RuledLine, lines: list[RuledLine], near: float) -> bool:
    """Whether a line is a part of one of the others, found again."""
    (x, y), (other_x, other_y) = line.ends
    return any(_passes(o, x, y, near) and _passes(o, other_x, other_y, near) for o in lines)


def _close(a: tuple[float, float], b: tuple[float, float], near: float) -> bool:
    return abs(a[0] - b[0]) <= near and abs(a[1] - b[1]) <= near


def _passes(line: RuledLine, x: float, y: float, near: float) -> bool:
    """Whether a line passes a point of the picture."""
    along, beside = (y, x) if line.vertical else (x, y)
    off = abs(line.intercept + line.slope * along - beside)
    return off <= near and line.first - near <= along <= line.last + near
