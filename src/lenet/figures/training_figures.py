"""Every plot: the curves of a training, the confusions, the mistakes, and the first image.

Drawn with matplotlib's objects, without pyplot and its global state; matplotlib is imported with
the first figure, not with this module. A figure is on the disk whole or not at all: ``OSError``
is raised when it cannot be written, and what stood there before is left.
"""

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from lenet.errors import ModelError
from lenet.evaluation import Mistake
from lenet.host.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
MISTAKES_SHOWN = 120

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

_CURVES = {
    "loss": ("training", BLUE),
    "val_loss": ("validation", RED),
    "accuracy": ("training", BLUE),
    "val_accuracy": ("validation", RED),
}
_LONGEST_NAME = 12
_SHEET = 1260  # pixels across; twelve columns of digits, or ten where classes have long names
_HEAD = 110
_TILE = 84


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


def _curve(axes: "Axes", history: Mapping[str, Sequence[float]], quantity: str) -> None:
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


def confusion(matrix: ArrayLike, classes: Sequence[str], path: str | os.PathLike[str]) -> None:
    """Draw how often each class was read as each: integers [n, n], a row a truth.

    The diagonal is grey and the colours are scaled to the largest count beside it.

    Raises
    ------
    ModelError
        When the matrix is not square or does not fit the names of the classes.
    """
    counts, names = np.asarray(matrix), [_short(name) for name in classes]
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


def _counts(axes: "Axes", counts: NDArray[np.integer]) -> None:
    """Write the counts into their cells, and the share of wrong ones at the end of each row."""
    wrong = counts - np.diag(counts.diagonal())
    share = wrong / max(1, wrong.max())
    axes.imshow(_shades(share), interpolation="nearest")
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


def _shades(share: NDArray[np.floating]) -> NDArray[np.float64]:
    """Colour shares [n, n] from pale to red, [n, n, 3]; 0 is off-white, the diagonal grey."""
    pale, full = np.array([253, 236, 226]) / 255, np.array([192, 68, 43]) / 255
    shades = pale + share[..., None] * (full - pale)
    shades[share == 0] = 0.975
    shades[np.diag_indices(len(shades))] = 0.9
    return np.asarray(shades, np.float64)


def mistakes(
    images: ArrayLike,
    mistakes: Sequence[Mistake],
    classes: Sequence[str],
    path: str | os.PathLike[str],
    *,
    limit: int = MISTAKES_SHOWN,
) -> None:
    """Draw the misread images, each with true > read and its confidence, as Fig. 8 of 1998.

    Parameters
    ----------
    images : array
        All images that were read, [n, height, width] or [n, height, width, 1]: uint8, 255 full
        ink, or floats, each image's largest value full ink.
    mistakes : sequence of Mistake
        From ``lenet.evaluation.mistakes``; the first ``limit`` are drawn, in the given order.
    classes : sequence of str
        The name of each class.
    path : path
        The PNG to write.

    Raises
    ------
    ModelError
        When the images have another shape, or a mistake is of no image or no class.
    """
    pictures, shown = np.asarray(images), mistakes[:limit]
    _check_mistakes(pictures, shown, classes)
    names = [_short(name) for name in classes]
    long = max(map(len, names)) > 2
    columns, down = (10, 174) if long else (12, 146)
    across, height = _SHEET // columns, _HEAD + down * -(-len(shown) // columns)
    sheet = np.full((height, _SHEET), 255, np.uint8)
    with drawn_on(path, _SHEET / DPI, height / DPI, sheet) as figure:
        _headline(figure, len(pictures), len(mistakes), len(shown))
        for place, mistake in enumerate(shown):
            top, left = _HEAD + down * (place // columns), across * (place % columns)
            left += (across - _TILE) // 2
            sheet[top : top + _TILE, left : left + _TILE] = _tile(pictures[mistake.index])
            true, read = names[mistake.truth], names[mistake.answer]
            lines = [true, f"> {read}"] if long else [f"{true} > {read}"]
            write = partial(figure.text, left + _TILE // 2, transform=None, ha="center")
            for line in lines:
                top += 22
                write(height - top - _TILE, line, size=8)
            write(height - top - _TILE - 20, percent(mistake.confidence), size=6.5, color=GREY)


def _headline(figure: "Figure", images: int, wrong: int, shown: int) -> None:
    write = partial(figure.text, 30, transform=None)
    height = round(figure.bbox.height)
    if not wrong:
        write(height - 44, f"None of {images:,} misread", size=11)
        write(height - 74, "There is no mistake to show.", color=GREY)
        return
    which = "Each" if shown == wrong else f"The first {shown:,} of {wrong:,}, each"
    legend = f"{which} as true > read, and how probable the network held what it read."
    write(height - 44, f"{wrong:,} of {images:,} misread", size=11)
    write(height - 74, legend, color=GREY)


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
    chances, names = np.asarray(probabilities, np.float64), [_short(name) for name in classes]
    if chances.shape != (len(names),) or not 0 <= truth < len(names):
        received = f"{list(chances.shape)} and {truth}"
        raise ModelError(f"expected {len(names)} probabilities and a class, received {received}")
    picture, read = _tile(np.asarray(image)), int(chances.argmax())
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


def _bars(axes: "Axes", chances: NDArray[np.float64], names: list[str], colour: str) -> None:
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


def percent(share: float) -> str:
    """Round to whole percents, but never up to a certainty that the network did not have."""
    if 0.995 <= share < 1:
        return f"{int(share * 10_000) / 100:.2f} %"
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1f} %"


def _check_mistakes(
    pictures: NDArray[np.generic], shown: Sequence[Mistake], classes: Sequence[str]
) -> None:
    if pictures.ndim not in (3, 4) or not classes:
        received = f"{list(pictures.shape)}, {len(classes)} classes"
        raise ModelError(f"expected images [n, height, width] and classes, received {received}")
    for mistake in shown:
        known = max(mistake.truth, mistake.answer) < len(classes) and mistake.index < len(pictures)
        if not known or min(mistake.index, mistake.truth, mistake.answer) < 0:
            limits = f"{len(pictures)} images and {len(classes)} classes"
            raise ModelError(f"expected mistakes among {limits}, received {mistake}")


def _tile(image: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return one image as ink on white paper, enlarged by whole pixels: uint8 [84, 84]."""
    plane = image[..., 0] if image.ndim == 3 and image.shape[2] == 1 else image
    if plane.ndim != 2 or 0 in plane.shape:
        raise ModelError(f"expected an image [height, width], received {list(image.shape)}")
    ink = plane.astype(np.float64)
    low, high = (0.0, 255.0) if plane.dtype == np.uint8 else (ink.min(), ink.max())
    paper = 255 - np.rint(255 * (ink - low) / max(high - low, 1e-9))
    enlarged = Image.fromarray(paper.astype(np.uint8)).resize((_TILE, _TILE), Image.Resampling.BOX)
    return np.asarray(enlarged)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


@contextmanager
def drawn_on(
    path: str | os.PathLike[str],
    width: float,
    height: float,
    sheet: NDArray[np.uint8] | None = None,
) -> "Iterator[Figure]":
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
    _write(Image.fromarray(pixels), Path(path))


def _write(picture: Image.Image, path: Path) -> None:
    png = io.BytesIO()
    picture.save(png, "PNG", dpi=(DPI, DPI), compress_level=4)
    write_whole(path, png.getvalue())
