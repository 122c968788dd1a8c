"""Digits as a hand writes them: MNIST's with strokes added, pen strokes, or allographs."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.reader_training.drawn.allographs import SHAPES, shape
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.pen import Canvas, Points, blurred, curve, draw, draw_all, moved
from lenet.reading import ROWS, STRETCH

INK = 0.4
"""The level from which on a pixel of a digit image counts as ink when strokes are measured."""

CROSSED, FLAGGED, LOOPED, FOOTED = 0.5, 0.65, 0.35, 0.15
"""How often a 7 gets a bar and a 1 an upstroke; how often an upstroke is a long bow, or such a 1
has a foot."""

MIRRORED, CURLED, BARLESS, SLASHED = 0.35, 0.4, 0.15, 0.03
"""How often a 9 has its loop to the right, like a P; a 2 begins with a curl; a 5 has no bar; a 0 is
slashed. Much of the world writes so, and MNIST's writers do not."""

PRESSED = 4
"""Points of a stroke over which the width of the pen is the same."""

PEN_EDGE = 0.25
"""The ``Hand.thinness`` of strokes in the hand's own shapes."""


class Place(NamedTuple):
    """A digit's height and foot in rows, its ``Hand.aspect``, and its slant on the strip."""

    height: float
    foot: float
    wider: float
    lean: float


class Written(NamedTuple):
    """A digit on a canvas [32, columns].

    ``begins`` and ``leaves`` are the points (x, y) where the pen meets the paper first and leaves
    it last; None for a digit that is not drawn by strokes of pens.
    """

    canvas: Canvas
    begins: tuple[float, float] | None = None
    leaves: tuple[float, float] | None = None


def in_hand(digits: Exemplars, digit: int, x: float, hand: Hand, rng: Generator) -> Written:
    """A digit as the hand writes it: of a writer's strokes, in an allograph, or as in MNIST.

    ``x`` is its column on the strip, from the middle: the baseline may be tilted.
    """
    if rng.random() < hand.penned and digits.pens is not None:
        strokes = list(digits.pens.any(digit, hand.writer, rng, hand.wild))
        canvas = _drawn(strokes, _place(digit, x, hand, rng), hand, rng)
        begins, leaves = strokes[0][0], strokes[-1][-1]
        return Written(canvas, (begins[0], begins[1]), (leaves[0], leaves[1]))
    if rng.random() < hand.own_shapes:
        strokes = shape(digit, int(hand.shapes[digit] * len(SHAPES[digit])), rng)
        return Written(_drawn(strokes, _place(digit, x, hand, rng), hand, rng))
    return Written(_of_image(digits.images.any(digit, rng), digit, x, hand, rng))


def _of_image(image: NDArray[np.uint8], digit: int, x: float, hand: Hand, rng: Generator) -> Canvas:
    picture = image.astype(np.float32) / np.float32(255)
    if digit == 9 and rng.random() < MIRRORED:
        lean = rng.uniform(0.1, 0.6)  # a mirrored slant leans back
        picture = moved(picture[:, ::-1].copy(), ((1, -lean, 14 * lean), (0, 1, 0)), 28)
    _add_strokes(picture, digit, rng)
    if hand.turn:
        picture = _turned(picture, hand.turn)
    rows = np.flatnonzero((picture > INK / 2).any(axis=1))
    if len(rows) < 3:
        return np.zeros((ROWS, 1), np.float32)
    top, bottom = rows[0], rows[-1] + 1
    height, foot, wider, lean = _place(digit, x, hand, rng)
    down = height / (bottom - top)
    across = down * wider * STRETCH
    columns = int(28 * across + abs(lean) * height) + 6
    shift = foot - down * bottom
    middle = columns / 2 - 14 * across - lean * (shift - (foot - height / 2))
    places = (across, -lean * down, middle), (0, down, shift)
    return _penned(moved(picture, places, columns), hand, hand.thinness)


def _turned(picture: Canvas, turn: float) -> Canvas:
    """The picture turned to the right about its middle."""
    middle = (picture.shape[1] - 1) / 2, (picture.shape[0] - 1) / 2
    places = cv2.getRotationMatrix2D(middle, -math.degrees(turn), 1)
    return np.asarray(cv2.warpAffine(picture, places, picture.shape[::-1]), np.float32)


def _place(digit: int, x: float, hand: Hand, rng: Generator) -> Place:
    height = hand.height * min(max(rng.normal(1, hand.uneven), 0.5), 1.4)
    height *= hand.small_zero if digit == 0 else 1.0
    foot = hand.baseline + hand.tilt * x + rng.normal(0, 0.9 * hand.wild)
    if hand.rising and height < hand.height:
        foot -= rng.uniform(0, hand.height - height)
    wider = hand.aspect * math.exp(rng.normal(0, 0.06))
    return Place(height, foot, wider, hand.slant * STRETCH + rng.normal(0, 0.04))


def _drawn(strokes: list[Points], place: Place, hand: Hand, rng: Generator) -> Canvas:
    """Strokes in heights of the digit, drawn by the hand's pen; they are moved to the canvas."""
    across = STRETCH * place.wider * place.height
    cosine, sine = math.cos(hand.turn), math.sin(hand.turn)
    for stroke in strokes:
        stroke[:] = (stroke - (0, 0.5)) @ [(cosine, sine), (-sine, cosine)] + (0, 0.5)
        up = place.height * (1 - stroke[:, 1])
        stroke[:, 0] = across * stroke[:, 0] + place.lean * up
        stroke[:, 1] = place.foot - up
    left = min(float(stroke[:, 0].min()) for stroke in strokes) - 4
    right = max(float(stroke[:, 0].max()) for stroke in strokes) + 4
    canvas = np.zeros((ROWS, math.ceil(right - left)), np.float32)
    for stroke in strokes:
        stroke[:, 0] -= left
    draw_all(canvas, *_pressed(strokes, hand, rng), stretch=STRETCH)
    return _penned(canvas, hand, PEN_EDGE)


def _pressed(strokes: list[Points], hand: Hand, rng: Generator) -> tuple[list[Points], list[float]]:
    """The strokes, cut into pieces of different widths if the hand's pressure varies."""
    if not hand.pressure:
        return strokes, [hand.pen] * len(strokes)
    pieces = [
        stroke[begin : begin + PRESSED + 1]
        for stroke in strokes
        for begin in range(0, max(1, len(stroke) - 1), PRESSED)
    ]
    few = rng.normal(0, 1, 2 + len(pieces) // 3)
    slow = np.interp(np.arange(len(pieces)), np.linspace(0, len(pieces), len(few)), few)
    return pieces, [hand.pen * max(0.4, 1 + hand.pressure * one) for one in slow]


def _penned(canvas: Canvas, hand: Hand, thinness: float) -> Canvas:
    """The canvas with strokes as the hand's pen makes them: blurred, thinned, with hard edges."""
    soft = blurred(canvas, hand.softness)
    soft /= np.float32(max(0.9 * float(soft.max()), 0.2))
    edged = (soft - np.float32(thinness)) * np.float32(hand.hardness)
    return np.asarray(np.clip(edged, 0, 1), np.float32)


def _add_strokes(picture: Canvas, digit: int, rng: Generator) -> None:
    chance = rng.random()
    if digit == 7 and chance < CROSSED:
        _cross(picture, rng)
    elif digit == 1 and chance < FLAGGED:
        _flag(picture, rng)
    elif digit == 2 and chance < CURLED:
        _curl(picture, rng)
    elif digit == 5 and chance < BARLESS:
        _erase_bar(picture, rng)
    elif digit == 0 and chance < SLASHED:
        reach = rng.uniform(6, 9)
        ends = [(14 + 0.7 * reach, 14 - reach), (14 - 0.7 * reach, 14 + reach)]
        draw(picture, ends, 1.5)


def _cross(picture: Canvas, rng: Generator) -> None:
    """Draw the short bar through the stem of a 7."""
    rows, columns = np.nonzero(picture > INK)
    if len(rows) == 0:
        return
    top, bottom = rows.min(), rows.max()
    y = top + (bottom - top) * rng.uniform(0.42, 0.65)
    stem = columns[np.abs(rows - y) < 1]
    if len(stem) == 0:
        return
    x, left, right = stem.mean(), rng.uniform(2.5, 7), rng.uniform(2.5, 7)
    rise = rng.normal(0.1, 0.18)
    ends = (x - left, y + rise * left), (x + right, y - rise * right)
    draw(picture, curve(*ends, rng.normal(0, 0.08)), rng.uniform(1.2, 2.6))


def _flag(picture: Canvas, rng: Generator) -> None:
    """Draw the upstroke of a 1, at most about as long as its stem, and sometimes a foot."""
    rows, columns = np.nonzero(picture > INK)
    if len(rows) == 0:
        return
    top, bottom = rows.min(), rows.max()
    x, width = columns[rows <= top + 1].mean(), rng.uniform(1.2, 2.6)
    if rng.random() < LOOPED:
        down, left = (bottom - top) * rng.uniform(0.8, 1.05), rng.uniform(-1, 4)
        bend = rng.uniform(0.08, 0.35)
    else:
        down = (bottom - top) * rng.uniform(0.15, 1.0)
        left, bend = min(down * rng.uniform(0.2, 1.1), 11), rng.normal(0, 0.16)
    draw(picture, curve((x, top + 0.5), (x - left, top + down), bend), width)
    if rng.random() < FOOTED:
        x, left, right = columns[rows >= bottom - 1].mean(), rng.uniform(2, 6), rng.uniform(2, 6)
        rise = rng.normal(0, 0.1)
        draw(picture, [(x - left, bottom + rise * left), (x + right, bottom - rise * right)], width)


def _curl(picture: Canvas, rng: Generator) -> None:
    """Draw the small loop or hook that a 2 begins with, at the left end of its top."""
    rows, columns = np.nonzero(picture > INK)
    if len(rows) == 0:
        return
    upper = rows < rows.min() + 0.45 * (rows.max() - rows.min())
    if not upper.any():
        return
    x = columns[upper].min()
    y = rows[upper][columns[upper] == x].mean()
    radius, turn = rng.uniform(1.2, 4.0), rng.uniform(0.6, 2) * np.pi
    angles = np.pi + np.linspace(0, turn, 9) * (-1 if rng.random() < 0.8 else 1)
    narrowing = np.linspace(1, rng.uniform(0.4, 1), 9)
    across = x + radius * (1 + narrowing * np.cos(angles))
    downwards = y + radius * narrowing * np.sin(angles) * rng.uniform(0.7, 1.2)
    draw(picture, np.stack([across, downwards], 1), rng.uniform(1.2, 2.4))


def _erase_bar(picture: Canvas, rng: Generator) -> None:
    """Erase the bar of a 5 except for its beginning."""
    rows, columns = np.nonzero(picture > INK)
    if len(rows) == 0:
        return
    top, bottom = rows.min(), rows.max()
    upper = rows < top + rng.uniform(0.18, 0.28) * (bottom - top)
    stem = columns[upper].min() + rng.uniform(2.5, 5)
    picture[: rows[upper].max() + 1, int(stem) :] = 0
