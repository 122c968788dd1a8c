"""Pictures with writing whose truth is known: each digit, its box and its ink.

ink    float32 [H, W], 0 paper to 1
grey   float64 [H, W], the page's brightness, 0 black to 1 white

All is drawn from MNIST's test digits by seeds; nothing here is part of the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.reader_training.drawn.labelled_digits import LabelledDigits

Plane = NDArray[np.float32]
Grey = NDArray[np.float64]

INKED = 0.5


class Written(NamedTuple):
    """A line's digits, without marks, and the box of each."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """A picture, its lines in reading order, the ink that is writing, and how it is read."""

    picture: NDArray[np.uint8]
    lines: tuple[Written, ...]
    ink: Plane
    how: Mapping[str, Any] = field(default_factory=dict)
    way: str = "sweep"


class Pen:
    """Writes MNIST's digits and marks of its own into the ink of a page."""

    def __init__(self, digits: LabelledDigits, rng: Generator, height: int, width: int) -> None:
        self.digits, self.rng = digits, rng
        self.ink: Plane = np.zeros((height, width), np.float32)
        self.lines: list[Written] = []

    def write(
        self,
        text: str,
        x: float,
        base: float,
        high: float,
        *,
        gap: float = 0.18,
        slope: float = 0.0,
        uneven: float = 0.05,
        thin: float = 0.0,
    ) -> float:
        """Write a line from column ``x`` on above row ``base``; where it ends.

        ``gap`` and the sizes of marks are in heights ``high``; the line falls ``slope`` rows a
        column; ``thin`` is cut from both sides of each stroke, as a share of full ink.
        """
        start, read, boxes = x, "", []
        for sign in text:
            low = base + slope * (x - start)
            if sign == " ":
                x += 0.5 * high
                continue
            if sign.isdigit():
                part = self._digit(int(sign), high * (1 + uneven * self.rng.uniform(-1, 1)), thin)
                top = low - part.shape[0]
            else:
                part, top = _mark(sign, high, low)
            placed = self._place(part, x, top)
            if sign.isdigit():
                read += sign
                boxes.append(placed)
            x = placed.x + placed.width + gap * high
        self.lines.append(Written(read, tuple(boxes)))
        return x

    def _digit(self, digit: int, high: float, thin: float) -> Plane:
        image = self.digits.any(digit, self.rng).astype(np.float32) / np.float32(255)
        image = np.clip((image - np.float32(thin)) / np.float32(1 - thin), 0, 1)
        rows, columns = (np.flatnonzero((image > 0.3).any(axis=axis)) for axis in (1, 0))
        cropped = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        scale = high / max(len(cropped), 0.8 * 20)
        size = max(1, round(scale * cropped.shape[1])), max(1, round(scale * len(cropped)))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        larger = np.asarray(cv2.resize(cropped, size, interpolation=how), np.float32)
        steep = np.float32(max(1.0, min(scale, 4.0)))  # a pen's edge, not a blurred one
        return np.asarray(np.clip((larger - 0.5) * steep + 0.5, 0, 1), np.float32)

    def _place(self, part: Plane, x: float, top: float) -> Box:
        left, upper = max(0, round(x)), max(0, round(top))
        place = self.ink[upper : upper + part.shape[0], left : left + part.shape[1]]
        np.maximum(place, part[: place.shape[0], : place.shape[1]], out=place)
        rows, columns = (np.flatnonzero((part > INKED).any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return Box(left, upper, part.shape[1], part.shape[0])
        width, height = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
        return Box(left + int(columns[0]), upper + int(rows[0]), width, height)

    def case(self, grey: Grey, way: str = "sweep", **how: Any) -> Case:
        """The page as it was rendered, its lines in the order they were written."""
        levels = np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8)
        return Case(levels, tuple(self.lines), self.ink.copy(), how, way)


def _mark(sign: str, high: float, base: float) -> tuple[Plane, float]:
    """The ink of a mark and the row of its top."""
    thick = max(2, round(0.14 * high))
    if sign == ".":
        return np.ones((thick, thick), np.float32), base - thick
    if sign == ",":
        return np.ones((2 * thick, thick), np.float32), base - thick
    if sign == "-":
        return np.ones((thick, round(0.55 * high)), np.float32), base - 0.5 * high
    if sign == "=":  # a long closing stroke
        return np.ones((thick, round(1.6 * high)), np.float32), base - 0.5 * high
    raise ValueError(sign)


def paper(ink: Plane, light: float = 0.86, dark: float = 0.2) -> Grey:
    """Ink on plain paper."""
    return np.asarray(light - (light - dark) * ink.astype(np.float64), np.float64)


def noisy(grey: Grey, rng: Generator, deviation: float) -> Grey:
    """With the unevenness of paper and of a camera."""
    return np.asarray(grey + rng.normal(0, deviation, grey.shape), np.float64)


def shaded(grey: Grey, rng: Generator) -> Grey:
    """Under slanting light, with a shadow over a corner."""
    height, width = grey.shape
    light = np.linspace(1, rng.uniform(0.45, 0.7), width)[None]
    light = light * np.linspace(rng.uniform(0.7, 1), 1, height)[:, None]
    shadow = np.ones((height, width))
    down, across = (int(rng.uniform(0.3, 0.7) * side) for side in (height, width))
    shadow[down:, :across] = rng.uniform(0.4, 0.7)
    shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), max(height, width) / 40), np.float64)
    return np.asarray(grey * light * shadow, np.float64)


def printed(grey: Grey, rng: Generator, depth: float) -> Grey:
    """With waves printed behind the writing."""
    height, width = grey.shape
    rows, columns = np.mgrid[:height, :width]
    bent = 3 * np.sin(columns / rng.uniform(12, 20) + rng.uniform(0, 6))
    waves = np.sin(rows * rng.uniform(0.9, 1.5) + bent) > rng.uniform(0.2, 0.6)
    return np.asarray(grey * np.where(waves, 1 - depth, 1), np.float64)


def dithered(grey: Grey) -> Grey:
    """In black and white dots, by Bayer's matrix of 4x4."""
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    height, width = grey.shape
    levels = np.tile((bayer + 0.5) / 16, (-(-height // 4), -(-width // 4)))[:height, :width]
    return np.asarray(grey > levels, np.float64)


def ruled(
    ink: Plane, begin: tuple[float, float], end: tuple[float, float], thick: int, level: float = 1.0
) -> Plane:
    """With a straight line from (x, y) to (x, y); the page's own ink stays what it was."""
    fine = 8  # fractions of a pixel, in bits
    page = np.zeros(ink.shape, np.uint8)
    ends = [tuple(round(v * (1 << fine)) for v in point) for point in (begin, end)]
    cv2.line(page, ends[0], ends[1], 255, thick, cv2.LINE_AA, fine)
    line = page.astype(np.float32) / np.float32(255) * np.float32(level)
    return np.asarray(np.maximum(ink, line), np.float32)


def framed(ink: Plane, box: Box, thick: int, cells: int = 1, level: float = 1.0) -> Plane:
    """With a box around, in cells of equal width."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    for row in (top, bottom):
        ink = ruled(ink, (left, row), (right, row), thick, level)
    for cell in range(cells + 1):
        x = left + box.width * cell / cells
        ink = ruled(ink, (x, top), (x, bottom), thick, level)
    return ink


def specked(ink: Plane, rng: Generator, count: int, side: int) -> Plane:
    """With square specks at random."""
    ink = ink.copy()
    for y, x in zip(
        rng.integers(0, ink.shape[0] - side, count),
        rng.integers(0, ink.shape[1] - side, count),
        strict=True,
    ):
        ink[y : y + side, x : x + side] = 1
    return ink


def amount(rng: Generator, low: int = 1, high: int = 7) -> str:
    """Digits of an amount, ``low`` to ``high`` - 1 of them, the first not 0."""
    count = int(rng.integers(low, high))
    return str(rng.integers(1, 10)) + "".join(str(one) for one in rng.integers(0, 10, count - 1))
