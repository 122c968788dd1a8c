"""The confusion matrix: how often each class was read as each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import ModelError
from lenet.figures.style import DARK, GREY, drawn_on, short_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion(matrix: ArrayLike, classes: Sequence[str], path: str | os.PathLike[str]) -> None:
    """Draw how often each class was read as each: integers [n, n], a row a truth.

    The diagonal is grey and the colours are scaled to the largest count beside it.

    Raises
    ------
    ModelError
        When the matrix is not square or does not fit the names of the classes.
    """
    counts, names = np.asarray(matrix), [short_name(name) for name in classes]
    if counts.shape != (len(names), len(names)) or not names:
        received = list(counts.shape)
        raise ModelError(f"expected a matrix of {len(names)} x {len(names)}, received {received}")
    longest = max(map(len, names))
    side = 0.45 * len(names)
    left, below = 0.45 + 0.075 * longest, 0.45 + 0.055 * longest
    width, height = left + side + 0.85, below + side + 0.65
    with drawn_on(path, width, height) as figure:
        axes = figure.add_axes((left / width, below / height, side / width, side / height))
        _counts(axes, counts)
        axes.set_xticks(range(len(names)), names)
        axes.set_yticks(range(len(names)), names)
        if longest > 3:
            for label in axes.get_xticklabels():
                label.set(rotation=45, ha="right", rotation_mode="anchor")
        axes.set_xlabel("read as")
        axes.set_ylabel("true")
        axes.spines[:].set_visible(False)


def _counts(axes: Axes, counts: NDArray[np.integer]) -> None:
    """Write the counts into their cells, and the share of wrong ones at the end of each row."""
    wrong = counts - np.diag(counts.diagonal())
    share = wrong / max(1, wrong.max())
    axes.imshow(shades(share), interpolation="nearest")
    edges = np.arange(0.5, len(counts) - 1)
    axes.vlines(edges, -0.5, len(counts) - 0.5, color="white", linewidth=1)
    axes.hlines(edges, -0.5, len(counts) - 0.5, color="white", linewidth=1)
    for truth, answer in np.argwhere(counts > 0).tolist():
        colour = "white" if share[truth, answer] > 0.55 else DARK
        text = str(counts[truth, answer])
        axes.text(answer, truth, text, color=colour, ha="center", va="center", size=8)
    beside = partial(axes.text, len(counts) - 0.3, color=GREY, va="center", size=8)
    beside(-0.75, "misread")
    for truth in np.flatnonzero(counts.sum(1)).tolist():
        beside(truth, f"{100 * wrong[truth].sum() / counts[truth].sum():.2f} %")
    axes.set_title(f"{wrong.sum():,} of {counts.sum():,} misread", pad=20)


def shades(share: NDArray[np.floating]) -> NDArray[np.float64]:
    """Colour shares [n, n] from pale to red, [n, n, 3]; 0 is off-white, the diagonal grey."""
    pale, full = np.array([253, 236, 226]) / 255, np.array([192, 68, 43]) / 255
    shades = pale + share[..., None] * (full - pale)
    shades[share == 0] = 0.975
    shades[np.diag_indices(len(shades))] = 0.9
    return np.asarray(shades, np.float64)
