"""The kinds of pictures that the reader is tried on, each with what makes it hard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.random import Generator

from lenet.pictures.boxes import Box
from lenet.reader_training.drawn import writing
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.labelled_digits import LabelledDigits

from ..reader_training.allograph_pens import allograph_pens
from .drawn_pages import (
    Case,
    Pen,
    Written,
    amount,
    dithered,
    noisy,
    paper,
    printed,
    ruled,
    shaded,
    specked,
)

Kind = Callable[[LabelledDigits, Generator], Iterator[Case]]
KINDS: dict[str, Kind] = {}


def kind(make: Kind) -> Kind:
    """Enter a kind under its name."""
    KINDS[make.__name__.replace("_", " ")] = make
    return make


def one_line(digits: LabelledDigits, rng: Generator, text: str, high: float, **how: float) -> Pen:
    """A picture of one line with the usual paper around it."""
    margin = high * rng.uniform(0.3, 0.7)
    width = int(high * 1.15 * (len(text) + 1) + 2 * margin)
    pen = Pen(digits, rng, int(high + 2 * margin), width)
    end = pen.write(text, margin, margin + high, high, **how)
    pen.ink = np.ascontiguousarray(pen.ink[:, : int(end + margin)])
    return pen


@kind
def training_strips(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """Hands, marks and backgrounds as the networks were trained on them."""
    pens = allograph_pens()
    for _ in range(60):
        made = writing.drawn(Exemplars(digits, pens), rng)
        picture = writing.as_picture(made)
        shape = picture.shape
        read = "".join(one for one in made.symbols if one.isdigit())
        scale = shape[1] / writing.COLUMNS
        boxes = tuple(
            Box(round(begin * scale), 0, round((end - begin) * scale), shape[0])
            for one, (begin, end) in zip(made.symbols, made.spans, strict=True)
            if one.isdigit()
        )
        ink = np.asarray(cv2.resize(made.strip, shape[::-1]), np.float32)
        yield Case(picture, (Written(read, boxes),), ink)


@kind
def sizes(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for high in (10, 12, 14, 17, 20, 24, 30, 40, 55, 70, 100, 150, 220):
        pen = one_line(digits, rng, amount(rng, 2, 6), high)
        yield pen.case(noisy(paper(pen.ink), rng, 0.01))


@kind
def marks(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for text in (
        "1,250.-", "40.", "7.20", "-31-", "12,345.67", "300.=", "8.05-", "1.1.1", "70--", "90,5",
        "123=", "4-4", "66.60", ".75", "2,000", "5.-", "11.11-", "914 =", "20-100", "1-50",
    ):  # fmt: skip
        pen = one_line(digits, rng, text, rng.uniform(24, 44), gap=rng.uniform(0.1, 0.3))
        yield pen.case(paper(pen.ink))


@kind
def marks_beside_wide_digits(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(16):
        text = f"{'02468'[place % 5]}.{'08642'[place % 5]}{'.-,'[place % 3]}{rng.integers(10)}"
        pen = one_line(digits, rng, text, 40, gap=(0.04, 0.08, 0.12)[place % 3])
        yield pen.case(paper(pen.ink))


@kind
def touching(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(24):
        gap = (-0.1, -0.05, 0.0, 0.05)[place % 4]
        pen = one_line(digits, rng, amount(rng, 2, 6), 36, gap=gap, uneven=0.1)
        yield pen.case(paper(pen.ink))


@kind
def in_pieces(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(40):
        gap = (-0.1, -0.05, 0.02, 0.1, 0.4)[place % 5]
        text = amount(rng, 1, 6) + ("", ".-", "", "-")[place % 4]
        pen = one_line(digits, rng, text, rng.uniform(20, 60), gap=gap, uneven=0.12)
        grey = paper(pen.ink)
        yield pen.case(
            printed(grey, rng, 0.12) if place % 3 == 2 else grey, "pieces", grammar="digits"
        )


@kind
def spread_and_narrow(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(16):
        pen = one_line(digits, rng, amount(rng, 3, 7), 30, gap=(0.6, 0.9, 0.2, 0.05)[place % 4])
        wide = (1.0, 1.0, 0.6, 1.5)[place % 4]
        size = round(pen.ink.shape[1] * wide), pen.ink.shape[0]
        pen.ink = np.asarray(cv2.resize(pen.ink, size, interpolation=cv2.INTER_AREA), np.float32)
        text, boxes = pen.lines[0]
        moved = (Box(round(b.x * wide), b.y, round(b.width * wide), b.height) for b in boxes)
        pen.lines = [Written(text, tuple(moved))]
        yield pen.case(paper(pen.ink))


@kind
def thin_and_thick(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(20):
        high = (24, 40, 64)[place % 3]
        pen = one_line(digits, rng, amount(rng, 2, 6), high, thin=(0.0, 0.4, 0.7, 0.85)[place % 4])
        if place % 5 == 0:
            pen.ink = np.asarray(cv2.dilate(pen.ink, np.ones((5, 5), np.uint8)), np.float32)
        yield pen.case(paper(pen.ink))


@kind
def faint_and_noisy(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for depth in (0.05, 0.08, 0.11, 0.14, 0.17, 0.2, 0.3):
        for noise in (0.004, 0.015, 0.035):
            pen = one_line(digits, rng, amount(rng, 2, 6), 40)
            yield pen.case(noisy(paper(pen.ink, 0.8, 0.8 - depth), rng, noise))


@kind
def dark_paper(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(20):
        pen = one_line(digits, rng, amount(rng, 2, 6), (16, 30, 60)[place % 3])
        if place % 4 == 3:  # so near black that the division by the paper's brightness matters
            yield pen.case(noisy(paper(pen.ink, (0.04, 0.1)[place % 2], 0.0), rng, 0.004))
        else:
            light, dark = ((0.12, 0.9), (0.0, 1.0), (0.35, 0.6))[place % 3]
            yield pen.case(noisy(paper(pen.ink, light, dark), rng, 0.01))


@kind
def printed_paper(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(24):
        pen = one_line(digits, rng, amount(rng, 2, 6), 36)
        grey = paper(pen.ink, dark=(0.15, 0.35)[place % 2])
        yield pen.case(noisy(printed(grey, rng, (0.08, 0.2, 0.35)[place % 3]), rng, 0.015))


@kind
def dots(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(18):
        pen = one_line(digits, rng, amount(rng, 2, 6), (30, 45, 60)[place % 3])
        light = (0.985, 0.97, 0.955, 0.94, 0.85, 0.7)[place // 3]
        thick = np.ones((3 + place % 3, 3 + place % 3), np.uint8)
        pen.ink = np.asarray(cv2.dilate(pen.ink, thick), np.float32)
        grey = paper(pen.ink, light, (0.0, 0.15)[place % 2])
        yield pen.case(dithered(grey) if place % 6 else (grey > 0.5).astype(float))


@kind
def deep_shadow(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """So dark in a part that its paper is nearly black."""
    for place in range(10):
        pen = one_line(digits, rng, amount(rng, 3, 7), 40)
        height, width = pen.ink.shape
        shadow = np.ones((height, width))
        shadow[:, : int(rng.uniform(0.4, 0.8) * width)] = 0.03 + 0.012 * (place // 2)
        shadow = np.asarray(cv2.GaussianBlur(shadow, (0, 0), 6), np.float64)
        yield pen.case(paper(pen.ink, 0.95, 0.2) * shadow)


@kind
def nothing_written(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """Grain, coarse and fine, stains and prints."""
    for place in range(15):
        pen = Pen(digits, rng, 40, 90)
        grain = rng.normal(0, 1, pen.ink.shape)
        if place % 5:
            soft = (0.4, 0.6, 0.8, 1.6)[place % 5 - 1]
            grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), soft))
        if place % 4 == 3:  # darker than lighter, as stains are
            grain = -np.abs(grain)
        grey = 0.8 + (0.02, 0.06)[place % 2] * grain / grain.std()
        yield pen.case(printed(grey, rng, 0.15) if place % 7 == 6 else grey)


@kind
def specks(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(16):
        pen = one_line(digits, rng, amount(rng, 2, 6), 44)
        dirty = specked(pen.ink, rng, 25, (1, 2, 3, 4)[place % 4])
        yield pen.case(paper(dirty))


@kind
def light_and_shadow(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(5):
        pen = Pen(digits, rng, 900 if place % 2 else 520, 1100 if place % 2 else 700)
        for row in range(4):
            pen.write(amount(rng, 3, 7), rng.uniform(60, 200), 130 + 110 * row, 48)
        yield pen.case(noisy(shaded(paper(pen.ink), rng), rng, 0.01))


@kind
def falling_lines(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for slope in (-0.13, -0.08, -0.04, 0.03, 0.06, 0.1, 0.14):
        pen = Pen(digits, rng, 560, 760)
        for row in range(3):
            text = amount(rng, 5, 9) + (".-" if row == 1 else "")
            pen.write(text, 60, 190 + 110 * row - 300 * slope, 40, slope=slope)
            if row != 1:  # beside it, in the same row
                x = 520
                text = amount(rng, 1, 4)
                pen.write(text, x, 190 + 110 * row + (x - 360) * slope, 40, slope=slope)
        yield pen.case(paper(pen.ink))


@kind
def tables(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for apart in (1.4, 1.8, 2.1, 2.5, 3.2):
        pen = Pen(digits, rng, 300, 900)
        for row in range(3):
            x = 40.0
            for column in range(3):
                base = 70 + 80 * row + rng.uniform(-6, 6) * (column == 1)
                x = pen.write(amount(rng, 1, 4), x, base, 34) + (apart - 0.18) * 34
        yield pen.case(paper(pen.ink), grammar="digits")


@kind
def close_lines(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for spacing in (1.0, 1.08, 1.15, 1.25, 1.4, 1.7):
        pen = Pen(digits, rng, 320, 420)
        for row in range(4):
            text = amount(rng, 4, 7)
            pen.write(text, 60, 60 + 40 * spacing * row, 40, slope=0.02, uneven=0.15)
        yield pen.case(paper(pen.ink))


@kind
def uneven_lines(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """Digits of very different heights and places in one line, and tall strokes beside it."""
    for place in range(14):
        pen = Pen(digits, rng, 300, 520)
        high = (40, 28)[place % 2]
        x = 60.0
        for sign in amount(rng, 4, 6):
            low = 120 + high * rng.uniform(-0.5, 0.5) * (place % 3 / 2)
            x = pen.write(sign, x, low, high * rng.uniform((0.9, 0.5, 0.35)[place % 3], 1.1))
        text = "".join(line.text for line in pen.lines)
        pen.lines = [Written(text, tuple(box for line in pen.lines for box in line.boxes))]
        pen.write(amount(rng, 3, 6) + (",", "=", ".", "-")[place % 4], 70, 250, high)
        ink = pen.ink
        if place % 4 == 1:
            ink = ruled(ink, (400, 10), (410, 10 + high * (3, 5)[place % 3 > 0]), 5)
        yield pen.case(paper(ink), grammar="digits")


@kind
def far_marks(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for away in (0.5, 1.5, 2.5, 3.5, 4.5, 6.0):
        pen = Pen(digits, rng, 260, 640)
        for row in range(2):
            end = pen.write(amount(rng, 3, 5), 40, 80 + 110 * row, 40)
            mark = Pen(digits, rng, *pen.ink.shape)
            mark.write("-" if row else ".-", end + 40 * away, 80 + 110 * row, 40)
            pen.ink = np.maximum(pen.ink, mark.ink)
        yield pen.case(paper(pen.ink))
