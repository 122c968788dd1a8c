"""What is to be read of a page, where it is said that a line has one digit."""

import numpy as np

from lenet.pictures.boxes import Box
from lenet.pictures.grey import Grey
from lenet.pictures.ink.cleaning import clean
from lenet.reading.lines.fields import field_of_box, fields_of_page


def page(*rectangles: tuple[int, int, int, int], height: int = 100, width: int = 100) -> Grey:
    """Dark rectangles, (top, bottom, left, right), on light paper."""
    grey = np.full((height, width), 60_000, np.uint16)
    for top, bottom, left, right in rectangles:
        grey[top:bottom, left:right] = 8_000
    return grey


def test_a_broken_digit_is_one_line_as_high_as_all_its_pieces() -> None:
    broken = clean(page((20, 25, 30, 65), (31, 80, 30, 36), (76, 80, 30, 60)))
    (field,) = fields_of_page(broken, one_digit=True)
    assert field.line is not None
    assert (round(field.line.top), round(field.line.bottom)) == (20, 80)
    same = field_of_box(broken, Box(5, 6, 100, 100), "box", one_digit=True)
    assert same.line is not None
    assert (same.line.top, same.line.bottom) == (field.line.top, field.line.bottom)


def test_digits_above_each_other_are_still_lines_each() -> None:
    bars = [(top, top + 40, 40, 46) for top in (10, 110, 210)]
    fields = list(fields_of_page(clean(page(*bars, height=300)), one_digit=True))
    assert [round(field.box.y + field.line.top) for field in fields if field.line] == [10, 110, 210]


def test_digits_close_above_each_other_are_lines_each_too() -> None:
    rings = [
        one
        for top in (10, 62, 114)
        for one in ((top, top + 6, 30, 60), (top + 34, top + 40, 30, 60), (top, top + 40, 30, 36))
    ]
    fields = list(fields_of_page(clean(page(*rings, height=170)), one_digit=True))
    assert len(fields) == 3


def test_a_1_in_pieces_is_one_digit() -> None:
    pieces = clean(page((10, 40, 40, 46), (44, 70, 40, 46), (73, 90, 40, 46)))
    (field,) = fields_of_page(pieces, one_digit=True)
    assert field.line is not None
    assert (round(field.line.top), round(field.line.bottom)) == (10, 90)


def test_ink_that_is_wider_than_a_digit_is_not_taken_for_one() -> None:
    wide = clean(page((20, 60, 10, 16), (20, 60, 50, 56), (30, 60, 90, 96)))
    (asked,), (other,) = (list(fields_of_page(wide, one_digit=one)) for one in (True, False))
    assert asked.line is not None
    assert other.line is not None
    assert (asked.line.top, asked.line.bottom) == (other.line.top, other.line.bottom)


def test_an_empty_page_has_no_line() -> None:
    (field,) = fields_of_page(clean(page()), one_digit=True)
    assert field.line is None
