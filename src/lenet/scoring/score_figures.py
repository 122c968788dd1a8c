"""The figures of a score: error against rejection, reliability, and the misread strings."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.errors import PictureError
from lenet.evaluation import share_interval
from lenet.figures.style import (
    BLUE,
    DARK,
    DPI,
    GREY,
    MISTAKES_SHOWN,
    PALE,
    RED,
    drawn_on,
    headline,
    percent,
    short_name,
)
from lenet.scoring.score import ERRORS, Outcome, StringScore

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Ink = NDArray[np.float32]

_SHEET, _EDGE, _HEAD = 1260, 30, 110  # pixels
_BETWEEN, _CAPTION = 24, 54
_LEGEND = "as true > read, and how sure the reader was; accepted ones first."

_short = partial(short_name, longest=22)


def score_curves(score: StringScore, path: str | os.PathLike[str]) -> None:
    """Draw the error against rejection, and beside it the share that is right by confidence.

    ``path`` is the PNG to write. OSError.
    """
    with drawn_on(path, 8.6, 3.6) as figure:
        _rejection(figure.add_axes((0.065, 0.14, 0.5, 0.68)), score)
        _reliability(figure.add_axes((0.655, 0.14, 0.3, 0.68)), score)


def _rejection(axes: Axes, score: StringScore) -> None:
    rejected, error = 100 * score.curve.rejected, 100 * score.curve.error
    axes.plot(rejected, error, color=BLUE, drawstyle="steps-post")
    top = max(1.0, float(error[0]) * 1.08)
    axes.set_ylim(0, top)
    axes.set_xlim(0, 100)
    for allowed in ERRORS:
        share = score.curve.share_for(allowed)
        if share < 1:
            axes.plot(100 * share, 100 * allowed, "o", color=RED, clip_on=False)
    axes.set_title("Error among the accepted, %", y=1.12)
    axes.set_xlabel("rejected, the least sure first, % of strings")
    axes.grid(axis="y")
    counts = [f"{100 * error:g} %: {score.accepted_at(error):,}" for error in ERRORS]
    caption = f"accepted at an error of {', '.join(counts)} of {score.strings:,}"
    axes.text(0, 1.045, caption, color=GREY, size=8, transform=axes.transAxes)


def _reliability(axes: Axes, score: StringScore) -> None:
    filled = [one for one in score.bins if one.strings]
    axes.plot((0, 1), (0, 1), color=PALE, linewidth=1)
    most = max(one.strings for one in filled)
    for one in filled:
        low, high = share_interval(one.right, one.strings)
        axes.plot((one.confidence,) * 2, (low, high), color=PALE, linewidth=3, zorder=1)
        size = 12 + 60 * one.strings / most
        axes.scatter(one.confidence, one.right / one.strings, s=size, color=BLUE, zorder=2)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_title("Share right", y=1.12)
    axes.set_xlabel("confidence")
    axes.grid()
    off = f"confidence is {100 * score.calibration_error:.1f} points off on average"
    axes.text(0, 1.045, off, color=GREY, size=8, transform=axes.transAxes)


def misread_strings(
    outcomes: Sequence[Outcome],
    ink_of: Callable[[Outcome], Ink],
    path: str | os.PathLike[str],
    *,
    limit: int = MISTAKES_SHOWN,
) -> None:
    """Draw the misread strings: each picture, true > read, how sure, and whether it was accepted.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Right ones too. At most ``limit`` wrong ones are drawn, the accepted first, then by
        falling confidence.
    ink_of : callable
        Gives an outcome's picture as ink, float32 [H, W], 0 paper to 1 ink. If it raises a
        PictureError, empty paper is drawn.
    path : path
        The PNG to write. OSError.
    """
    wrong = [one for one in outcomes if not one.right]
    wrong.sort(key=lambda one: (not one.accepted, -one.confidence, one.file))
    shown = wrong[:limit]
    pictures = [_ink(ink_of, one) for one in shown]
    columns, tall = _grid(pictures)
    across = (_SHEET - 2 * _EDGE + _BETWEEN) // columns
    down = tall + _CAPTION + _BETWEEN
    height = _HEAD + down * -(-len(shown) // columns)
    sheet = np.full((height, _SHEET), 255, np.uint8)
    with drawn_on(path, _SHEET / DPI, height / DPI, sheet) as figure:
        headline(figure, _EDGE, len(outcomes), len(wrong), len(shown), _LEGEND)
        for place, (one, ink) in enumerate(zip(shown, pictures, strict=True)):
            top, left = _HEAD + down * (place // columns), _EDGE + across * (place % columns)
            tile = _tile(ink, across - _BETWEEN, tall)
            high, wide = tile.shape
            start = left if columns == 4 else left + (across - _BETWEEN - wide) // 2
            sheet[top + tall - high : top + tall, start : start + wide] = tile
            align = "left" if columns == 4 else "center"
            at = left if columns == 4 else left + (across - _BETWEEN) // 2
            write = partial(figure.text, at, transform=None, ha=align)
            below = height - top - tall
            write(below - 22, f"{_short(one.truth)} > {_short(one.read) or 'nothing'}", size=8)
            write(below - 42, _verdict(one), size=6.5, color=DARK if one.accepted else GREY)


def _ink(ink_of: Callable[[Outcome], Ink], one: Outcome) -> Ink:
    try:
        return ink_of(one)
    except PictureError:
        return np.zeros((40, 40), np.float32)


def _grid(pictures: Sequence[Ink]) -> tuple[int, int]:
    """The number of columns and the height of a tile: ten columns for single digits, else four."""
    shapes = [ink.shape[1] / ink.shape[0] for ink in pictures]
    return (10, 90) if shapes and np.median(shapes) < 1.4 else (4, 76)


def _tile(ink: Ink, wide: int, tall: int) -> NDArray[np.uint8]:
    """A picture scaled to fit into a tile, uint8 [H, W], ink on white; it keeps its proportions."""
    scale = min(wide / ink.shape[1], tall / ink.shape[0])
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    paper = Image.fromarray(np.rint(255 * (1 - ink.clip(0, 1))).astype(np.uint8))
    return np.asarray(paper.resize(size, Image.Resampling.LANCZOS))


def _verdict(one: Outcome) -> str:
    if one.error:
        return "not opened"
    return f"{percent(one.confidence)}, accepted" if one.accepted else percent(one.confidence)
