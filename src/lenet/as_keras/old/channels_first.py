"""Theano's order of axes, chosen for all layers: ``K.set_image_dim_ordering("th")``.

The engine runs channels last. Layers take their shapes as the listing writes them and turn them;
pictures (n, channels, rows, columns) are turned as they come to a model. What a Flatten gives to a
Dense is then in another order, which its weights, drawn by chance, do not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lenet.as_keras.old.told import tell
from lenet.layers import Conv2D

FIRST, LAST = "channels_first", "channels_last"

_CHOSEN = [LAST]


def _runs_them() -> bool:
    """Whether lenet's own layers take channels first."""
    try:
        Conv2D(1, 1, data_format=FIRST)
    except ValueError:
        return False
    return True


RUNS_THEM = _runs_them()


def choose(data_format: str) -> None:
    """Decide how layers that are made from here on take pictures."""
    if data_format == FIRST and not RUNS_THEM:
        tell("channels first: lenet runs channels last, and turns pictures as they come")
    _CHOSEN[0] = data_format


def chosen() -> str:
    """How layers take pictures that are not told it."""
    return _CHOSEN[0]


def turned_arguments(named: dict[str, Any], *, ordered: bool) -> dict[str, Any]:
    """A layer's arguments in the order that it runs, if the listing chose channels first for all.

    ``ordered``: whether the layer has a ``data_format``.
    """
    if chosen() != FIRST:
        return named
    if ordered and (RUNS_THEM or named.get("data_format", FIRST) != FIRST):
        return {"data_format": FIRST, **named}
    for name in ("input_shape", "shape", "batch_shape"):
        if named.get(name) is not None:
            named[name] = turned_shape(named[name])
    named.pop("data_format", None)
    return {**named, **({"axis": -1} if named.get("axis") == 1 else {})}


def turned_shape(shape: Any) -> Any:
    """A shape of channels, rows and columns as the engine has them, the batch before them."""
    sides = tuple(shape)
    return (*sides[:-3], *sides[-2:], sides[-3]) if len(sides) >= 3 else shape


def turned_input(shape: Any) -> Any:
    """The shape of an ``Input``, if the listing chose channels first for all."""
    return shape if chosen() != FIRST or RUNS_THEM else turned_shape(shape)


def turned(x: Any, wanted: Any) -> Any:
    """Pictures as a model takes them, of ``wanted`` (..., rows, columns, channels)."""
    if chosen() != FIRST or RUNS_THEM or wanted is None:
        return x
    if isinstance(x, Iterator):
        return ((turned(batch[0], wanted), *batch[1:]) for batch in x)
    shape, last = np.shape(x), tuple(wanted)[-3:]
    if len(shape) == 4 and len(last) == 3 and shape[1:] == (last[2], *last[:2]):
        return np.moveaxis(np.asarray(x), 1, -1)
    return x
