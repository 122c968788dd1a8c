"""Amounts that their writers crossed out, in five ways: a reader should reject them.

The strokes are drawn over pictures of amounts, as dark as their ink and as wide as their strokes
or up to twice as wide. The same seed draws the same pictures. The way is in the file's name.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from lenet.pictures.formats import open_pages
from lenet.pictures.ink.cleaning import clean

FINER = 4

Strokes = list[list[tuple[float, float]]]
Random = np.random.Generator


def cross_out(pictures: Sequence[Path], folder: Path, seed: int = 0) -> None:
    """Cross out each picture in the next way, and write them to a new folder."""
    folder.mkdir()
    for number, picture in enumerate(pictures):
        name, strokes = list(WAYS.items())[number % len(WAYS)]
        random = np.random.default_rng([seed, number])
        crossed_out(picture, strokes, random).save(folder / f"{name}-{number:03}.png")


def crossed_out(picture: Path, strokes: Callable[..., Strokes], random: Random) -> Image.Image:
    grey = next(iter(open_pages(picture))).grey
    cleaned = clean(grey)
    rows, columns = (np.flatnonzero(cleaned.mask.any(axis=axis)) for axis in (1, 0))
    level = int(np.median(grey[cleaned.mask > 0]) / 257)
    paper = Image.fromarray((grey / 257).astype(np.uint8))
    large = paper.resize((FINER * paper.width, FINER * paper.height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(large)
    wide = max(1, round(FINER * cleaned.stroke * random.uniform(1, 2)))
    for stroke in strokes((columns[0], rows[0], columns[-1], rows[-1]), random):
        pen.line([(FINER * x, FINER * y) for x, y in stroke], level, wide, "curve")
    return large.resize(paper.size, Image.Resampling.LANCZOS)


def line(box: Sequence[float], random: Random) -> Strokes:
    left, top, right, bottom = box
    height = bottom - top
    begin, end = top + height * random.uniform(0.35, 0.65, 2)
    bend = height * random.normal(0, 0.06)
    along = np.linspace(0, 1, 20)
    rows = begin + (end - begin) * along + bend * np.sin(np.pi * along)
    return [list(zip(left + (right - left) * along, rows, strict=True))]


def two_lines(box: Sequence[float], random: Random) -> Strokes:
    return [*line(box, random), *line(box, random)]


def slash(box: Sequence[float], random: Random) -> Strokes:
    left, top, right, bottom = box
    height = bottom - top
    low, high = (height * random.uniform(-0.1, 0.15) for _ in range(2))
    return [[(left, bottom - low), (right, top + high)]]


def cross(box: Sequence[float], random: Random) -> Strokes:
    left, top, right, bottom = box
    return [*slash(box, random), [(left, top), (right, bottom)]]


def zigzag(box: Sequence[float], random: Random) -> Strokes:
    left, top, right, bottom = box
    height = bottom - top
    turns = max(4, round((right - left) / height * random.uniform(4, 8)))
    columns = np.linspace(left, right, turns + 1) + random.normal(0, 0.06 * height, turns + 1)
    rows = np.where(np.arange(turns + 1) % 2, top, bottom)
    uneven = random.normal(0, 0.1 * height, turns + 1)
    return [list(zip(columns, rows + uneven, strict=True))]


WAYS: dict[str, Callable[..., Strokes]] = {
    "line": line,
    "two-lines": two_lines,
    "slash": slash,
    "cross": cross,
    "zigzag": zigzag,
}
