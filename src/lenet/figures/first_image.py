"""The first test image large, beside the probability of each class."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.figures.style import BLUE, GREY, PALE, RED, drawn_on, percent, short_name
from lenet.figures.tile import tile

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def first(
    image: ArrayLike,
    probabilities: ArrayLike,
    truth: int,
    classes: Sequence[str],
    path: str | os.PathLike[str],
) -> None:
    """Draw test image 0 large, with what was read, and beside it each class's probability.

    Parameters
    ----------
    image : array
        [height, width] or [height, width, 1], as one of those of ``mistakes``.
    probabilities : array
        Floats [classes].
    truth : int
        Which class the image shows.
    classes, path
        As for ``mistakes``.

    Raises
    ------
    ModelError
        When the image has another shape, or the numbers do not fit the classes.
    """
    chances, names = np.asarray(probabilities, np.float64), [short_name(name) for name in classes]
    if chances.shape != (len(names),) or not 0 <= truth < len(names):
        received = f"{list(chances.shape)} and {truth}"
        raise ModelError(f"expected {len(names)} probabilities and a class, received {received}")
    picture, read = tile(np.asarray(image)), int(chances.argmax())
    colour, verdict = (BLUE, "right") if read == truth else (RED, f"wrong: it is {names[truth]}")
    bars, labels = 0.25 * len(names), 0.075 * max(map(len, names))
    width, height = 6.2 + labels, 0.95 + max(2.5, bars)
    with drawn_on(path, width, height) as figure:
        figure.text(0.3 / width, 1 - 0.4 / height, f"Test image 0, read as {names[read]}", size=11)
        figure.text(0.3 / width, 1 - 0.62 / height, verdict, color=colour)
        box = (0.3 / width, 1 - 3.25 / height, 2.5 / width, 2.5 / height)
        paper = figure.add_axes(box, xticks=(), yticks=())
        paper.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        paper.spines[:].set_visible(True)
        box = ((3.1 + labels) / width, 1 - (0.75 + bars) / height, 2.4 / width, bars / height)
        _bars(figure.add_axes(box), chances, names, colour)


def _bars(axes: Axes, chances: NDArray[np.float64], names: list[str], colour: str) -> None:
    places = np.arange(len(names))
    bars = axes.barh(places, chances, color=PALE, height=0.72)
    bars[int(chances.argmax())].set_color(colour)
    for place, chance in enumerate(chances):
        if chance >= 0.001:
            axes.text(chance + 0.02, place, percent(chance), color=GREY, va="center", size=8)
    axes.set_yticks(places, names)
    axes.set_xticks(())
    axes.set_xlim(0, 1)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)
    axes.set_title("probability", color=GREY, size=9)
