"""Digits far apart in one row, and brackets: what belongs to one text."""

import numpy as np
import pytest

from lenet.pictures.ink.cleaning import clean
from lenet.reading.lines.fields import fields_of_page
from lenet.reading.texts.grammar import automaton_for


def page(*bars, height=200, width=1200):
    """Upright bars (x, top, bottom, wide) as dark ink on light paper."""
    grey = np.full((height, width), 60000, np.uint16)
    for x, top, bottom, wide in bars:
        grey[top:bottom, x : x + wide] = 8000
        grey[top + 5 : bottom - 5, x + 5 : x + wide - 5] = 60000
    return clean(grey)


def digits(*lefts, top=80):
    return [(x, top, top + 40, 26) for x in lefts]


def boxes(cleaned, lengths=None):
    return [field.line is not None for field in fields_of_page(cleaned, lengths=lengths)]


@pytest.mark.parametrize("pitch", [70, 120, 170, 240])
def test_digits_of_one_row_are_one_line_when_a_length_says_so(pitch):
    spaced = page(*digits(*(20 + pitch * n for n in range(4))))
    assert boxes(spaced, (4, 4)) == [True]
    assert boxes(spaced, (2, 2)) == ([True, True] if pitch == 240 else [True])


def test_amounts_that_have_their_length_stay_apart():
    two = page(*digits(20, 60, 100, 300, 340, 380))
    assert boxes(two, (3, 3)) == [True, True]
    assert boxes(two, (6, 6)) == [True]
    assert boxes(two) == [True, True]


def test_evenly_spaced_digits_are_one_line_unless_they_are_columns():
    row = (20, 180, 340, 500)
    assert boxes(page(*digits(*row))) == [True]
    assert len(boxes(page(*digits(*row), *digits(*row, top=10), height=300))) == 8


def test_a_fragment_is_not_read_as_more_digits_than_it_can_hold():
    (field,) = fields_of_page(page(*digits(20, 180)), lengths=(7, 7))
    assert field.line is None
    assert "too little ink for 7 digits" in field.reason


def test_a_tall_pair_of_brackets_is_left_out():
    bracket = [(20, 50, 150, 5), (200, 50, 150, 5)]
    (field,) = fields_of_page(page(*digits(50, 90, 130), *bracket, height=300))
    assert field.line is not None
    assert not field.line.mask[:, :10].any()
    (alone,) = fields_of_page(page(*digits(50, 90, 130), bracket[0], height=300))
    assert alone.box.width > field.box.width - 30


@pytest.mark.parametrize(
    ("pattern", "counts"),
    [(r"\d{4}", (4, 4)), (r"\d{2,5}", (2, 5)), (r"\d{2}\.\d{2}", (4, 4)), (r"1+", (1, 100))],
)
def test_how_many_digits_a_pattern_allows(pattern, counts):
    assert automaton_for("digits", None, pattern).digit_counts == counts
