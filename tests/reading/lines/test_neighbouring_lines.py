"""Lines near each other: in which order they are read, and that none has another's ink."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.pictures.ink.cleaning import Cleaned, clean
from lenet.reading.lines.fields import fields_of_page
from lenet.reading.lines.page_lines import find_lines

HIGH = 32
Plane = NDArray[np.float32]
DrawLine = Callable[..., Plane]


def cleaned_page(ink: Plane) -> Cleaned:
    return clean(np.rint((0.85 - 0.65 * ink) * 65535).astype(np.uint16))


def turned(page: Plane, degrees: float) -> Plane:
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height)), np.float32)


def placed(draw_line: DrawLine, texts: list[tuple[int, int, str]]) -> Plane:
    """A page with texts, each with its left and top in pixels."""
    page = np.zeros((620, 1100), np.float32)
    for left, top, text in texts:
        ink = draw_line(text, HIGH)
        place = page[top : top + ink.shape[0], left : left + ink.shape[1]]
        np.maximum(place, ink, out=place)
    return page


@pytest.mark.parametrize("degrees", [-6, -4, 4, 6])
def test_rows_of_a_page_that_is_turned_are_read_one_after_the_other(
    draw_line: DrawLine, degrees: float
) -> None:
    counts = [(6, 5), (7, 8), (5, 9)]
    texts = [
        (left, 180 + 75 * row, "8" * count)
        for row, pair in enumerate(counts)
        for left, count in zip((60, 640), pair, strict=True)
    ]
    cleaned = cleaned_page(turned(placed(draw_line, texts), degrees))
    found = find_lines(cleaned)
    pieces = [cv2.connectedComponents((line.ink > 0.3).astype(np.uint8))[0] - 1 for line in found]
    assert pieces == [count for pair in counts for count in pair]


def test_what_stands_in_one_row_is_read_from_the_left_though_it_is_a_little_higher(
    draw_line: DrawLine,
) -> None:
    texts = [(60, 110, "88"), (400, 100, "888"), (720, 112, "8888"), (60, 160, "8")]
    cleaned = cleaned_page(placed(draw_line, texts))
    found = find_lines(cleaned)
    lefts = [(line.box.x > 300) + (line.box.x > 650) for line in found]
    assert lefts == [0, 1, 2, 0]


def test_a_line_is_looked_at_without_the_ink_of_the_lines_around_it(draw_line: DrawLine) -> None:
    page = placed(draw_line, [(100, 100, "88888"), (100, 140, "88888"), (100, 180, "88888")])
    page = turned(page, 2)
    cleaned = cleaned_page(page)
    fields = list(fields_of_page(cleaned))
    assert len(fields) == 3
    for field in fields:
        box, line = field.box, field.line
        assert line is not None
        place = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
        away = cv2.dilate(line.mask, np.ones((5, 5), np.uint8)) == 0
        others = (cleaned.mask[place] > 0) & away
        assert others.sum() > 50  # they reach in
        plane: Any
        for plane in (line.depth, line.ink):
            assert not plane[others].any()
        own = line.mask > 0
        np.testing.assert_array_equal(line.depth[own], cleaned.depth[place][own])
        soft = cv2.dilate(others.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        assert not line.depth[soft & away].any()  # nor their soft edges
