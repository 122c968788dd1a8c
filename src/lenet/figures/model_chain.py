"""A model as a chain of boxes, a box a layer: what Keras's ``plot_model`` draws."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lenet.errors import ModelError, either
from lenet.figures.style import DARK, GREY, PALE, STYLE
from lenet.host.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "pdf", "svg", "jpg", "jpeg")

COLOURS = {
    "Input": "#444444",
    "Conv": "#2f6690",
    "Pool": "#6a4c93",
    "Dense": "#2e7d5b",
    "Dropout": "#a06a1f",
    "Noise": "#a06a1f",
    "Normalization": "#a8503f",
}
"""A box's colour by a part of its layer's type; others are grey."""

HEAD, LINE, GAP, MARGIN = 0.3, 0.21, 0.3, 0.15
"""Inches: a box's head, a line of text in it, between two boxes, around all."""

LETTER, BOLD, NARROWEST, PADDING = 0.077, 0.092, 1.5, 0.3
"""Inches: the width of a letter, of one in a head, of the narrowest box, beside a text."""

MOST = 100_000_000
"""Pixels of a picture."""


class LayerBox(NamedTuple):
    """A layer: the head of its box, and the lines in it."""

    kind: str
    lines: list[str]

    @property
    def width(self) -> float:
        """Inches."""
        longest = max((LETTER * len(line) for line in self.lines), default=0.0)
        return max(NARROWEST, BOLD * len(self.kind) + PADDING, longest + PADDING)

    @property
    def height(self) -> float:
        """Inches."""
        return HEAD + LINE * len(self.lines) + (0.1 if self.lines else 0.0)


def draw_chain(
    boxes: Sequence[LayerBox], path: str | os.PathLike[str], *, way: str, dpi: float
) -> None:
    """Draw boxes one after the other: ``way`` TB from top to bottom, LR from left to right, BT, RL.

    The file's ending says the form: png, pdf, svg, jpg; without one it is a png. It is there whole
    or not at all. ModelError for another ending, and for a picture that is too large; OSError.
    """
    form = Path(path).suffix[1:].lower() or "png"
    if form not in FORMATS:
        raise ModelError(f"expected a picture that ends with {either(FORMATS)}, received {path}")
    widest, highest = max(box.width for box in boxes), max(box.height for box in boxes)
    count, across = len(boxes), way in ("LR", "RL")
    if across:
        size = sum(box.width for box in boxes) + GAP * (count - 1), highest
    else:
        size = widest, sum(box.height for box in boxes) + GAP * (count - 1)
    whole = size[0] + 2 * MARGIN, size[1] + 2 * MARGIN
    if whole[0] * whole[1] * dpi**2 > MOST:
        raise ModelError(f"expected a picture of at most {MOST} pixels: choose a lower dpi")
    import matplotlib
    from matplotlib.figure import Figure

    content = io.BytesIO()
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": "lenet"}):
        figure = Figure(figsize=whole, dpi=dpi)
        _draw(figure, boxes, whole, way)
        undated: dict[str, Any] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}
        figure.savefig(content, format=form, dpi=dpi, metadata=undated.get(form))
    write_whole(Path(path), content.getvalue())


def _draw(figure: Figure, boxes: Sequence[LayerBox], size: tuple[float, float], way: str) -> None:
    axes: Any = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, size[0])
    axes.set_ylim(size[1], 0)
    axes.axis("off")
    across, backwards = way in ("LR", "RL"), way in ("BT", "RL")
    at = MARGIN
    for number, box in enumerate(reversed(boxes) if backwards else boxes):
        along = box.width if across else box.height
        if across:
            _draw_box(axes, box, at, (size[1] - box.height) / 2, box.width)
        else:
            _draw_box(axes, box, MARGIN, at, size[0] - 2 * MARGIN)
        if number + 1 < len(boxes):
            middle = size[1] / 2 if across else size[0] / 2
            ends = [at + along, at + along + GAP][:: -1 if backwards else 1]
            _draw_arrow(axes, [(end, middle) if across else (middle, end) for end in ends])
        at += along + GAP


def _draw_arrow(axes: Any, ends: Sequence[tuple[float, float]]) -> None:
    style = {"arrowstyle": "-|>", "color": GREY, "lw": 1.2, "shrinkA": 0, "shrinkB": 1}
    axes.annotate("", xy=ends[1], xytext=ends[0], arrowprops=style)


def _draw_box(axes: Any, box: LayerBox, left: float, top: float, width: float) -> None:
    from matplotlib.patches import FancyBboxPatch, Rectangle

    rounded = "round,pad=0,rounding_size=0.06"
    place = (left, top), width, box.height
    colour = next((COLOURS[part] for part in COLOURS if part in box.kind), GREY)
    frame = FancyBboxPatch(*place, boxstyle=rounded, fc="white", ec="none")
    axes.add_patch(frame)
    head = Rectangle((left, top), width, HEAD, fc=colour, ec="none")
    axes.add_patch(head)
    head.set_clip_path(frame)
    edge = PALE if box.lines else colour
    axes.add_patch(FancyBboxPatch(*place, boxstyle=rounded, fc="none", ec=edge, lw=0.8))
    middle = left + width / 2
    said: Mapping[str, Any] = {"ha": "center", "va": "center_baseline"}
    axes.text(middle, top + HEAD / 2, box.kind, color="white", weight="bold", size=10, **said)
    for number, line in enumerate(box.lines):
        y = top + HEAD + 0.05 + LINE * (number + 0.5)
        axes.text(middle, y, line, color=DARK, size=8.5, **said)
