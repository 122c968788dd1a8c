"""A backend of matplotlib's: ``show()`` writes each figure into a PNG file, and tells where."""

from __future__ import annotations

import io
import itertools
import os
from pathlib import Path
from typing import Any

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from lenet.as_keras.old.told import tell
from lenet.as_keras.running.windows import FOLDER
from lenet.host.files import write_whole

_NUMBERS = itertools.count(1)


class FigureManager(FigureManagerBase):
    """Keeps a figure until it is shown, which is to write it."""

    @classmethod
    def pyplot_show(cls, *, block: Any = None) -> None:
        """Write all open figures, and close them."""
        from matplotlib import pyplot

        del block
        for number in pyplot.get_fignums():
            write(pyplot.figure(number))
        pyplot.close("all")

    def show(self) -> None:
        """Write this figure."""
        write(self.canvas.figure)


class FigureCanvas(FigureCanvasAgg):
    """Draws in memory."""

    manager_class = FigureManager


def write(figure: Any) -> Path:
    """Write a figure into the listing's folder of figures. OSError."""
    folder = Path(os.environ.get(FOLDER, "figures"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"figure-{next(_NUMBERS)}.png"
    content = io.BytesIO()
    figure.savefig(content, format="png")
    write_whole(path, content.getvalue())
    tell(f"there is no window to show a plot in: it is in {path}")
    return path
