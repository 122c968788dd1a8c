"""Cells of ruled grids -> which components are read together, and which never are.

labels, measures  the components of a page's ink, see ``lenet.pictures.planes.components``
region            intp [components + 1], which part of the page each component lies in, 0 outside
                  of all grids

A cell is a region of its own. Where each cell of a row holds one digit, the row is one region.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.ink.ruling import Grid
from lenet.pictures.planes import HEIGHT, LEFT, WIDTH, Labels, median, typical_height

NEAR = 2.8
"""Heights of the digits: the widest cells whose digits are read together unless a length or a
pattern is given."""

NARROW = 1.5
"""Heights of the digits: so narrow cells hold one digit each, also when some touch."""

WIDEST = 1.4
"""Heights of the digits: the ink of one digit in a cell is no wider."""

LOW = 0.5
"""Heights of the digits: a lower component is a mark or a part of a digit."""


class Regions(NamedTuple):
    """The region of each component, and the regions that are rows of cells with a digit each."""

    of_component: NDArray[np.intp]
    rows: tuple[int, ...]


def regions_of(grids: tuple[Grid, ...], measures: Labels, *, together: bool) -> Regions:
    """The regions of the components; ``together``: digits of a row are one text however far."""
    region = np.zeros(len(measures), np.intp)
    rows: list[int] = []
    for grid in grids:
        row, column = grid.places(measures)
        for number in range(1, len(grid.rows) + 1):
            here = np.flatnonzero(row == number)
            if not len(here):
                continue
            first = int(region.max()) + 1
            region[here] = first + column[here]
            if _one_each(grid, measures[here], column[here], together=together):
                region[here] = first
                rows.append(first)
    return Regions(region, tuple(rows))


def _one_each(grid: Grid, measures: Labels, column: NDArray[np.intp], *, together: bool) -> bool:
    """Whether each cell of a row holds one digit, near enough to be read with the others."""
    height = typical_height(measures)
    boxes = [cell.box for cell in grid.cells()[: len(grid.columns)]]
    wide = median([box.width for box in boxes])
    if len(boxes) < 2 or not (together or wide <= NEAR * height):
        return False
    if wide <= NARROW * height:
        return True
    high = measures[:, HEIGHT] >= LOW * height
    for one in np.unique(column):
        own = measures[(column == one) & high]
        ends = own[:, LEFT] + own[:, WIDTH]
        if len(own) and ends.max() - own[:, LEFT].min() > WIDEST * height:
            return False
    return True
