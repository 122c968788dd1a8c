"""The loss and the error rate after each epoch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lenet.errors import ModelError
from lenet.figures.style import BLUE, RED, drawn_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CURVES = {
    "loss": ("training", BLUE),
    "val_loss": ("validation", RED),
    "accuracy": ("training", BLUE),
    "val_accuracy": ("validation", RED),
}


def curves(history: Mapping[str, Sequence[float]], path: str | os.PathLike[str]) -> None:
    """Draw the loss and the error rate after each epoch, of training and of validation.

    Parameters
    ----------
    history : mapping
        "loss" and, where they were measured, "accuracy", "val_loss" and "val_accuracy": a number
        an epoch each. Without an accuracy only the loss is drawn.
    path : path
        The PNG to write.

    Raises
    ------
    ModelError
        When there is no loss, no epoch, or the lengths differ.
    """
    lengths = {key: len(history[key]) for key in _CURVES if key in history}
    if "loss" not in lengths or set(lengths.values()) != {max(1, lengths["loss"])}:
        raise ModelError(f"expected a loss for each of 1 or more epochs, received {lengths}")
    quantities = ["loss", "accuracy"] if "accuracy" in lengths else ["loss"]
    width = 1 / len(quantities)
    with drawn_on(path, 4.2 * len(quantities), 3.2) as figure:
        for place, quantity in enumerate(quantities):
            axes = figure.add_axes((width * (place + 0.12), 0.15, width * 0.83, 0.66))
            _curve(axes, history, quantity)


def _curve(axes: Axes, history: Mapping[str, Sequence[float]], quantity: str) -> None:
    from matplotlib.ticker import MaxNLocator

    epochs = np.arange(1, len(history["loss"]) + 1)
    for key, place in ((quantity, 0.0), (f"val_{quantity}", 0.4)):
        if key in history:
            name, colour = _CURVES[key]
            values = np.asarray(history[key], np.float64)
            last = f"{values[-1]:.4g}"
            if quantity == "accuracy":
                values = 100 * (1 - values)
                last = f"{values[-1]:.2f} %"
            marker = "o" if len(epochs) <= 30 else ""
            axes.plot(epochs, values, color=colour, marker=marker)
            axes.text(place, 1.05, f"{name} {last}", color=colour, transform=axes.transAxes)
    axes.set_title("Loss" if quantity == "loss" else "Error rate, % of images", y=1.13)
    axes.set_xlabel("epoch")
    axes.set_xlim(0.5, len(epochs) + 0.5)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.grid(axis="y")
