"""One line of writing, swept by the strip network: its outputs at each place, and the best path."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.pictures.boxes import Box
from lenet.pictures.formats import open_pages
from lenet.pictures.ink.cleaning import clean
from lenet.pictures.limits import Limits
from lenet.reading import (
    SWEEPS,
    SYMBOLS,
    Field,
    Reader,
    Swept,
    automaton_for,
    field_of_box,
    sweep_line,
)
from lenet.serve.answers.json_numbers import numbers

BLANK = ""
CLASSES = [BLANK, *SYMBOLS]


def swept_line(
    reader: Reader, picture: bytes, limits: Limits, grammar: str, *, check: Callable[[], None]
) -> dict[str, Any]:
    """The line in a picture swept once, see ``lenet.serve.routes.sweep_line.SweptLine``.

    ``check`` is called while the picture is decoded, and between the sweep and the reading, and may
    raise.
    """
    with contextlib.closing(open_pages(picture, limits=limits, check=check)) as pages:
        grey = next(pages).grey
    rows, columns = grey.shape
    field = field_of_box(clean(grey), Box(0, 0, columns, rows))
    found = _swept(reader, field, grammar)
    check()
    return {**found, "reading": reader.read_field(field, grammar=grammar).as_dict()}


def _swept(reader: Reader, field: Field, grammar: str) -> dict[str, Any]:
    """The outputs of the reader's first network at each place of a line."""
    size = [field.box.width, field.box.height]
    nothing = {"size": size, "classes": CLASSES, "strip": None}
    if field.line is None:
        return {**nothing, "places": [], "probabilities": [], "path": []}
    made = sweep_line(field.line, SWEEPS[1], reader.networks[0], automaton_for(grammar, None, None))
    strip = made.strip
    levels = strip.levels
    places = [strip.column_of(made.middle(n, n + 1)) for n in range(len(made.matrix))]
    return {
        "size": size,
        "classes": CLASSES,
        "places": np.round(places, 2).tolist(),
        "probabilities": numbers(np.exp(made.matrix)),
        "path": _path(made),
        "strip": {
            "from": round(strip.column_of(0), 2),
            "to": round(strip.column_of(levels.shape[1]), 2),
            "size": [levels.shape[1], levels.shape[0]],
            "pixels": base64.b64encode(levels.tobytes()).decode(),
        },
    }


def _path(made: Swept) -> list[int]:
    """The class at each place on the likeliest path that is allowed; empty if there is none."""
    if not made.decoded.candidates:
        return []
    best = made.decoded.candidates[0]
    taken = [0] * len(made.matrix)
    for symbol, (begin, end) in zip(best.text, best.spans, strict=True):
        taken[begin:end] = [CLASSES.index(symbol)] * (end - begin)
    return taken
