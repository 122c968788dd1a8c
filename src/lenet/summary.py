"""The table of a model's layers, as text and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lenet.layers import Shape
    from lenet.models import Model


def describe(model: Model) -> dict[str, Any]:
    """Name, input shape, layers (name, type, output_shape, parameters, trainable), totals.

    ``trainable`` is a number, as ``parameters`` is: how many of them training changes.
    """
    layers = []
    for layer, (given, made) in zip(model.layers, model.layer_shapes(), strict=True):
        parameters = sum(math.prod(size) for size in layer.weight_shapes(given).values())
        layers.append(
            {
                "name": layer.name,
                "type": type(layer).__name__,
                "output_shape": list(made),
                "parameters": parameters,
                "trainable": parameters,
            }
        )
    total = model.count_params()
    return {
        "name": model.name,
        "input_shape": list(model.input_shape or ()),
        "layers": layers,
        "parameters": total,
        "trainable": total,
        "not_trainable": 0,
    }


def table(model: Model) -> str:
    """A row a layer: name (type), output shape, parameters; and the totals."""
    described = describe(model)
    rows = [("Layer (type)", "Output shape", "Parameters")]
    for layer in described["layers"]:
        name = f"{layer['name']} ({layer['type']})"
        rows.append((name, _shape(layer["output_shape"]), f"{layer['parameters']:,}"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [_row(row, widths) for row in rows]
    rule = "─" * len(lines[0])
    total = described["parameters"]
    return "\n".join(
        [
            f'Model: "{model.name}"',
            rule.replace("─", "━"),
            lines[0],
            rule,
            *lines[1:],
            rule.replace("─", "━"),
            f"Parameters: {total:,} ({total * 4 / 1024:.1f} KiB)",
            f"Trainable: {described['trainable']:,}",
            f"Not trainable: {described['not_trainable']:,}",
        ]
    )


def _shape(shape: Shape | list[int]) -> str:
    return f"({', '.join(map(str, (None, *shape)))})"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"{cells[0]:<{widths[0]}}   {cells[1]:<{widths[1]}}   {cells[2]:>{widths[2]}}"
