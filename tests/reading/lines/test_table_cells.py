"""Every cell of a table has its row and column, the empty ones too."""

import cv2
import numpy as np

from lenet.pictures.ink.cleaning import clean
from lenet.reading.lines.table_cells import NO_TABLE, fields_of_cells


def table(turn=0.0, lines=True):
    page = np.full((240, 280), 245, np.uint8)
    for k in range(5 if lines else 0):
        cv2.line(page, (20 + 60 * k, 20), (20 + 60 * k, 200), 60, 1 + k % 2)
        cv2.line(page, (20, 20 + 45 * k), (260, 20 + 45 * k), 60, 2)
    for row, column in ((0, 1), (1, 3), (2, 0)):
        place = 20 + 60 * column + 20, 20 + 45 * row + 34
        cv2.putText(page, "5", place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2)
    matrix = cv2.getRotationMatrix2D((140, 120), turn, 1)
    return clean(cv2.warpAffine(page, matrix, (280, 240), borderValue=245).astype(np.uint16) * 257)


def test_the_cells_come_row_by_row_with_their_ink():
    for turn in (0.0, 1.5, -2.0):
        fields = list(fields_of_cells(table(turn)))
        assert [(one.row, one.column) for one in fields] == [
            (row, column) for row in range(1, 5) for column in range(1, 5)
        ]
        written = [(one.row, one.column) for one in fields if one.line is not None]
        assert written == [(1, 2), (2, 4), (3, 1)]


def test_a_page_without_a_table_says_so():
    (field,) = fields_of_cells(table(lines=False))
    assert field.line is None
    assert field.reason == NO_TABLE
