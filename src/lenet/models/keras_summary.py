"""The table that ``summary`` prints, drawn as Keras 3 draws it (``keras.utils.print_summary``)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

from lenet.arguments.numbers import NOT_NEGATIVE, real, truth, whole
from lenet.arguments.words import row, shown, text
from lenet.errors import ModelError

LINE = 88
"""Characters of a line, where the terminal is as wide."""

TRAINABLE = 12
"""Characters more with the column of ``show_trainable``."""

POSITIONS = (0.45, 0.8, 1.0)
"""Where each column ends, as a part of the line."""

NARROWEST = 4
BYTES = 4  # of a number


def keras_summary(
    described: Mapping[str, Any],
    *,
    optimizer_values: int | None = None,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> str:
    """The table and the totals of a model that ``lenet.models.summary.describe`` described.

    ``optimizer_values`` are those that an optimizer holds, if it has made steps. ``line_length``
    and ``positions``, the ends of the columns as parts of it, decide the widths. ``layer_range``
    are the names, or patterns, of the first and the last layer that are shown. ModelError.
    """
    flagged = truth("show_trainable", show_trainable)
    ends = _ends(positions, flagged)
    terminal = shutil.get_terminal_size().columns - NARROWEST
    usual = min(LINE + TRAINABLE * flagged, terminal)
    length = usual if line_length is None else whole("line_length", line_length, 1, 10_000)
    widths = _widths(ends, length)
    layers = _between(described["layers"], layer_range)
    rows = [_cells(layer, flagged) for layer in layers]
    drawn = _drawn(["Layer (type)", "Output Shape", "Param #", "Trainable"], rows, widths, length)
    totals = _totals(described, optimizer_values)
    return "\n".join([f'Model: "{described["name"]}"', drawn, *totals])


def _ends(positions: Sequence[float] | None, flagged: bool) -> list[float]:
    given = POSITIONS if positions is None else row("positions", positions)
    ends = [real("positions", one, NOT_NEGATIVE) for one in given]
    if flagged:
        ends = [*(0.9 * end for end in ends), 1.0]
    if len(ends) != len(POSITIONS) + flagged:
        raise ModelError(f"expected {len(POSITIONS)} positions, received {shown(positions)}")
    return ends


def _widths(ends: Sequence[float], length: int) -> list[int]:
    widths: list[int] = []
    for end in ends:
        widths.append(int(end * length) - sum(widths))
    if min(widths) < NARROWEST:
        raise ModelError(f"expected a longer line for the summary, received {length} characters")
    return widths


def _between(
    layers: Sequence[Mapping[str, Any]], names: Sequence[str] | None
) -> Sequence[Mapping[str, Any]]:
    if names is None:
        return layers
    patterns = [text("layer_range", one) for one in row("layer_range", names)]
    try:
        found = [
            [k for k, layer in enumerate(layers) if re.match(pattern, layer["name"])]
            for pattern in patterns
        ]
    except re.error as error:
        raise ModelError(f"expected layer_range as names or patterns: {error}") from error
    if len(found) != 2 or not all(found):
        raise ModelError(f"expected layer_range (first, last) of layers, received {shown(names)}")
    first, last = sorted((found[0][0], found[1][-1]))
    return layers[first : last + 1]


def _cells(layer: Mapping[str, Any], flagged: bool) -> list[str]:
    shape, parameters = layer["output_shape"], layer["parameters"]
    cells = [
        f"{layer['name']} ({layer['type']})",
        "?" if shape is None else f"({', '.join(map(str, [None, *shape]))})",
        "0 (unbuilt)" if shape is None else f"{parameters:,}",
    ]
    flag = ("Y" if layer["trainable"] else "N") if parameters else "-"
    return [*cells, flag] if flagged else cells


def _drawn(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], length: int
) -> str:
    from rich.console import Console
    from rich.table import Column, Table

    sides: Any = ("left", "left", "right", "center")
    columns = [
        Column(head, justify=side, width=width)
        for head, side, width in zip(heads, sides, widths, strict=False)
    ]
    table = Table(*columns, width=length, show_lines=True)
    for cells in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    console = Console(
        highlight=False, force_terminal=False, color_system=None, width=length, legacy_windows=False
    )
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n")


def _totals(described: Mapping[str, Any], optimizer_values: int | None) -> list[str]:
    counts = {
        "Total": described["parameters"] + (optimizer_values or 0),
        "Trainable": described["trainable"],
        "Non-trainable": described["not_trainable"],
    }
    if optimizer_values is not None:
        counts["Optimizer"] = optimizer_values
    return [f" {name} params: {count:,} ({_size(count)})" for name, count in counts.items()]


def _size(count: int) -> str:
    size = float(count * BYTES)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"
