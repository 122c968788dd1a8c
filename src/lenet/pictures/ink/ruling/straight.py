"""Straight strokes, also broken, grey or slanted ones: what the borders of a grid are made of.

Unlike ``candidates``, which looks for whole lines among writing, this finds everything straight;
which of it is ruled, the grid tells that it makes with others.
"""

from __future__ import annotations

import cv2
import numpy as np

from lenet.pictures.ink.ruling.ruled_line import Index, RuledLine, least_squares
from lenet.pictures.planes import HEIGHT, LEFT, TOP, WIDTH, Mask, components, grown, median

LEAST_LENGTH = 7
"""Strokes: how long a straight stroke is at least."""

BROKEN = 1.0
"""Strokes: so wide gaps of a broken line are closed."""

THICKEST = 2.5
"""Strokes: the outer border of a sudoku may be so thick."""

STEEPEST = 0.12
"""Rows for each column: so far a photographed border leans at most."""

MOST = 400
"""A picture with more straight strokes in one direction is texture, and has no grid."""


def straight_strokes(mask: Mask, stroke: float, *, vertical: bool) -> list[RuledLine]:
    """Find the horizontal straight strokes; for vertical ones give the transposed mask."""
    least = max(14, round(LEAST_LENGTH * stroke))
    if mask.shape[1] < least:
        return []
    closed = _closed(mask, max(5, round(BROKEN * stroke) | 1))
    long = cv2.morphologyEx(grown(closed, 3, 1), cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    if not long.any():
        return []
    thickest = int(THICKEST * stroke) + 4
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thickest, 1), np.uint8))
    thin = np.asarray(np.where(thick > 0, 0, closed & np.asarray(long, np.uint8)), np.uint8)
    labels, measures = components(thin)
    wide, high = measures[1:, WIDTH], measures[1:, HEIGHT]
    lying = (wide >= least // 2) & (high <= thickest + 2 + STEEPEST * wide)
    found = (1 + np.flatnonzero(lying)).tolist()
    if len(found) > MOST:
        return []
    pieces = []
    for one in found:
        left, top, width, height = measures[one, [LEFT, TOP, WIDTH, HEIGHT]]
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == one)
        pieces.append((rows + top, columns + left))
    lines = [line for line in _joined(pieces, stroke, vertical) if line.length >= least]
    return [line for line in lines if abs(line.slope) <= STEEPEST]


def _closed(mask: Mask, gap: int) -> Mask:
    """The mask with gaps in its rows closed, but not those at the picture's border."""
    padded = cv2.copyMakeBorder(mask, 0, 0, gap, gap, cv2.BORDER_CONSTANT, value=0)
    kernel = np.ones((1, gap), np.uint8)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)
    return np.ascontiguousarray(np.asarray(closed, np.uint8)[:, gap:-gap])


def _joined(pieces: list[tuple[Index, Index]], stroke: float, vertical: bool) -> list[RuledLine]:
    """The lines through the pieces; pieces that lie on one line are one."""
    pieces = sorted(pieces, key=lambda piece: -len(piece[1]))
    lines: list[RuledLine] = []
    parts: list[list[tuple[Index, Index]]] = []
    for piece in pieces:
        line = _fitted(*piece, vertical)
        on = [place for place, other in enumerate(lines) if _continues(line, other, stroke)]
        if on:
            parts[on[0]].append(piece)
            rows, columns = (np.concatenate(one) for one in zip(*parts[on[0]], strict=True))
            lines[on[0]] = _fitted(rows, columns, vertical)
        else:
            lines.append(line)
            parts.append([piece])
    return lines


def _continues(piece: RuledLine, line: RuledLine, stroke: float) -> bool:
    """Whether a piece lies on a line, as far away as the line is long at most."""
    gap = max(line.first - piece.last, piece.first - line.last, 0)
    if gap > line.length:
        return False
    near = 0.5 * stroke + 1.5 + 0.01 * gap
    return all(
        abs(piece.intercept + piece.slope * x - line.intercept - line.slope * x) <= near
        for x in (piece.first, piece.last)
    )


def _fitted(rows: Index, columns: Index, vertical: bool) -> RuledLine:
    """The line through the middles of the pixels in each column, outliers left out."""
    first, last = int(columns.min()), int(columns.max()) + 1
    count = np.bincount(columns - first, minlength=last - first)
    some = np.flatnonzero(count)
    middle = np.bincount(columns - first, weights=rows)[some] / count[some]
    keep = np.ones(len(some), bool)
    slope, intercept = 0.0, median(middle)
    for _ in range(2):
        x, y = some[keep], middle[keep]
        if len(x) >= 8:
            slope, intercept = least_squares(x, y)
        off = np.abs(intercept + slope * some - middle)
        keep = off <= max(1.0, 2 * median(off))
    thickness = max(1, round(median(count[some][keep])))
    return RuledLine(first, last, slope, intercept - slope * first, thickness, vertical)
