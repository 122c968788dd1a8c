"""Separators, dashes, signs and letters as a hand would draw them: all that is no digit."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.pen import Canvas, Points, curve, draw
from lenet.reading import MARKS, ROWS, STRETCH

SEPARATOR, MARK = tuple(MARKS)

LINE = 26
"""The row of the baseline on a mark's canvas."""

MARGIN = 4
"""Empty columns on each side of a mark's canvas."""

LETTERS = "ACEFHKLMNPRTUVWXYacdefhkmnprtuvwxy"
"""Letters that do not look like digits."""


def mark(name: str, hand: Hand, rng: Generator) -> Canvas:
    """The mark of that name, float32 [32, columns], with its baseline in row ``LINE``."""
    return DRAWINGS[name](hand.height, rng.uniform(0.07, 0.15) * hand.height, rng)


def symbol(name: str) -> str:
    """The symbol that the reader is to read for a mark: a separator or another mark."""
    return SEPARATOR if name in ("point", "colon") else MARK


def _canvas(width: float) -> Canvas:
    return np.zeros((ROWS, int(width * STRETCH) + 2 * MARGIN), np.float32)


def _put(canvas: Canvas, points: object, width: float) -> None:
    path = np.asarray(points, np.float64).copy()
    path[:, 0] = MARGIN + path[:, 0] * STRETCH
    draw(canvas, path, width)


def _point(height: float, width: float, rng: Generator, *, twice: bool = False) -> Canvas:
    canvas = _canvas(height)
    y = LINE - rng.uniform(-0.05, 0.12) * height
    if rng.random() < 0.08:
        y -= 0.35 * height
    if rng.random() < 0.6:
        length = rng.uniform(0, 0.1) * height
        points = np.array([(0, y), (length + 0.3, y + rng.normal(0, 0.5) + length * 0.3)])
        width *= 1.2
    else:
        length = rng.uniform(0.1, 0.32) * height
        points = np.array([(length * rng.uniform(0, 0.8), y - length * 0.3), (0, y + length * 0.7)])
    _put(canvas, points, width)
    if twice:
        _put(canvas, points - (0, 0.35 * height), width)
    return canvas


def _colon(height: float, width: float, rng: Generator) -> Canvas:
    return _point(height, width, rng, twice=True)


def _dash_path(height: float, rng: Generator, low: float = 0.25, high: float = 0.8) -> Points:
    length = height * rng.uniform(low, high)
    y = LINE - height * rng.uniform(0.1, 0.65)
    rise = rng.normal(0, 0.08) * length
    return curve((0, y + rise), (length, y - rise), rng.normal(0, 0.12))


def _dash(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(2.3 * height)
    _put(canvas, _dash_path(height, rng), width)
    return canvas


def _long_dash(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(2.3 * height)
    _put(canvas, _dash_path(height, rng, 1.0, 2.2), width)
    return canvas


def _double_dash(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(2.3 * height)
    path = _dash_path(height, rng)
    _put(canvas, path, width)
    _put(canvas, path + np.array([0, height * rng.uniform(0.15, 0.28)]), width)
    return canvas


def _wave(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(2.3 * height)
    path = _dash_path(height, rng)
    path[:, 1] += 0.1 * height * np.sin(np.linspace(0, 2 * math.pi, len(path)))
    _put(canvas, path, width)
    return canvas


def _slash(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(height)
    top = height * rng.uniform(0.3, 0.6), LINE - height * 1.05
    _put(canvas, curve(top, (0, LINE + height * 0.1), rng.normal(0, 0.06)), width)
    return canvas


def _star(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(height)
    half = height * rng.uniform(0.12, 0.25)
    y = LINE - height * rng.uniform(0.1, 0.6) - half
    strokes = int(rng.integers(2, 4))
    for number in range(strokes):
        angle = math.pi * number / strokes + rng.normal(0, 0.2)
        across, down = half * math.cos(angle), half * math.sin(angle)
        _put(canvas, [(half - across, y - down), (half + across, y + down)], width)
    return canvas


def _hash(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(height)
    side = height * rng.uniform(0.3, 0.6)
    y = LINE - height * rng.uniform(0.1, 0.4)
    for share in (0.3, 0.7):
        _put(canvas, [(0, y - share * side), (side, y - share * side)], width)
        _put(canvas, [(share * side - 1, y), (share * side + 1, y - side)], width)
    return canvas


def _dollar(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(height)
    angles = np.linspace(0.15 * math.pi, 1.5 * math.pi, 8)
    upper = np.stack([0.27 + 0.25 * np.cos(angles), -0.72 - 0.22 * np.sin(angles)], 1)
    lower = np.stack([0.27 - 0.25 * np.cos(angles), -0.28 + 0.22 * np.sin(angles)], 1)[::-1]
    _put(canvas, np.concatenate([upper, lower]) * height + (0, LINE), width)
    for across in (0.27,) if rng.random() < 0.6 else (0.21, 0.33):
        bar = np.array([(across + 0.05, -1.05), (across - 0.05, 0.05)])
        _put(canvas, bar * height + (0, LINE), width)
    return canvas


def _bracket(height: float, width: float, rng: Generator, *, closing: bool = False) -> Canvas:
    """A round or square bracket, mostly higher than the digits."""
    canvas = _canvas(height)
    top, foot = LINE - height * rng.uniform(0.95, 1.5), LINE + height * rng.uniform(-0.05, 0.4)
    deep = height * rng.uniform(0.12, 0.35)
    if rng.random() < 0.7:
        t = np.linspace(-1, 1, 9)
        across = deep * t**2
    else:
        t, across = np.array([-1, -1, 1, 1]), np.array([deep, 0, 0, deep])
    down = (top + foot) / 2 + (foot - top) / 2 * t
    _put(canvas, np.stack([deep - across if closing else across, down], 1), width)
    return canvas


def _closing_bracket(height: float, width: float, rng: Generator) -> Canvas:
    return _bracket(height, width, rng, closing=True)


def _plus(height: float, width: float, rng: Generator) -> Canvas:
    canvas = _canvas(height)
    half = height * rng.uniform(0.15, 0.4)
    y = LINE - height * rng.uniform(0.3, 0.6)
    tilt = rng.normal(0, 0.08) * half
    _put(canvas, [(0, y + tilt), (2 * half, y - tilt)], width)
    _put(canvas, [(half - tilt, y - half), (half + tilt, y + half)], width)
    return canvas


def _cross(height: float, width: float, rng: Generator) -> Canvas:
    """Two strokes that cross in the middle: a box crossed out, or a times sign."""
    canvas = _canvas(1.6 * height)
    side = height * rng.uniform(0.4, 1.2)
    y = LINE - height * rng.uniform(0.35, 0.55)
    wide = side * rng.uniform(0.7, 1.3)
    for rise in (-1, 1):
        ends = rng.normal(0, 0.08, (2, 2)) * side
        one, other = (0, y - rise * side / 2), (wide, y + rise * side / 2)
        _put(canvas, curve(ends[0] + one, ends[1] + other, rng.normal(0, 0.05)), width)
    return canvas


def _scribble(height: float, width: float, rng: Generator) -> Canvas:
    """Two to five curves, each from the end of the one before."""
    canvas = _canvas(1.6 * height)
    here = rng.uniform(0, 1.4), -rng.uniform(0, 1)
    for _ in range(int(rng.integers(2, 6))):
        there = rng.uniform(0, 1.4), -rng.uniform(0, 1)
        path = curve(here, there, rng.normal(0, 0.4)) * height + (0, LINE)
        _put(canvas, path, width)
        here = there
    return canvas


def _word(height: float, width: float, rng: Generator) -> Canvas:
    """One to five letters in one of OpenCV's stroke fonts."""
    letters = [LETTERS[rng.integers(len(LETTERS))] for _ in range(int(rng.integers(1, 6)))]
    font = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)
    face = font[rng.integers(len(font))] | (cv2.FONT_ITALIC if rng.random() < 0.3 else 0)
    finer = 4
    scale = height * finer / 22
    thickness = max(1, round(width * finer))
    word = "".join(letters)
    (across, _), _ = cv2.getTextSize(word, face, scale, thickness)
    fine = np.zeros((ROWS * finer, across + 2 * MARGIN * finer), np.uint8)
    cv2.putText(fine, word, (MARGIN * finer, LINE * finer), face, scale, 255, thickness)
    columns = int(fine.shape[1] / finer * STRETCH)
    small = cv2.resize(fine, (columns, ROWS), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / np.float32(255)


DRAWINGS: dict[str, Callable[[float, float, Generator], Canvas]] = {
    "point": _point,
    "colon": _colon,
    "dash": _dash,
    "long dash": _long_dash,
    "double dash": _double_dash,
    "wave": _wave,
    "slash": _slash,
    "star": _star,
    "hash": _hash,
    "dollar": _dollar,
    "bracket": _bracket,
    "closing bracket": _closing_bracket,
    "plus": _plus,
    "cross": _cross,
    "scribble": _scribble,
    "word": _word,
}
