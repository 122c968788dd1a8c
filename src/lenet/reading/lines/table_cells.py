"""The cells of the tables on a page, each with its row and column, empty ones too."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lenet.pictures.boxes import Box
from lenet.pictures.ink.cleaning import Cleaned
from lenet.pictures.planes import HEIGHT, WIDTH, components, median, typical_height
from lenet.reading.lines.fields import Field
from lenet.reading.lines.page_lines import box_of, digits_extent, line_of

LOWEST = 0.35
"""Heights of the table's digits: a cell whose ink is all lower and narrower is empty."""

NO_TABLE = "no table was found: ruled lines that cross, or equal dividers, make one"


def fields_of_cells(cleaned: Cleaned) -> Iterator[Field]:
    """Every cell, table by table and row by row; the page with the reason if it has no table."""
    height, width = cleaned.mask.shape
    if not cleaned.grids:
        yield Field(Box(0, 0, width, height), None, reason=NO_TABLE)
        return
    labels, measures = components(cleaned.mask)
    for grid in cleaned.grids:
        row, column = grid.places(measures)
        own = measures[row > 0]
        typical = typical_height(own) if len(own) else 0.0
        large = measures[:, [WIDTH, HEIGHT]].max(axis=1) >= LOWEST * typical
        slope = median([line.slope for line in grid.level])
        for cell in grid.cells():
            parts = np.flatnonzero((row == cell.row) & (column == cell.column))
            line = None
            if large[parts].any():
                found = measures[parts]
                extent = digits_extent(found)
                line = line_of(cleaned, labels, measures, parts, box_of(found), extent, slope)
            yield Field(cell.box, line, row=cell.row, column=cell.column)
