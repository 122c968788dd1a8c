"""What is to be read of a page: its lines of writing, or the boxes of a form, ready to be swept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lenet.pictures.boxes import Box
from lenet.pictures.planes import Mask, Plane, components, grown
from lenet.reading.ink.cleaning import Cleaned
from lenet.reading.ink.lines import WritingLine, digits_extent, find_lines
from lenet.reading.strips.looks import Line

AROUND = 0.35
"""Heights of the writing that are shown around a line."""

ONE_LINE = 2.6
"""A picture of at most so many heights of its writing holds one line, whatever else is in it."""

WIDEST_DIGIT, OPEN_ROWS = 1.5, 0.2
"""Of the height of all ink: how wide it is at most, and how many rows in it are empty at a stretch,
if it is one digit, whole or broken."""

FULL_INK = 60
"""The percentile of the ink's depth that counts as full ink."""


@dataclass(frozen=True)
class Field:
    """A line or a box of a form.

    Attributes
    ----------
    box : Box
        Where it is in the page.
    line : Line or None
        What is swept; None where there is no ink.
    mask : uint8 [box.height, box.width]
        1 where its ink is.
    stroke : float
        The width of its strokes in pixels; 0 without ink.
    name : str
        The box's name on the form.
    """

    box: Box
    line: Line | None
    mask: Mask
    stroke: float
    name: str = ""


def fields_of_page(cleaned: Cleaned, *, one_digit: bool = False) -> Iterator[Field]:
    """The lines of writing in reading order; the whole page, without a line, if there are none.

    ``one_digit`` says that a line has no more: then ink that is no larger is one line, whatever
    pieces it is in.
    """
    height, width = cleaned.mask.shape
    whole = Box(0, 0, width, height)
    one = _extent_of_one(cleaned.mask) if one_digit else None
    if one:
        yield _field(cleaned, whole, one)
        return
    lines = find_lines(cleaned.ink, cleaned.mask, cleaned.stroke)
    tallest = max((line.bottom - line.top for line in lines), default=0.0)
    if not lines or height <= ONE_LINE * tallest:
        yield field_of_box(cleaned, whole)
        return
    for line in lines:
        yield _field_of_line(cleaned, line)


def field_of_box(cleaned: Cleaned, box: Box, name: str = "", *, one_digit: bool = False) -> Field:
    """All that a cleaned picture holds, as one line; ``box`` says where it was cut from."""
    one = _extent_of_one(cleaned.mask) if one_digit else None
    return _field(cleaned, box, one or digits_extent(components(cleaned.mask)[1][1:]), name)


def _field(cleaned: Cleaned, box: Box, extent: tuple[float, float], name: str = "") -> Field:
    top, bottom = extent
    if bottom - top < 2:
        return Field(box, None, cleaned.mask, cleaned.stroke, name)
    line = Line(cleaned.depth, cleaned.ink, _full(cleaned.depth, cleaned.mask), top, bottom)
    return Field(box, line, cleaned.mask, cleaned.stroke, name)


def _extent_of_one(mask: Mask) -> tuple[float, float] | None:
    """Between which rows all ink is, if it can be one digit."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if width > WIDEST_DIGIT * height or np.diff(rows).max(initial=1) > OPEN_ROWS * height:
        return None
    return float(rows[0]), float(rows[-1] + 1)


def _field_of_line(cleaned: Cleaned, line: WritingLine) -> Field:
    """A line with the paper around it, and without the ink of other lines."""
    height, width = cleaned.mask.shape
    around = round(AROUND * (line.bottom - line.top))
    left, top = max(0, line.box.x - around), max(0, line.box.y - around)
    right = min(width, line.box.x + line.box.width + around)
    bottom = min(height, line.box.y + line.box.height + around)
    place = slice(top, bottom), slice(left, right)
    own: Mask = np.zeros((bottom - top, right - left), np.uint8)
    down, across = line.box.y - top, line.box.x - left
    own[down : down + line.box.height, across : across + line.box.width] = line.ink > 0
    foreign = grown(cleaned.mask[place] & (1 - grown(own)))
    depth: Plane = cleaned.depth[place] * (1 - foreign)
    mask = cleaned.mask[place] & own
    box = Box(left, top, right - left, bottom - top)
    full = _full(depth, mask)
    ink: Plane = cleaned.ink[place] * (1 - foreign)
    swept = Line(depth, ink, full, line.top + down, line.bottom + down, line.slope)
    return Field(box, swept, mask, cleaned.stroke)


def _full(depth: Plane, mask: Mask) -> float:
    """The depth of full ink."""
    inked = depth[mask > 0]
    place = min(len(inked) * FULL_INK // 100, len(inked) - 1)
    return max(float(np.partition(inked, place)[place]), 1e-3) if len(inked) else 1.0
