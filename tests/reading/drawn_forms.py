"""Kinds of pictures with rulings and boxes, and with more said about what is written."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.random import Generator

from lenet.pictures.boxes import Box
from lenet.reader_training.drawn.labelled_digits import LabelledDigits

from .drawn_kinds import kind, one_line
from .drawn_pages import Case, Pen, Written, amount, framed, paper, ruled


@kind
def ruled_lines(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """On, through, below and above the writing, thick and thin, tilted, broken, short."""
    for place in range(40):
        high = (30, 44)[place % 2]
        pen = one_line(digits, rng, amount(rng, 3, 7), high, uneven=0.1)
        height, width = pen.ink.shape
        row = (height - high) / 2 + high * (1.0, 1.06, 0.5, -0.05, 0.93)[place % 5]
        tilt = (0.0, 0.02, -0.03, 0.05, 0.08)[place // 5 % 5] * width / 2
        thick = (2, 3, 5, 7)[place % 4]
        begin, end = ((0, width), (8, width - 8), (0.3 * width, width))[place % 3]
        ink = ruled(pen.ink, (begin, row - tilt), (end, row + tilt), thick)
        if place % 8 == 7:
            ink[:, int(0.55 * width) : int(0.55 * width) + 12] = pen.ink[
                :, int(0.55 * width) : int(0.55 * width) + 12
            ]
        yield pen.case(paper(ink), grammar="digits")


@kind
def ruled_pages(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(6):
        pen = Pen(digits, rng, 420, 800)
        ink = pen.ink
        for row in range(4):
            pen.write(amount(rng, 2, 6), rng.uniform(90, 200), 90 + 90 * row, 42, uneven=0.1)
        ink = pen.ink
        tilt = (0, 6, -12)[place % 3]
        for row in range(4):
            y = 92 + 90 * row
            ink = ruled(ink, (20, y - tilt), (780, y + tilt), (2, 3)[place % 2])
        if place % 2:
            ink = ruled(ink, (70, 5), (70, 415), 3)
        yield pen.case(paper(ink), grammar="digits")


@kind
def frames(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """Boxes around amounts, combs with a cell a digit, touched and not."""
    for place in range(32):
        high, thick = (30, 44)[place % 2], (2, 3, 4)[place % 3]
        text = amount(rng, 1 if place % 4 else 4, 6)
        cells = len(text) if place % 4 == 0 else 1
        pen = Pen(digits, rng, int(2.2 * high), int(1.25 * high * (len(text) + 2)))
        left, step = 0.8 * high, 1.15 * high
        if cells > 1:
            boxes: list[Box] = []
            for number, sign in enumerate(text):
                pen.write(sign, left + step * (number + 0.2), 1.6 * high, high)
                boxes += pen.lines.pop().boxes
            pen.lines = [Written(text, tuple(boxes))]
            right = left + step * cells
        else:
            right = pen.write(text, left + 0.2 * high, 1.6 * high, high)
        low = (1.8, 1.62)[place % 5 == 4] * high  # the second touches what is written
        upper = (0.4, 0.56)[place % 7 == 6] * high
        around = Box(round(left), round(upper), round(right - left), round(low - upper))
        ink = framed(pen.ink, around, thick, cells)
        if place % 6 == 5:
            turned = cv2.getRotationMatrix2D((around.x, around.y), 1.2, 1)
            ink = np.asarray(cv2.warpAffine(ink, turned, ink.shape[::-1]), np.float32)
        yield pen.case(paper(ink), grammar="digits")


@kind
def ones_and_sevens_between_rulings(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """Straight strokes of writing that are as long as borders of boxes."""
    for place in range(16):
        text = ("1", "11", "71", "117", "4", "14", "111", "77")[place % 8]
        high = (60, 90)[place // 8]
        pen = one_line(digits, rng, text, high, gap=0.5)
        height, width = pen.ink.shape
        low = (height - high) / 2 + high * 1.02
        ink = ruled(pen.ink, (0, low), (width, low), 5)
        if place % 2:
            ink = ruled(ink, (0, low - 1.05 * high), (width, low - 1.05 * high), 5)
        yield pen.case(paper(ink), grammar="digits")


@kind
def single_digits(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(60):
        sign = str(place % 10)
        if place < 40:
            image = digits.any(int(sign), rng)
            rows, columns = (np.flatnonzero((image > 127).any(axis=axis)) for axis in (1, 0))
            (x, width), (y, height) = (
                (int(each[0]), int(np.ptp(each)) + 1) for each in (columns, rows)
            )
            written = Written(sign, (Box(x, y, width, height),))
            ink = image.astype(np.float32) / np.float32(255)
            yield Case(image, (written,), ink, {"grammar": "digits", "length": 1})
        else:  # broken by white strokes, in one piece of a digit's shape
            pen = one_line(digits, rng, sign, 60)
            wide = (3, 6, 9, 14)[place % 4]
            row = pen.ink.shape[0] // 2
            pen.ink[row : row + wide] = 0
            yield pen.case(paper(pen.ink), grammar="digits", length=1)


@kind
def two_where_one_is_said_to_be(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(12):
        gap = (-0.05, 0.1, 0.3, 0.6)[place % 4]
        pen = one_line(digits, rng, amount(rng, 2, 3), 40, gap=gap, uneven=0.2)
        yield pen.case(paper(pen.ink), grammar="digits", length=1)


@kind
def said_to_be(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    """A length, a pattern, with marks that the pattern does not have."""
    for place in range(24):
        text = amount(rng, 4, 5)
        shown = (text, f"{text}-", f"{text[:2]}.{text[2:]}", f"-{text}")[place % 4]
        pen = one_line(digits, rng, shown, 40, gap=(0.1, 0.25)[place % 2])
        how = ({"pattern": r"\d{4}"}, {"length": 4}, {"pattern": "[1-9][0-9]*"})[place % 3]
        yield pen.case(paper(pen.ink), **how)


@kind
def boxes_of_a_form(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for _ in range(4):
        pen = Pen(digits, rng, 260, 520)
        boxes = {}
        for row in range(2):
            for column in range(2):
                x, base = 40 + 250 * column, 90 + 110 * row
                end = pen.write(amount(rng, 2, 5), x, base, 42)
                boxes[f"{row}{column}"] = Box(x - 14, base - 60, round(end) - x + 24, 78)
        yield pen.case(paper(pen.ink), boxes=boxes)


@kind
def upside_down(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for _ in range(16):
        pen = one_line(digits, rng, amount(rng, 3, 6), 44)
        pen.ink = np.ascontiguousarray(pen.ink[::-1, ::-1])
        yield pen.case(paper(pen.ink))


@kind
def cut_off(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    for place in range(12):
        pen = one_line(digits, rng, amount(rng, 3, 6), 44)
        more = round((0.0, 0.15, 0.3)[place % 3] * 44)
        inside = np.flatnonzero((pen.ink > 0.5).any(axis=0))[0]
        cut = inside + more
        text, boxes = pen.lines[0]
        moved = tuple(box._replace(x=max(0, box.x - cut)) for box in boxes)
        pen.lines, pen.ink = [Written(text, moved)], np.ascontiguousarray(pen.ink[:, cut:])
        yield pen.case(paper(pen.ink))


@kind
def a_very_long_line(digits: LabelledDigits, rng: Generator) -> Iterator[Case]:
    pen = Pen(digits, rng, 60, 6200)
    pen.write("".join(str(one) for one in rng.integers(0, 10, 120)), 10, 40, 22, gap=1.2)
    yield pen.case(paper(pen.ink), grammar="digits")
