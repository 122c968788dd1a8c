"""Keras's ``utils``: arrays, pictures as arrays, batches of a user's class, ``plot_model``."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import real_array
from lenet.arguments.numbers import POSITIVE, Interval, real, truth, whole
from lenet.arguments.words import word
from lenet.errors import ModelError
from lenet.host.random_seed import set_random_seed
from lenet.keras_names import absent
from lenet.preprocessing.picture_arrays import array_to_img, img_to_array, load_img, save_img
from lenet.preprocessing.py_dataset import PyDataset

__all__ = [
    "PyDataset", "Sequence", "array_to_img", "img_to_array", "load_img", "normalize", "plot_model",
    "save_img", "set_random_seed", "to_categorical",
]  # fmt: skip

Sequence = PyDataset
"""Keras 2's name."""

BLOCK = 2048
MOST_CLASSES = 1_000_000


def normalize(x: ArrayLike, axis: int = -1, order: float = 2) -> NDArray[np.floating]:
    """``x`` divided by its norm of the given order along ``axis``; unchanged where that is 0.

    As Keras's ``utils.normalize``, but whole numbers become float32 and not float64, which halves
    the memory of a data set. Other floating types stay as they are. ModelError for an axis that
    ``x`` does not have.
    """
    given = np.atleast_1d(real_array(x, "values"))
    axis = whole(f"axis of an array {given.shape}", axis, -given.ndim, given.ndim - 1)
    order = real("order", order, Interval(-math.inf, math.inf))
    dtype = given.dtype if np.issubdtype(given.dtype, np.floating) else np.dtype(np.float32)
    axis = axis % given.ndim
    if axis == 0:
        return _normalize_block(given.astype(dtype), axis, order)
    result = np.empty(given.shape, dtype)
    for first in range(0, len(given), BLOCK):  # keeps what is needed besides the result small
        block = given[first : first + BLOCK].astype(dtype)
        result[first : first + BLOCK] = _normalize_block(block, axis, order)
    return result


def _normalize_block(x: NDArray[np.floating], axis: int, order: float) -> NDArray[np.floating]:
    norms: NDArray[np.floating]
    if order == 2:
        norms = np.sqrt(np.square(x).sum(axis=axis, keepdims=True))
    else:
        norms = np.asarray(np.linalg.norm(x, order, axis, keepdims=True), x.dtype)
    norms[norms == 0] = 1
    return x / norms


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> NDArray[np.float32]:
    """Labels of any shape as one-hot rows: float32 (..., num_classes), a last side of 1 dropped.

    As Keras's, but float32 and not float64. ModelError for labels that are not whole numbers from 0
    to ``num_classes`` - 1.
    """
    array = real_array(x, "labels")
    shape = array.shape[:-1] if array.ndim > 1 and array.shape[-1] == 1 else array.shape
    given = array.reshape(-1)
    labels = np.zeros(len(given), np.int64)
    with np.errstate(invalid="ignore"):
        labels[:] = given
    if not np.array_equal(labels, given):
        raise ModelError("expected whole numbers as labels")
    needed = int(labels.max(initial=-1)) + 1
    classes = needed if num_classes is None else whole("num_classes", num_classes, 0, MOST_CLASSES)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ModelError(
            f"expected labels from 0 to {classes - 1}, received {labels.min()} to {labels.max()}"
        )
    rows = np.zeros((len(labels), classes), np.float32)
    rows[np.arange(len(labels)), labels] = 1
    return rows.reshape(*shape, classes)


class Drawable(Protocol):
    """A model that ``plot_model`` can draw."""

    layers: list[Any]

    def describe(self) -> dict[str, Any]:
        """Its layers, as ``lenet.models.summary`` describes them."""
        ...


def plot_model(
    model: Drawable,
    to_file: str | os.PathLike[str] = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: float = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
) -> object:
    """Draw a model as a chain of boxes into a file: png, pdf, svg or jpg.

    ``rankdir``: the way from the input on, "TB" from top to bottom, "LR" from left to right, or
    "BT", "RL". ``expand_nested`` and ``splines`` change nothing, as a model inside a model is its
    layers here, and a chain has straight lines. Neither pydot nor graphviz is needed. In a notebook
    the picture is returned, as in Keras.

    ModelError for a model whose input's shape is not known, for another ending; OSError.
    """
    from lenet.figures.model_chain import LayerBox, draw_chain

    word("splines", splines, ("ortho", "curved", "polyline", "spline", "line"))
    truth("expand_nested", expand_nested)
    names, shapes = truth("show_layer_names", show_layer_names), truth("show_shapes", show_shapes)
    dtypes, trained = truth("show_dtype", show_dtype), truth("show_trainable", show_trainable)
    activations = truth("show_layer_activations", show_layer_activations)
    way = word("rankdir", rankdir, ("TB", "LR", "BT", "RL"))
    described = model.describe()
    shape = _batches(described["input_shape"])
    boxes = [
        LayerBox("InputLayer", ["input_layer"] * names + [shape] * shapes + ["float32"] * dtypes)
    ]
    for told, layer in zip(described["layers"], model.layers, strict=True):
        before, shape = shape, _batches(told["output_shape"])
        lines = [told["name"]] * names
        if activations and "activation" in layer.config():
            lines.append(f"activation: {layer.activation}")
        lines += [f"{before} → {shape}"] * shapes + ["float32"] * dtypes
        if trained and told["parameters"]:
            lines.append("trainable" if told["trainable"] else "not trainable")
        boxes.append(LayerBox(told["type"], lines))
    draw_chain(boxes, to_file, way=way, dpi=real("dpi", dpi, POSITIVE))
    return _shown(to_file)


def _batches(shape: list[int]) -> str:
    return f"({', '.join(map(str, ['None', *shape]))})"


def _shown(path: str | os.PathLike[str]) -> object:
    """The picture for a notebook; None where there is no notebook."""
    if os.fspath(path).endswith((".pdf", ".svg")):
        return None
    try:
        from IPython import display
    except ImportError:
        return None
    return display.Image(filename=os.fspath(path))


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
