"""What is to be read of a page: its lines of writing, or the boxes of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lenet.errors import PictureError
from lenet.pictures.boxes import Box
from lenet.pictures.grey import Grey
from lenet.pictures.ink.cleaning import Cleaned, around, clean, full_depth
from lenet.pictures.ink.edges import hanging_beside_a_digit
from lenet.pictures.planes import Mask, chosen, components
from lenet.reading.lines.line import Line
from lenet.reading.lines.page_lines import digits_extent, find_lines
from lenet.reading.lines.rows import most_digits

ONE_LINE = 2.6
"""Heights of the writing: a picture that is no higher holds one line, whatever else is in it."""

WIDEST_DIGIT, USUAL_DIGIT, HIGHEST_DIGIT = 1.5, 1.8, 2.6
"""When all ink can be one digit in pieces: it is at most the first times wider than high, and the
last times higher than wide. Two digits above each other are mostly higher than the second."""

STEM = 0.35
"""Heights of the higher piece: the pieces of a 1 are no wider, and its height is not bounded."""

OPEN_ROWS, OPEN_BESIDE = 0.2, 0.25
"""The rows without ink between two pieces of a digit, at most: as a share of the height of all ink;
and where that is higher than usual, as a share of the higher piece's."""


@dataclass(frozen=True, eq=False)
class Field:
    """A line of writing on a page, or a box of a form.

    Attributes
    ----------
    box : Box
        Where it is on the page.
    line : Line or None
        The writing in it; None where there is no ink.
    name : str
        The box's name on the form; "" without a form.
    row, column : int or None
        Of a cell of a table, from 1.
    reason : str
        Why there is nothing to be read, if there is ink.
    """

    box: Box
    line: Line | None
    name: str = ""
    row: int | None = None
    column: int | None = None
    reason: str = ""


def fields_of_page(
    cleaned: Cleaned, *, one_digit: bool = False, lengths: tuple[int, int] | None = None
) -> Iterator[Field]:
    """The lines of writing in reading order; the whole page, without a line, if there are none.

    ``one_digit`` says that each line has a single digit: then all ink is one line if it can be one
    digit, in however many pieces. ``lengths`` are the fewest and the most digits of a line, if that
    is known: digits that stand far apart are one line then, and a line that cannot have so many is
    not read.
    """
    height, width = cleaned.mask.shape
    whole = Box(0, 0, width, height)
    if one_digit:
        cleaned = _without_neighbours(cleaned)
    one = _extent_of_one(cleaned.mask) if one_digit else None
    if one:
        yield _field(cleaned, whole, one)
        return
    lines = find_lines(cleaned, one_line=ONE_LINE, lengths=lengths)
    for field in [Field(one.box, one) for one in lines] or [field_of_box(cleaned, whole)]:
        yield _if_long_enough(field, lengths)


def fields_of_boxes(
    grey: Grey, boxes: Mapping[str, Box], source: str = "", *, one_digit: bool = False
) -> Iterator[tuple[Cleaned, Field]]:
    """Each named box of a page, as far as it is on the page, cleaned on its own.

    PictureError, beginning with ``source``, for a box that lies outside the page.
    """
    height, width = grey.shape
    for name, box in boxes.items():
        left, top = max(0, box.x), max(0, box.y)
        right, bottom = min(width, box.x + box.width), min(height, box.y + box.height)
        if right <= left or bottom <= top:
            raise PictureError(
                f"{source}expected the box {','.join(map(str, box))} within {width}x{height}"
            )
        cleaned = clean(np.ascontiguousarray(grey[top:bottom, left:right]))
        inside = Box(left, top, right - left, bottom - top)
        yield cleaned, field_of_box(cleaned, inside, name, one_digit=one_digit)


def field_of_box(cleaned: Cleaned, box: Box, name: str = "", *, one_digit: bool = False) -> Field:
    """All ink of a cleaned picture as one line; ``box`` says where on the page it was cut from."""
    if one_digit:
        cleaned = _without_neighbours(cleaned)
    one = _extent_of_one(cleaned.mask) if one_digit else None
    return _field(cleaned, box, one or digits_extent(components(cleaned.mask)[1][1:]), name)


def _field(cleaned: Cleaned, box: Box, extent: tuple[float, float], name: str = "") -> Field:
    top, bottom = extent
    if bottom - top < 2:
        return Field(box, None, name)
    full = full_depth(cleaned.depth, cleaned.mask)
    line = Line(box, cleaned.depth, cleaned.ink, cleaned.mask, cleaned.stroke, full, top, bottom)
    return Field(box, line, name)


def _if_long_enough(field: Field, lengths: tuple[int, int] | None) -> Field:
    """The field, without its line if that is too short for the digits asked for."""
    if field.line is None or lengths is None:
        return field
    most = most_digits(components(field.line.mask)[1][1:], field.line.bottom - field.line.top)
    if most >= lengths[0]:
        return field
    reason = f"this is too little ink for {lengths[0]} digits: a part of a row, or something else"
    return replace(field, line=None, reason=reason)


def _without_neighbours(cleaned: Cleaned) -> Cleaned:
    """The same without what hangs on the edge, if a digit stands free of it."""
    labels, measures = components(cleaned.mask)
    hanging = hanging_beside_a_digit(labels, measures)
    if not hanging.any():
        return cleaned
    mask = chosen(labels, ~hanging)
    paper = 1 - around(chosen(labels, hanging), mask)
    return replace(cleaned, mask=mask, depth=cleaned.depth * paper, ink=cleaned.ink * paper)


def _extent_of_one(mask: Mask) -> tuple[float, float] | None:
    """The first row of the ink and the one past the last, if all of it can be one digit."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return None
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if width > WIDEST_DIGIT * height or not _can_be_pieces_of_one(rows, height, width):
        return None
    return float(rows[0]), float(rows[-1] + 1)


def _can_be_pieces_of_one(rows: NDArray[np.intp], height: int, width: int) -> bool:
    """Whether ink in these rows can be one digit, whole or broken, and not a column of digits."""
    gaps = np.diff(rows)
    parted = np.flatnonzero(gaps > 1)
    if not len(parted):
        return True
    pieces = np.diff([0, *(parted + 1), len(rows)])
    open_rows = gaps[parted] - 1
    if height <= USUAL_DIGIT * width:
        return bool(open_rows.max() <= OPEN_ROWS * height)
    near = open_rows <= OPEN_BESIDE * np.maximum(pieces[:-1], pieces[1:])
    narrow = width <= STEM * pieces.max()
    return bool(near.all()) and (narrow or height <= HIGHEST_DIGIT * width)
