"""What all figures share: colours, fonts, the sheet they are drawn on, shares in words.

Drawn with matplotlib's objects, without pyplot and its global state; matplotlib is imported with
the first figure, not with this module. A figure is on the disk whole or not at all: ``OSError``
is raised when it cannot be written, and what stood there before is left.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lenet.host.files import write_png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 150
MISTAKES_SHOWN = 120
"""Of a sheet of mistakes, how many are drawn."""


DARK, GREY, PALE, BLUE, RED = "#222222", "#767676", "#d9d9d9", "#2f6690", "#c0442b"

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # it comes with matplotlib, so a figure looks alike everywhere
    "font.size": 9.0,
    "text.color": DARK,
    "text.parse_math": False,  # a class may be called "$"
    "axes.titlesize": 11.0,
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # left to itself, matplotlib measures every label to find the place
    "axes.labelcolor": GREY,
    "axes.edgecolor": PALE,
    "axes.facecolor": "white",
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#eeeeee",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "figure.facecolor": "white",
    "lines.linewidth": 1.6,
    "lines.markersize": 4.0,
}


def percent(share: float) -> str:
    """Round to whole percents, but never up to a certainty that the network did not have."""
    if 0.995 <= share < 1:
        return f"{int(share * 10_000) / 100:.2f} %"
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1f} %"


def short_name(name: str, longest: int = 12) -> str:
    """The name of a class, or a text, cut to so many characters."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def headline(figure: Figure, left: int, total: int, wrong: int, shown: int, legend: str) -> None:
    """Head a sheet of mistakes: how many of ``total`` are ``wrong``, and what each one shows.

    ``left`` is in pixels; ``shown`` of the wrong ones are drawn.
    """
    write = partial(figure.text, left, transform=None)
    height = round(figure.bbox.height)
    if not wrong:
        write(height - 44, f"None of {total:,} misread", size=11)
        write(height - 74, "There is no mistake to show.", color=GREY)
        return
    which = "Each" if shown == wrong else f"The first {shown:,} of {wrong:,}, each"
    write(height - 44, f"{wrong:,} of {total:,} misread", size=11)
    write(height - 74, f"{which} {legend}", color=GREY)


@contextmanager
def drawn_on(
    path: str | os.PathLike[str],
    width: float,
    height: float,
    sheet: NDArray[np.uint8] | None = None,
) -> Iterator[Figure]:
    """Give a figure of so many inches to draw on; write it when the drawing went well.

    ``sheet``, uint8 [height, width] in pixels, is printed with it, and then all of it is in greys:
    matplotlib takes a hundred times as long for an image of the size of the figure.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), dpi=DPI)
        canvas: Any = FigureCanvasAgg(figure)  # its methods are not typed
        yield figure
        canvas.draw()
    drawn = np.asarray(canvas.buffer_rgba())[..., :3]
    pixels = drawn if sheet is None else np.minimum(drawn[..., 0], sheet)
    write_png(Path(path), Image.fromarray(pixels), dpi=(DPI, DPI), compress_level=4)
