"""A grid of ruled lines as data: a table, a row of boxes, a comb; and its cells.

Of a grid's lines some may not be drawn: a comb is often without a frame. Their thickness is 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.pictures.ink.ruling.ruled_line import RuledLine
from lenet.pictures.planes import HEIGHT, LEFT, TOP, WIDTH, Labels


class GridCell(NamedTuple):
    """A cell of a grid: its row and column, from 1, and the rectangle between its borders."""

    row: int
    column: int
    box: Box


class Grid(NamedTuple):
    """Horizontal borders from the top, and vertical ones from the left, at least two of each.

    Two borders nearer than ``least`` pixels are one double border, with no cell between them. Nor
    is there one between boxes that stand apart: ``rows_apart`` and ``columns_apart`` tell after
    which borders the paper between two boxes comes.
    """

    level: tuple[RuledLine, ...]
    upright: tuple[RuledLine, ...]
    least: float
    rows_apart: frozenset[int] = frozenset()
    columns_apart: frozenset[int] = frozenset()

    @property
    def drawn(self) -> tuple[RuledLine, ...]:
        """The lines that are really there."""
        return tuple(line for line in (*self.level, *self.upright) if line.thickness)

    @property
    def rows(self) -> list[int]:
        """For each row of cells, which of the horizontal borders is above it."""
        middle = float(np.mean([end[0] for line in self.level for end in line.ends]))
        return self._gaps(self.level, middle, self.rows_apart)

    @property
    def columns(self) -> list[int]:
        """For each column of cells, which of the vertical borders is on its left."""
        middle = float(np.mean([end[1] for line in self.upright for end in line.ends]))
        return self._gaps(self.upright, middle, self.columns_apart)

    def _gaps(
        self, borders: tuple[RuledLine, ...], middle: float, apart: frozenset[int]
    ) -> list[int]:
        places = [line.intercept + line.slope * middle for line in borders]
        wide = np.flatnonzero(np.diff(places) >= self.least).tolist()
        return [gap for gap in wide if gap not in apart]

    def twice(self) -> Grid:
        """The grid in a picture of twice the size."""
        level, upright = (tuple(map(_twice, lines)) for lines in (self.level, self.upright))
        return self._replace(level=level, upright=upright, least=2 * self.least)

    def cells(self) -> list[GridCell]:
        """All cells, row by row."""
        return [
            GridCell(row, column, self._box(above, left))
            for row, above in enumerate(self.rows, 1)
            for column, left in enumerate(self.columns, 1)
        ]

    def places(self, measures: Labels) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column, from 1, of the cell that the middle of each component lies in.

        Both are 0 outside of all cells, and of component 0, the paper.
        """
        x, y = (measures[:, a] + measures[:, b] / 2 for a, b in ((LEFT, WIDTH), (TOP, HEIGHT)))
        below = sum(y > line.intercept + line.slope * x for line in self.level) - 1
        after = sum(x > line.intercept + line.slope * y for line in self.upright) - 1
        rows, columns = (np.zeros(len(lines) + 1, np.intp) for lines in (self.level, self.upright))
        rows[self.rows] = np.arange(1, len(self.rows) + 1)
        columns[self.columns] = np.arange(1, len(self.columns) + 1)
        row, column = rows[below], columns[after]  # outside they are -1, the last of each
        inside = (row > 0) & (column > 0)
        inside[0] = False
        return np.where(inside, row, 0), np.where(inside, column, 0)

    def _box(self, above: int, left: int) -> Box:
        corners = [
            crossing(level, upright)
            for level in self.level[above : above + 2]
            for upright in self.upright[left : left + 2]
        ]
        x, y = (np.array(axis) for axis in zip(*corners, strict=True))
        first, top = int(np.floor(x.min())), int(np.floor(y.min()))
        return Box(first, top, int(np.ceil(x.max())) - first, int(np.ceil(y.max())) - top)


def crossing(level: RuledLine, upright: RuledLine) -> tuple[float, float]:
    """Where a horizontal line and a vertical one, both made longer, cross: (x, y)."""
    x = (upright.intercept + upright.slope * level.intercept) / (1 - level.slope * upright.slope)
    return x, level.intercept + level.slope * x


def _twice(line: RuledLine) -> RuledLine:
    return line._replace(
        first=2 * line.first,
        last=2 * line.last,
        intercept=2 * line.intercept + (1 - line.slope) / 2,
        thickness=2 * line.thickness,
    )
