"""What is printed behind the writing, float32 [32, columns], 0 paper to 1 ink."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.pen import Canvas, blurred
from lenet.reading import ROWS, STRETCH


def background(columns: int, hand: Hand, begin: int, end: int, rng: Generator) -> Canvas:
    """Security print, grain, ruled lines and a box's side, from column ``begin`` to ``end``."""
    paper = np.zeros((ROWS, columns), np.float32)
    if rng.random() < 0.65:
        paper = guilloche(columns, rng) * np.float32(hand.wild * rng.uniform(0.3, 1))
    if rng.random() < 0.4 * hand.wild:
        paper += _grain(columns, rng)
    low, high = hand.baseline, hand.baseline - hand.height
    if rng.random() < 0.38 * hand.wild:
        _rule(paper, low + rng.uniform(-1.5, 4), rng)
    if rng.random() < 0.1 * hand.wild:
        _rule(paper, high - rng.uniform(-1, 4), rng)
    if rng.random() < 0.04 * hand.wild:
        _rule(paper, rng.uniform(0, ROWS - 1), rng)
    if rng.random() < 0.08 * hand.wild:
        left = rng.random() < 0.5
        _side(paper, begin + rng.uniform(0, 3) if left else end - rng.uniform(1, 4), rng)
    paper[:, :begin] = 0
    paper[:, end:] = 0
    return np.clip(paper, 0, 1)


@lru_cache(maxsize=4)
def _places(columns: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rows, across = np.mgrid[0:ROWS, 0:columns].astype(np.float32)
    return rows, across / np.float32(STRETCH)


def guilloche(columns: int, rng: Generator) -> Canvas:
    """One to three families of wavy parallel lines, as they are printed on cheques."""
    rows, across = _places(columns)
    paper = np.zeros((ROWS, columns), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        level = rng.random() < 0.6
        angle = rng.normal(0, 0.5) if level else rng.uniform(0, math.pi)
        between, wave = rng.uniform(2.5, 8), rng.uniform(15, 90)
        swing = rng.uniform(0, 0.36) * wave / between if rng.random() < 0.8 else 0.0
        cosine, sine = np.float32(math.cos(angle)), np.float32(math.sin(angle))
        over, along = rows * cosine + across * sine, across * cosine - rows * sine
        turn, start = np.float32(2 * math.pi), rng.uniform(0, 2 * math.pi, 2).astype(np.float32)
        bent = np.float32(swing) * np.sin(along * (turn / np.float32(wave)) + start[0])
        phase = over * (turn / np.float32(between)) + bent + start[1]
        cut = np.float32(rng.uniform(-0.2, 0.75))
        lines = np.clip((np.cos(phase) - cut) / (1 - cut), 0, 1)
        np.maximum(paper, lines * np.float32(rng.uniform(0.05, 0.5)), out=paper)
    return paper


def _grain(columns: int, rng: Generator) -> Canvas:
    grain = rng.standard_normal((ROWS, columns), np.float32)
    if rng.random() < 0.6:
        grain = 1.8 * blurred(grain, rng.uniform(0.5, 1.2))
    return np.abs(grain) * np.float32(rng.uniform(0.02, 0.14))


def patch(columns: int, rng: Generator) -> Canvas:
    """A piece of a photograph or of cloth, as it were: blots, streaks and edges without writing."""
    fine = rng.standard_normal((ROWS, columns), np.float32)
    along, down = (float(deviation) for deviation in rng.uniform(0.6, 6, 2))
    soft = np.asarray(cv2.GaussianBlur(fine, (0, 0), sigmaX=along, sigmaY=down), np.float32)
    soft = (soft - soft.mean()) / np.float32(max(float(soft.std()), 1e-6))
    steep, level = rng.uniform(0.5, 4), rng.uniform(-0.5, 2)
    left, right = np.sort(rng.integers(0, columns, 2))
    made = np.clip((soft - np.float32(level)) * np.float32(steep), 0, 1)
    made[:, :left] = made[:, right:] = 0
    return np.asarray(made * np.float32(rng.uniform(0.3, 1)), np.float32)


def draw_comb(paper: Canvas, spans: Sequence[tuple[int, int]], hand: Hand, rng: Generator) -> None:
    """Draw the dividers of boxes between the symbols; mostly whole boxes, sometimes broken.

    ``spans`` are the columns of each symbol: first, and one past the last.
    """
    if not spans:
        return
    ends = [begin for begin, _ in spans[1:]]
    between = [(left + right) / 2 for (_, left), right in zip(spans, ends, strict=False)]
    half = 1.3 * hand.height * STRETCH / 2
    first, last = sum(spans[0]) / 2 - half, sum(spans[-1]) / 2 + half
    framed = rng.random() < 0.7
    places = [first, *between, last] if framed or rng.random() < 0.3 else between
    top = hand.baseline - hand.height - rng.uniform(1, 6)
    foot = hand.baseline + rng.uniform(1, 6)
    if not framed and rng.random() < 0.3:
        top = hand.baseline - rng.uniform(0.1, 0.7) * hand.height  # the teeth of a comb
    drawn = np.zeros_like(paper)
    lean = rng.normal(0, 0.03)
    rows = np.arange(ROWS, dtype=np.float32)[:, None]
    columns = np.arange(paper.shape[1], dtype=np.float32)
    thick, ink = rng.uniform(0.4, 1.6), np.float32(rng.uniform(0.3, 1))
    for place in places:
        away = np.abs(columns - place - lean * (rows - ROWS / 2))
        np.maximum(drawn, np.clip(thick * STRETCH - 0.8 * away, 0, 1), out=drawn)
    drawn[(rows[:, 0] < top) | (rows[:, 0] > foot)] = 0
    if framed:
        for row in (top, foot):
            across = np.clip(thick + 0.5 - np.abs(rows - row - lean * (columns - 80)), 0, 1)
            across = across * ((columns >= first) & (columns <= last))
            np.maximum(drawn, across, out=drawn)
    if rng.random() < 0.3:
        drawn[rng.random(drawn.shape) < rng.uniform(0.05, 0.3)] = 0
    np.maximum(paper, drawn * ink, out=paper)


def _rule(paper: Canvas, row: float, rng: Generator) -> None:
    """Draw a printed line near a row, not quite horizontal."""
    columns = paper.shape[1]
    level = np.linspace(row, row + rng.normal(0, 0.7), columns, dtype=np.float32)
    distance = np.abs(np.arange(ROWS, dtype=np.float32)[:, None] - level)
    line = np.clip(np.float32(rng.uniform(0.6, 2) / 2 + 0.5) - distance, 0, 1)
    np.maximum(paper, line * np.float32(rng.uniform(0.25, 1)), out=paper)


def _side(paper: Canvas, column: float, rng: Generator) -> None:
    """Draw the vertical side of a box."""
    distance = np.abs(np.arange(paper.shape[1], dtype=np.float32) - np.float32(column))
    line = np.clip(np.float32(rng.uniform(0.5, 1.6)) - 0.8 * distance, 0, 1)
    np.maximum(paper, line * np.float32(rng.uniform(0.3, 1)), out=paper)
