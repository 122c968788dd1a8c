"""Which bodies of ink make a line: how level they stand, what they share, how the line falls."""

import numpy as np
import pytest

from lenet.pictures.ink.cleaning import Cleaned
from lenet.pictures.planes import components
from lenet.reading.lines.line import Line
from lenet.reading.lines.page_lines import find_lines, writing_height

Body = tuple[int, int, int, int]
"""The left, top, width and height of a rectangle of ink."""


def lines_of(*bodies: Body) -> list[Line]:
    mask = np.zeros((400, 800), np.uint8)
    for left, top, width, height in bodies:
        mask[top : top + height, left : left + width] = 1
    ink = mask.astype(np.float32)
    return find_lines(Cleaned(ink, mask, 6, False, (), 1 - ink, ink, mask))


@pytest.mark.parametrize(("lower", "lines"), [(0, 1), (20, 1), (24, 2), (30, 2)])
def test_neighbours_stand_no_more_than_half_their_height_lower(lower: int, lines: int) -> None:
    assert len(lines_of((100, 100, 20, 40), (130, 100 + lower, 20, 40))) == lines


@pytest.mark.parametrize(("top", "lines"), [(135, 1), (136, 2)])
def test_neighbours_share_two_fifths_of_the_lower_ones_height(top: int, lines: int) -> None:
    low = [(left, top, 6, 12) for left in (170, 182)]
    assert len(lines_of(*((left, 100, 20, 40) for left in (90, 115, 140)), *low)) == lines


@pytest.mark.parametrize(("apart", "lines"), [(80, 1), (95, 2)])
def test_what_stands_more_than_twice_its_height_apart_is_two_lines(apart: int, lines: int) -> None:
    assert len(lines_of((100, 100, 20, 40), (120 + apart, 100, 20, 40))) == lines


@pytest.mark.parametrize(("fall", "slope"), [(4, 0.1), (-5, -0.125), (8, 0.0), (-10, 0.0)])
def test_a_line_that_falls_too_steeply_is_taken_as_level(fall: int, slope: float) -> None:
    (line,) = lines_of(*((60 + 40 * place, 200 + fall * place, 20, 40) for place in range(8)))
    assert line.slope == pytest.approx(slope, abs=0.005)


@pytest.mark.parametrize(("stroke", "height"), [(2.4, 30), (2.6, 100)])
def test_what_is_forty_strokes_high_was_not_written_with_that_pen(
    stroke: float, height: int
) -> None:
    mask = np.zeros((120, 400), np.uint8)
    mask[10:110, 10:130] = 1
    for left in (200, 250, 300):
        mask[50:80, left : left + 12] = 1
    assert writing_height(components(mask)[1][1:], stroke) == height
