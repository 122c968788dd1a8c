"""What a hand crosses out: some symbols of a line that no longer count, with strokes over them."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator

from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.marks import MARK
from lenet.reader_training.drawn.pen import Canvas, Points, curve, draw_all
from lenet.reading import STRETCH

OFTEN = 0.03
"""The share of strips, in hands that stray most, on which something is crossed out."""

WHOLE = 0.6
"""How often that is all that is written; else it is one digit."""

Spans = list[tuple[int, int]]


def crossed_out(
    ink: Canvas, symbols: list[str], spans: Spans, hand: Hand, rng: Generator
) -> tuple[list[str], Spans]:
    """Cross out all symbols or one digit, on ``ink``; they are one mark then, with the span of all."""
    first, last = 0, len(symbols) - 1
    if rng.random() >= WHOLE:
        digits = [place for place, one in enumerate(symbols) if one.isdigit()] or [0]
        first = last = digits[rng.integers(len(digits))]
    begin, end = spans[first][0], spans[last][1]
    foot = hand.baseline + hand.tilt * ((begin + end) / 2 - ink.shape[1] / 2)
    left, right = begin / STRETCH, end / STRETCH
    strokes = _strokes(left, right, foot - hand.height, foot, hand.height, rng)
    for stroke in strokes:
        stroke[:, 0] *= STRETCH
    width = hand.height * rng.uniform(0.06, 0.15)
    draw_all(ink, strokes, [width] * len(strokes), stretch=STRETCH)
    return (
        [*symbols[:first], MARK, *symbols[last + 1 :]],
        [*spans[:first], (begin, end), *spans[last + 1 :]],
    )


def _strokes(
    left: float, right: float, top: float, foot: float, height: float, rng: Generator
) -> list[Points]:
    """The strokes that cross out a rectangle: level ones, a cross, a zigzag or loops."""
    beyond = height * rng.uniform(0.1, 0.5)
    left, right = left - beyond, right + beyond
    chance = rng.random()
    if chance < 0.4:
        return [
            _level(left, right, foot - height * rng.uniform(0.25, 0.75), height, rng)
            for _ in range(rng.integers(1, 4))
        ]
    if chance < 0.6:
        ends = rng.normal(0, 0.08, (4, 2)) * height
        corners = ends + [(left, top), (right, foot), (left, foot), (right, top)]
        bends = rng.normal(0, 0.08, 2)
        return [curve(*corners[:2], bends[0]), curve(*corners[2:], bends[1])]
    turns = max(4, round((right - left) / height * rng.uniform(3, 8)))
    if chance < 0.85:
        return [_zigzag(left, right, top, foot, turns, rng)]
    return [_loops(left, right, top, foot, turns / 2, rng)]


def _level(left: float, right: float, row: float, height: float, rng: Generator) -> Points:
    """A stroke from left to right, straight or waved; a long one may rise or fall."""
    rise = rng.normal(0, 0.06) * min(right - left, 4 * height)
    path = curve((left, row + rise), (right, row - rise), rng.normal(0, 0.03), steps=24)
    if rng.random() < 0.3:
        waves = max(1.0, (right - left) / height * rng.uniform(0.5, 1.5))
        path[:, 1] += height * rng.uniform(0.05, 0.2) * np.sin(_turns(waves, len(path)))
    return path


def _zigzag(
    left: float, right: float, top: float, foot: float, turns: int, rng: Generator
) -> Points:
    across = np.linspace(left, right, turns + 1) + rng.normal(0, 0.5, turns + 1)
    down = np.where(np.arange(turns + 1) % 2, top, foot)
    return np.stack([across, down + rng.normal(0, 0.08, turns + 1) * (foot - top)], 1)


def _loops(
    left: float, right: float, top: float, foot: float, loops: float, rng: Generator
) -> Points:
    angles = _turns(loops, max(24, round(loops * 12)))
    half = (foot - top) / 2 * rng.uniform(0.5, 1)
    along = np.linspace(left + half, right - half, len(angles))
    across = half * rng.uniform(0.3, 0.8) * np.cos(angles)
    return np.stack([along + across, (top + foot) / 2 + half * np.sin(angles)], 1)


def _turns(count: float, steps: int) -> Points:
    """The angles of so many turns, [steps]."""
    return np.linspace(0, 2 * math.pi * count, steps)
