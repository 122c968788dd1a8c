"""One strip: a hand writes a text over a background; beside it what is to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.pictures.planes import grown
from lenet.reader_training.drawn.backgrounds import background, draw_comb, patch
from lenet.reader_training.drawn.crossing_out import OFTEN, crossed_out
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.marks import LINE, mark, symbol
from lenet.reader_training.drawn.pen import Canvas, blurred, curve, draw, moved
from lenet.reader_training.drawn.random_texts import Symbol, text
from lenet.reader_training.drawn.shapes import Written, in_hand
from lenet.reading import DIGIT_ROWS, ROWS, STRETCH, SYMBOLS

COLUMNS = 160
"""Of a strip."""

CUT = 3
"""Columns of the first or the last symbol, at most, that a strip's sides cut off."""

FRAGMENT = 0.12
"""How often a piece of the line above or below reaches into the strip."""


class Drawn(NamedTuple):
    """A strip, float32 [32, 160], its symbols, and the columns of each: (first, one past last)."""

    strip: Canvas
    symbols: str
    spans: tuple[tuple[int, int], ...]


def drawn(
    digits: Exemplars,
    rng: Generator,
    written: Sequence[Symbol] | None = None,
    wild: float = 1.0,
) -> Drawn:
    """Draw a strip at random. The text ``written``, if given, is on it as far as it fits.

    ``wild`` is how far hands and paper stray, see ``Hand``.
    """
    hand = Hand.drawn(rng, wild)
    line = LineWriter(hand, rng)
    for one in text(rng) if written is None else written:
        if not line.add(one, digits):
            break
    symbols, spans = line.symbols, line.spans
    if symbols and rng.random() < OFTEN * wild:
        symbols, spans = crossed_out(line.ink, symbols, spans, hand, rng)
    ink = line.ink[:, :COLUMNS]
    if rng.random() < 0.3 * wild:
        ink = ink * _uneven_pressure(rng)
    begin = int(max(0, line.begin - rng.uniform(4 - (4 + CUT) * wild, 12)))
    end = int(min(COLUMNS, line.end + rng.uniform(4 - (4 + CUT) * wild, 14)))
    ink[:, :begin] = ink[:, end:] = 0
    paper = background(COLUMNS, hand, begin, end, rng)
    if not line.spans:
        np.maximum(paper, patch(COLUMNS, rng), out=paper)
    if rng.random() < FRAGMENT * wild:
        np.maximum(paper, _fragment(digits, hand, rng), out=paper)
    if hand.comb:
        draw_comb(paper, line.spans, hand, rng)
    inked = 1 - (1 - paper) * (1 - ink * np.float32(rng.uniform(1 - 0.25 * wild, 1)))
    return Drawn(_photographed(inked, rng, wild), "".join(symbols), tuple(spans))


class LineWriter:
    """Writes symbols from left to right; knows the line's ink and the last symbol's right edge."""

    def __init__(self, hand: Hand, rng: Generator) -> None:
        self.hand, self.rng = hand, rng
        self.ink: Canvas = np.zeros((ROWS, COLUMNS + 96), np.float32)
        self.begin = self.end = rng.uniform(10, 24)
        self.left = 0.0
        self.edge: NDArray[np.float64] | None = None
        self.left_at: tuple[float, float] | None = None
        self.lifted_at: tuple[float, float] | None = None
        self.symbols: list[str] = []
        self.spans: list[tuple[int, int]] = []

    def add(self, written: Symbol, digits: Exemplars) -> bool:
        """Write a symbol to the right of the others; False when the strip has no room for it."""
        hand, rng = self.hand, self.rng
        if isinstance(written, str):
            name, low = symbol(written), hand.baseline + hand.tilt * (self.end - COLUMNS / 2)
            one = Written(_lowered(mark(written, hand, rng), low - LINE))
        else:
            name, one = str(written), in_hand(digits, written, self.end - COLUMNS / 2, hand, rng)
        canvas = one.canvas
        left, right = _edges(canvas)
        if not np.isfinite(left).any():
            return True
        offset = round(self._offset(left, name.isdigit()))
        begin, end = int(offset + left.min()), int(offset + right.max())
        if end > COLUMNS - 3:
            return False
        room = self.ink[:, max(0, offset) : offset + canvas.shape[1]]
        np.maximum(room, canvas[:, max(0, -offset) :][:, : room.shape[1]], out=room)
        if hand.linked and name == "0":
            self._link(canvas, offset, hand.linked)
        else:
            self.left_at = None
        self._join(one, offset)
        reach = 0.9 * hand.height * STRETCH
        self.edge = np.maximum(right + offset, end - reach)
        self.left, self.end = begin, end
        self.symbols.append(name)
        self.spans.append((begin, end))
        return True

    def _link(self, canvas: Canvas, offset: int, linked: tuple[float, float]) -> None:
        """Join a zero to the zero before it, as if the pen had not been lifted."""
        rows = np.flatnonzero((canvas > 0.5).any(axis=1))
        if len(rows) == 0:
            return
        leaves, reaches = (int(rows[round(share * (len(rows) - 1))]) for share in linked)
        if self.left_at is not None:
            begin = np.flatnonzero(canvas[reaches] > 0.5)[0] + offset + 1
            path = curve(self.left_at, (begin, reaches), self.rng.uniform(-0.25, 0.25))
            draw(self.ink, path, 0.85 * self.hand.pen, stretch=STRETCH)
        self.left_at = float(np.flatnonzero(canvas[leaves] > 0.5)[-1] + offset - 1), float(leaves)

    def _join(self, one: Written, offset: int) -> None:
        """Join two digits of pen strokes, as if the pen had not been lifted between them."""
        before, self.lifted_at = self.lifted_at, None
        if one.begins is None or one.leaves is None:
            return
        self.lifted_at = one.leaves[0] + offset, one.leaves[1]
        if before is not None and self.rng.random() < self.hand.joined:
            path = curve(before, (one.begins[0] + offset, one.begins[1]), self.rng.normal(0, 0.2))
            draw(self.ink, path, 0.8 * self.hand.pen, stretch=STRETCH)

    def _offset(self, left: NDArray[np.float64], digit: bool) -> float:
        """The canvas's first column on the strip, at the hand's gap from the last symbol."""
        if self.edge is None:
            return float(self.begin - left.min())
        gap = self.hand.gap + self.rng.normal(0, 1.3 * self.hand.wild)
        if not digit:
            gap = max(gap, self.rng.uniform(0.5, 5))
        touching = gap * STRETCH - (left - self.edge).min()
        return max(float(touching), self.left + 2 * STRETCH - float(left.min()))


def _edges(canvas: Canvas) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first column of ink in each row and the two rows above and below it, and the end."""
    inked = grown((canvas > 0.3).astype(np.uint8), 5, 1).astype(bool)
    some = inked.any(axis=1)
    left = np.where(some, inked.argmax(axis=1), np.inf)
    right = np.where(some, canvas.shape[1] - inked[:, ::-1].argmax(axis=1), -np.inf)
    return left, right


def _lowered(canvas: Canvas, rows: float) -> Canvas:
    return moved(canvas, ((1, 0, 0), (0, 1, rows)), canvas.shape[1])


def _uneven_pressure(rng: Generator) -> Canvas:
    coarse = rng.uniform(0.5, 1, (4, COLUMNS // 12)).astype(np.float32)
    fine = cv2.resize(coarse, (COLUMNS, ROWS), interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine, np.float32)


def _fragment(digits: Exemplars, hand: Hand, rng: Generator) -> Canvas:
    """A digit that is mostly above or below the strip."""
    every = digits.images.images
    image = every[rng.integers(len(every))].astype(np.float32) / np.float32(255)
    size = hand.height / DIGIT_ROWS
    away = rng.choice((-1, 1)) * rng.uniform(22, 27) * size
    places = (size * STRETCH, 0, rng.uniform(0, COLUMNS - 30)), (0, size, away)
    return moved(image, places, COLUMNS) * np.float32(rng.uniform(0.4, 1))


def _photographed(inked: Canvas, rng: Generator, wild: float) -> Canvas:
    """The strip as a camera would see it: blur, salt and pepper noise, contrast."""
    if rng.random() < 0.3 * wild:
        inked = blurred(inked, rng.uniform(0.3, 0.8))
    if rng.random() < 0.1 * wild:
        noise = rng.standard_normal(inked.shape, np.float32)
        inked = inked + np.float32(rng.uniform(0.02, 0.15)) * noise
    if rng.random() < 0.05 * wild:
        spoiled = rng.random(inked.shape) < rng.uniform(0, 0.05)
        inked = np.where(spoiled, 1 - inked, inked)
    return np.asarray(np.clip(inked * rng.uniform(0.75, 1), 0, 1), np.float32)


def classes_of(symbols: str, width: int) -> NDArray[np.int32]:
    """The classes of a text's symbols, int32 [width], filled up with 0."""
    row = np.zeros(width, np.int32)
    row[: len(symbols)] = [SYMBOLS.index(one) + 1 for one in symbols]
    return row


def as_picture(made: Drawn) -> NDArray[np.uint8]:
    """The strip as a scan of the line, dark on light and twice as large: uint8 [64, columns]."""
    size = round(2 * COLUMNS / STRETCH), 2 * ROWS
    larger = cv2.resize(made.strip, size, interpolation=cv2.INTER_CUBIC)
    return np.rint(255 - 225 * np.clip(larger, 0, 1)).astype(np.uint8)
