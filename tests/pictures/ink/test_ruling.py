"""Ruled lines: gone where they are free, and the writing on and across them whole."""

import cv2
import numpy as np
import pytest

from lenet.pictures.ink.cleaning import clean
from lenet.pictures.ink.ruling import RuledLine, find_ruled_lines, without_ruled_lines
from lenet.pictures.planes import components

HIGH = 40


def grey(ink) -> np.ndarray:
    return np.rint((0.85 - 0.65 * ink) * 65535).astype(np.uint16)


def ruled(page, start, end, thickness=2, depth=0.8):
    """The page with a line from start to end, (x, y)."""
    line = np.zeros(page.shape, np.uint8)
    cv2.line(line, start, end, 255, thickness, cv2.LINE_AA)
    return np.maximum(page, line.astype(np.float32) * depth / 255)


def boxed(page, left, top, right, bottom):
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        page = ruled(page, start, end)
    return page


def turned(page, degrees):
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height))


def whole(mask, ink) -> int:
    """How many of the components of the ink are one component of the mask, and nothing is added."""
    real = (ink > 0.5).astype(np.uint8)
    labels, measures = components(real)
    found, _ = components(mask)
    good = 0
    for one in range(1, len(measures)):
        counts = np.bincount(found[labels == one])
        good += counts.max() > 0.85 * (labels == one).sum() and counts[0] < counts[1:].max(
            initial=0
        )
    near = cv2.dilate(real, np.ones((9, 9), np.uint8))
    assert (mask & (1 - near)).sum() < 0.03 * real.sum(), "something of a line is left"
    return good


@pytest.mark.parametrize("row", [0.1, 0.5, 0.8, 0.95, 1.0, 1.05, 1.2])
@pytest.mark.parametrize("degrees", [0, 1, -3])
def test_a_ruled_line_goes_and_the_digits_stay_whole_wherever_it_runs(draw_line, row, degrees):
    ink = draw_line("3148927", HIGH)
    y = int(HIGH / 2 + row * HIGH)
    page = turned(ruled(ink, (0, y), (ink.shape[1], y)), degrees)
    cleaned = clean(grey(page))
    assert len(cleaned.ruled_lines) == 1
    # The feet of 2, 8 and 3 may lie in the line over their whole length: then they are the line.
    assert whole(cleaned.mask, turned(ink, degrees)) >= (5 if 0.9 < row < 1.1 else 7)


@pytest.mark.parametrize("degrees", [0, 2])
def test_a_box_around_one_digit_goes(draw_line, degrees):
    for sign in "0123456789":
        ink = draw_line(sign, HIGH, margin=HIGH)
        page = turned(boxed(ink, 25, 25, ink.shape[1] - 30, ink.shape[0] - 25), degrees)
        cleaned = clean(grey(page))
        assert len(cleaned.ruled_lines) == 4
        assert whole(cleaned.mask, turned(ink, degrees)) == 1


@pytest.mark.parametrize("degrees", [0, 1.5])
def test_a_row_of_boxes_goes_and_its_ones_stay(draw_line, degrees):
    ink = draw_line("310417", HIGH, margin=HIGH)
    page = boxed(ink, 36, 30, 36 + 6 * 36, 92)
    for k in range(1, 6):
        page = ruled(page, (36 + 36 * k, 30), (36 + 36 * k, 92))
    cleaned = clean(grey(turned(page, degrees)))
    assert len(cleaned.ruled_lines) == 9
    assert whole(cleaned.mask, turned(ink, degrees)) == 6


def test_a_table_goes_and_what_is_in_it_stays(draw_line):
    page = ink = np.tile(draw_line("170", HIGH), (5, 3))
    height, width = ink.shape
    for y in range(4, height, 2 * HIGH - 4):
        page = ruled(page, (0, y), (width, y))
    for x in range(4, width, draw_line("170", HIGH).shape[1]):
        page = ruled(page, (x, 0), (x, height))
    assert whole(clean(grey(page)).mask, ink) == 45


@pytest.mark.parametrize("sign", list("0123456789"))
@pytest.mark.parametrize(("height", "stroke"), [(20, 0.1), (90, 0.04), (90, 0.1), (300, 0.02)])
def test_no_straight_stroke_of_a_digit_is_taken_for_a_line(draw_line, sign, height, stroke):
    ink = draw_line(sign, height, stroke=stroke)
    assert not clean(grey(ink)).ruled_lines


def test_ones_between_two_rulings_are_not_borders(draw_line):
    ink = draw_line("1000111", HIGH)
    page = ink
    for y in (HIGH // 2 - 2, HIGH // 2 + HIGH + 2):
        page = ruled(page, (0, y), (ink.shape[1], y))
    cleaned = clean(grey(page))
    assert len(cleaned.ruled_lines) == 2
    assert whole(cleaned.mask, ink) == 7


def test_squared_paper_is_paper(draw_line):
    ink = page = draw_line("5062", HIGH, margin=HIGH)
    height, width = ink.shape
    for k in range(5, height, 20):
        page = ruled(page, (0, k), (width, k), 1, 0.25)
    for k in range(5, width, 20):
        page = ruled(page, (k, 0), (k, height), 1, 0.25)
    assert whole(clean(grey(page)).mask, ink) == 4


def test_a_line_says_where_it_ends():
    line = RuledLine(10, 31, 0.1, 5.0, 2)
    assert line.length == 21
    assert line.ends == ((10, 6.0), (30, 8.0))
    assert line._replace(vertical=True).ends == ((6.0, 10), (8.0, 30))


def test_a_mask_without_ruled_lines_is_left_as_it_was(draw_line):
    mask = (draw_line("28", HIGH) > 0.5).astype(np.uint8)
    assert find_ruled_lines(mask, 4) == ()
    np.testing.assert_array_equal(without_ruled_lines(mask, (), 4), mask)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (60, 200)])
def test_a_mask_full_of_ink_or_empty_has_no_lines_to_follow(shape):
    for value in (0, 1):
        mask = np.full(shape, value, np.uint8)
        lines = find_ruled_lines(mask, 4)
        assert without_ruled_lines(mask, lines, 4).shape == shape


def drawn(line_width=2, grey=30, broken=0.0, comb=False, turn=0.0, rows=3, columns=4):
    """A table of ink-free cells of 40x40, or a comb, uint16, and where digits would stand."""
    page = np.full((40 * rows + 40, 40 * columns + 40), 250, np.uint8)
    right, bottom = 20 + 40 * columns, 20 + 40 * rows
    for k in range(comb, columns + 1 - comb):
        cv2.line(page, (20 + 40 * k, 20), (20 + 40 * k, bottom), grey, line_width)
    for k in () if comb else range(rows + 1):
        cv2.line(page, (20, 20 + 40 * k), (right, 20 + 40 * k), grey, line_width)
    page[(np.random.default_rng(1).random(page.shape) < broken)] = 250
    for row in range(rows):
        for column in range(columns):
            if (row + column) % 3 != comb:
                place = 20 + 40 * column + 12, 20 + 40 * row + 31
                cv2.putText(page, "253"[column % 3], place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 3)
    matrix = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), turn, 1)
    page = cv2.warpAffine(page, matrix, page.shape[::-1], borderValue=250)
    return page.astype(np.uint16) * 257


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_straight_strokes_of_digits_divide_no_comb(count):
    """As of a 2 with a long plumb stem: what stands beside the stem is a part of the same digit."""
    ink = np.zeros((110, 70 * count), np.float32)
    two = [(0, 34), (4, 18), (14, 10), (24, 16), (26, 26), (26, 80), (20, 100), (44, 92)]
    for left in range(10, 70 * count, 70):
        cv2.polylines(ink, [np.array([(left + x, y) for x, y in two])], False, 1, 5)
    cleaned = clean((250 - 220 * np.pad(ink, 20)).astype(np.uint16) * 257)
    assert cleaned.grids == ()
    assert (cleaned.mask == cleaned.found).all()


@pytest.mark.parametrize("how", [
    {}, {"line_width": 1, "broken": 0.12}, {"line_width": 3, "grey": 150}, {"turn": 2.0},
    {"rows": 1, "columns": 6}, {"rows": 9, "columns": 9, "line_width": 4},
    {"rows": 1, "comb": True}, {"rows": 1, "comb": True, "broken": 0.12, "grey": 60},
])  # fmt: skip
def test_the_cells_of_a_table_or_a_comb_are_found_however_its_lines_are_drawn(how):
    cleaned = clean(drawn(**how))
    (grid,) = cleaned.grids
    assert (len(grid.rows), len(grid.columns)) == (how.get("rows", 3), how.get("columns", 4))
    cell = grid.cells()[1]
    assert (cell.row, cell.column) == (1, 2)
    paper, inside, outside = (0, 0, 1, 1, 1), (80, 40, 0, 0, 1), (2, 2, 0, 0, 1)
    row, column = grid.places(np.array([paper, inside, outside]))
    assert (row[1], column[1]) == (1, 2)
    assert 0 in (row[2], column[2])
    if not how.get("comb"):
        assert not cleaned.mask[25:55, 25:55].any()  # row 1, column 1
    wanted = sum(
        (r + c) % 3 != how.get("comb", 0)
        for r in range(len(grid.rows))
        for c in range(len(grid.columns))
    )
    assert len(components(cleaned.mask)[1]) - 1 == wanted
    assert clean(drawn(**how)).depth[5:-5, 5:-5].max() > 0.5


@pytest.mark.parametrize("gap", [4, 9, 20])
@pytest.mark.parametrize(("rows", "columns"), [(1, 4), (3, 5), (4, 1)])
def test_boxes_that_stand_apart_have_no_cell_between_them(rows, columns, gap):
    page = np.full((60 + rows * (40 + gap), 60 + columns * (40 + gap)), 250, np.uint8)
    for row in range(rows):
        for column in range(columns):
            x, y = 30 + column * (40 + gap), 30 + row * (40 + gap)
            cv2.rectangle(page, (x, y), (x + 40, y + 40), 80, 1)
            cv2.putText(page, "5", (x + 12, y + 31), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 3)
    (grid,) = clean(page.astype(np.uint16) * 257).grids
    boxes = [cell.box for cell in grid.cells()]
    assert len(boxes) == rows * columns
    assert all(abs(box.width - 40) <= 2 >= abs(box.height - 40) for box in boxes)


@pytest.mark.parametrize("signs", ["1171", "4444", "0000", "7140"])
def test_straight_strokes_of_digits_are_no_grid(draw_line, signs):
    assert not clean(grey(draw_line(signs, HIGH))).grids
