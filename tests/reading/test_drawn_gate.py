"""What the shipped reader makes of some 600 drawn pictures, beside what it made of them before.

A gate, not a benchmark: the pictures are drawn by seeds from MNIST's test digits, many of them
so hard that a small change of the reader shows. ``drawn_gate.csv`` has a row a kind of picture;
after a change that is meant to be one, write it anew and look at every figure that changed:

    python -m pytest tests/reading/test_drawn_gate.py --record -n 0

``lines right``    lines whose digits are all right, in reading order
``digits right``   digits that are read in their order
``boxes``          mean overlap of a digit's box with where it was drawn, over lines read right
``ink``            mean overlap of the ink that is left with the writing
``strips``         mean ink of the strips that networks looked at
The last three and ``confidence`` are in ten-thousandths.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lenet.datasets import Dataset
from lenet.pictures.boxes import Box
from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reading.reader import Reader
from lenet.reading.result import Reading

from . import drawn_forms
from .drawn_kinds import KINDS
from .drawn_pages import Case, Written

RECORDED = Path(__file__).with_name("drawn_gate.csv")
TOLERANCES = {
    "lines written": 0, "lines found": 0, "lines right": 1, "digits written": 0,
    "digits right": 1, "boxes right": 2, "accepted": 1, "wrong": 0, "looks": 1,
    "at the border": 0, "contrast low": 0, "strokes thin": 0, "upside down": 0,
    "boxes": 10, "confidence": 10, "ink": 5, "strips": 3,
}  # fmt: skip
"""How far a figure may be off. With the engine's three instruction sets, and with OpenCV and NumPy
kept from theirs, all counts were the same and the means at most 2 off."""

WELL_PLACED = 0.75
Row = dict[str, int]

assert drawn_forms  # its kinds are entered by importing it


@pytest.fixture(scope="module")
def digits(mnist: Dataset) -> LabelledDigits:
    images, labels = mnist.test
    return LabelledDigits.of(images[:1000], labels[:1000])


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_of_drawn_pictures_is_as_good_as_it_was(
    kind: str, digits: LabelledDigits, reader: Reader, request: pytest.FixtureRequest
) -> None:
    found = row_of(reader, KINDS[kind](digits, np.random.default_rng(zlib.crc32(kind.encode()))))
    if request.config.getoption("--record"):
        record(kind, found)
    before = recorded()[kind]
    off = {
        name: f"{value}, before {before[name]}"
        for name, value in found.items()
        if abs(value - before[name]) > TOLERANCES[name]
    }
    assert not off, f"{kind}: {off}"


def recorded() -> dict[str, Row]:
    with RECORDED.open(newline="") as file:
        return {
            row.pop("kind"): {name: int(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        }


def record(kind: str, found: Row) -> None:
    rows = {**(recorded() if RECORDED.exists() else {}), kind: found}
    with RECORDED.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["kind", *TOLERANCES], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"kind": name, **rows[name]} for name in KINDS if name in rows)


def row_of(reader: Reader, cases: Iterable[Case]) -> Row:
    """The figures of cases read."""
    counts = dict.fromkeys(TOLERANCES, 0)
    boxes: list[float] = []
    confidences: list[float] = []
    inks: list[float] = []
    strips: list[float] = []
    for case in cases:
        steps: list[tuple[str, np.ndarray[Any, Any]]] = []
        readings = reader.by(case.way).read(
            case.picture, explain=lambda *step, seen=steps: seen.append(step), **case.how
        )
        shown = [picture for name, picture in steps if " as high" in name]
        strips += [mean_level(strip) for strip in shown]
        inks += [
            overlap_of_ink(case.ink, picture)
            for name, picture in steps
            if name.startswith("ink, without") and picture.shape == case.ink.shape
        ]
        counts["looks"] += len(shown)
        confidences += [reading.confidence for reading in readings]
        count_lines(counts, boxes, case.lines, readings)
        count_warnings(counts, readings)
    means = {"boxes": boxes, "confidence": confidences, "ink": inks, "strips": strips}
    return {
        **{name: int(count) for name, count in counts.items()},
        **{name: round(10_000 * float(np.mean(each or [0.0]))) for name, each in means.items()},
    }


def count_lines(
    counts: Row, boxes: list[float], lines: Sequence[Written], readings: Sequence[Reading]
) -> None:
    right = list(common([line.text for line in lines], [reading.text for reading in readings]))
    counts["lines written"] += len(lines)
    counts["lines found"] += len(readings)
    counts["lines right"] += len(right)
    written, read = ("".join(one.text for one in every) for every in (lines, readings))
    counts["digits written"] += len(written)
    counts["digits right"] += len(list(common(written, read)))
    counts["accepted"] += sum(reading.accepted for reading in readings)
    good = {other for _, other in right}
    counts["wrong"] += sum(one.accepted and place not in good for place, one in enumerate(readings))
    for line, reading in right:
        for box, digit in zip(lines[line].boxes, readings[reading].digits, strict=True):
            share = overlap(box, digit.box)
            boxes.append(share)
            counts["boxes right"] += share >= WELL_PLACED


def count_warnings(counts: Row, readings: Sequence[Reading]) -> None:
    names = {
        "ink touches the border": "at the border",
        "low contrast": "contrast low",
        "strokes are very thin": "strokes thin",
        "upside down?": "upside down",
    }
    for reading in readings:
        for warning in reading.warnings:
            counts[names[warning]] += 1


def common(some: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of a longest common subsequence."""
    longest = np.zeros((len(some) + 1, len(others) + 1), int)
    for i in reversed(range(len(some))):
        for j in reversed(range(len(others))):
            longest[i, j] = max(
                longest[i + 1, j + 1] + (some[i] == others[j]), longest[i + 1, j], longest[i, j + 1]
            )
    i = j = 0
    while i < len(some) and j < len(others):
        if some[i] == others[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif longest[i + 1, j] >= longest[i, j + 1]:
            i += 1
        else:
            j += 1


def overlap(one: Box, other: Box) -> float:
    """What two boxes share, of what either covers."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0, across) * max(0, down)
    return shared / (one.width * one.height + other.width * other.height - shared)


def mean_level(strip: np.ndarray[Any, Any]) -> float:
    """The mean of floats from 0 to 1, or of bytes from 0 to 255 as if they were."""
    return float(strip.astype(np.float64).mean()) / (255 if strip.dtype == np.uint8 else 1)


def overlap_of_ink(writing: np.ndarray[Any, Any], found: np.ndarray[Any, Any]) -> float:
    """The same of two inks, soft edges and all."""
    one, other = writing.astype(np.float64), found.astype(np.float64)
    return float(np.minimum(one, other).sum() / max(np.maximum(one, other).sum(), 1e-9))
