"""Every plot: the curves of a training, the confusions, the mistakes, and the first image."""

from lenet.figures.training_figures import (
    DPI,
    MISTAKES_SHOWN,
    STYLE,
    confusion,
    curves,
    drawn_on,
    first,
    mistakes,
    percent,
)

__all__ = [
    "DPI",
    "MISTAKES_SHOWN",
    "STYLE",
    "confusion",
    "curves",
    "drawn_on",
    "first",
    "mistakes",
    "percent",
]
