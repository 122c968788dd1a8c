"""Lines of writing: found on pages, also turned, in reading order, with their marks."""

import cv2
import numpy as np
import pytest

from lenet.pictures.boxes import Box
from lenet.pictures.ink.cleaning import Cleaned, clean
from lenet.pictures.planes import components
from lenet.reading.lines.page_lines import digits_extent, find_lines, writing_height

HIGH = 32


def grey(ink) -> np.ndarray:
    return np.rint((0.85 - 0.65 * ink) * 65535).astype(np.uint16)


def lines_of(ink):
    return find_lines(clean(grey(ink)))


def page_of(draw_line, rows, *, spacing=1.7, height=HIGH):
    """A page with the texts of each row, at (x in heights, text), below each other."""
    size = int((len(rows) + 1) * spacing * height + 2 * height), 28 * height
    page = np.zeros(size, np.float32)
    for number, row in enumerate(rows):
        for x, text in row:
            ink = draw_line(text, height)
            top, left = int((0.5 + number * spacing) * height), int(x * height)
            place = page[top : top + ink.shape[0], left : left + ink.shape[1]]
            np.maximum(place, ink, out=place)
    return page


def turned(page, degrees):
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height)), matrix


def signs(line) -> int:
    """How many components the own ink of a line has."""
    return len(components(line.mask)[1]) - 1


def inked(line) -> Box:
    """The box of a line's own ink on the page."""
    rows, columns = np.nonzero(line.mask)
    left, top = line.box.x + columns.min(), line.box.y + rows.min()
    return Box(left, top, np.ptp(columns) + 1, np.ptp(rows) + 1)


@pytest.mark.parametrize("degrees", [0, 1, -2, 3, -3])
@pytest.mark.parametrize("spacing", [1.6, 2.5])
def test_lines_are_found_from_top_to_bottom_on_a_page_that_is_turned(draw_line, degrees, spacing):
    texts = ["1704", "23", "9006.58-", "7", "41.300", "888888888888"]
    page, _ = turned(page_of(draw_line, [[(4, text)] for text in texts], spacing=spacing), degrees)
    assert [signs(line) for line in lines_of(page)] == [len(text) for text in texts]


@pytest.mark.parametrize("height", [14, 30, 90])
def test_a_table_is_read_row_by_row(draw_line, height):
    rows = [[(1, "12"), (8, "3"), (14, "4567")], [(1, "1"), (8, "234"), (14, "56")]]
    page, _ = turned(page_of(draw_line, rows, height=height), 2)
    assert [signs(line) for line in lines_of(page)] == [2, 1, 4, 1, 3, 2]


def test_a_strip_is_one_line_with_its_points_and_its_closing_stroke(draw_line):
    strip = draw_line("4,310.5    -", HIGH)
    (line,) = lines_of(strip)
    assert signs(line) == 8
    rows, columns = np.nonzero(strip > 0.5)
    own = inked(line)
    assert abs(own.x - columns.min()) <= 2
    assert abs(own.y - rows.min()) <= 2
    assert abs(own.x + own.width - 1 - columns.max()) <= 2
    assert abs(own.y + own.height - 1 - rows.max()) <= 2
    assert own.y - line.box.y == pytest.approx(0.35 * HIGH, abs=2)
    for plane in (line.depth, line.ink, line.mask):
        assert plane.shape == (line.box.height, line.box.width)


def test_the_digits_extent_leaves_out_commas_dashes_and_tails(draw_line):
    strip = draw_line("40,2-81", HIGH)
    tail = np.array([[[int((1.12 + 0.9 * 5) * HIGH), HIGH], [int(5.2 * HIGH), 2 * HIGH - 1]]])
    cv2.polylines(strip, tail, False, 1, 3)
    (line,) = lines_of(strip)
    assert line.box.y + line.top == pytest.approx(HIGH / 2, abs=3)
    assert line.bottom - line.top == pytest.approx(1.08 * HIGH, abs=3)


def test_what_reaches_in_from_another_line_is_not_a_lines_own_ink(draw_line):
    page = page_of(draw_line, [[(4, "77777")], [(4, "11111")]], spacing=1.15)
    page, _ = turned(page, 3)
    upper, lower = lines_of(page)
    above, below = inked(upper), inked(lower)
    assert above.y + above.height > below.y
    assert signs(upper) == signs(lower) == 5


@pytest.mark.parametrize("degrees", [-3, -1.5, 0, 1.5, 3])
def test_how_a_line_falls_is_measured_and_a_short_one_follows_the_page(draw_line, degrees):
    page, _ = turned(
        page_of(draw_line, [[(3, "88300688")], [(4, "9")], [(3, "30056880")]]), degrees
    )
    for line in lines_of(page):
        assert line.slope == pytest.approx(np.tan(np.radians(-degrees)), abs=0.012)
    (alone,) = lines_of(turned(draw_line("9", HIGH), degrees)[0])
    assert alone.slope == 0


def test_lines_of_different_heights_stand_on_one_page(draw_line):
    page = np.zeros((400, 500), np.float32)
    for top, height in ((10, 60), (140, 24), (230, 40)):
        ink = draw_line("3052", height, stroke=4 / height)
        page[top : top + ink.shape[0], 40 : 40 + ink.shape[1]] += ink
    found = lines_of(page)
    assert [signs(line) for line in found] == [4, 4, 4]
    for line, height in zip(found, (60, 24, 40), strict=True):
        assert line.bottom - line.top == pytest.approx(height, abs=8)


@pytest.mark.parametrize("shape", [(1, 1), (50, 150)])
def test_paper_has_no_lines(shape):
    nothing = np.zeros(shape, np.float32)
    assert lines_of(nothing) == []
    measures = components(nothing.astype(np.uint8))[1][1:]
    assert digits_extent(measures) == (0, 0)
    assert writing_height(measures, 0) == 0


def test_a_page_full_of_dots_and_blots_ends():
    chance = np.random.default_rng(0)
    mask = (cv2.GaussianBlur(chance.normal(size=(600, 800)), (0, 0), 2) > 0.12).astype(np.uint8)
    plane = mask.astype(np.float32)
    blotted = Cleaned(plane, mask, 4.0, False, (), 1 - plane, plane, mask)
    for line in find_lines(blotted):
        assert line.ink.shape == (line.box.height, line.box.width)
        assert line.ink.any()
