"""The table of a model's layers, as text and as JSON, with the counts that a paper published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lenet.layers import Layer, Shape
from lenet.models.layer_shapes import LayerShapes

Published = Mapping[str, tuple[int, int]]
"""Layer name -> trainable parameters and connections."""


def describe(
    name: str, layers: Sequence[Layer], shapes: LayerShapes, published: Published | None = None
) -> dict[str, Any]:
    """Name, input shape, layers, and the totals of parameters and connections.

    A layer has name, type, output_shape, parameters, trainable, connections; ``trainable`` is
    the number of parameters that training changes. Published counts stand under ``published``.
    """
    rows: list[dict[str, Any]] = []
    for layer, (given, made) in zip(layers, shapes, strict=True):
        parameters = layer.parameters(given)
        described: dict[str, Any] = {
            "name": layer.name,
            "type": type(layer).__name__,
            "output_shape": list(made),
            "parameters": parameters,
            "trainable": layer.trained_parameters(given),
            "connections": layer.connections(given),
        }
        if published and str(layer.name) in published:
            described["published"] = dict(
                zip(("trainable", "connections"), published[str(layer.name)], strict=True)
            )
        rows.append(described)
    totals = {
        key: sum(row[key] for row in rows) for key in ("parameters", "trainable", "connections")
    }
    return {
        "name": name,
        "input_shape": list(shapes[0][0]),
        "layers": rows,
        **totals,
        "not_trainable": totals["parameters"] - totals["trainable"],
    }


def unbuilt(name: str, layers: Sequence[Layer]) -> dict[str, Any]:
    """As ``describe``, for layers whose shapes are not known yet: None for each, no parameters."""
    nothing = {"output_shape": None, "parameters": 0, "trainable": 0, "connections": 0}
    rows = [{"name": one.name, "type": type(one).__name__, **nothing} for one in layers]
    return {"name": name, "layers": rows, **nothing, "not_trainable": 0}


def table(described: Mapping[str, Any], published: Published | None = None) -> str:
    """The description as text: a row a layer with name (type), output shape and parameters; totals.

    With ``published`` the columns are trainable parameters, connections, and the paper's counts.
    """
    heads = ["Layer (type)", "Output shape"]
    heads += ["Trainable", "Connections", "Paper"] if published else ["Parameters"]
    rows = [heads]
    for layer in described["layers"]:
        cells = [f"{layer['name']} ({layer['type']})", _shape(layer["output_shape"])]
        if published:
            cells += [f"{layer['trainable']:,}", f"{layer['connections']:,}"]
            rows.append([*cells, _both(layer.get("published"))])
        else:
            rows.append([*cells, f"{layer['parameters']:,}"])
    lines = _aligned(rows)
    light, heavy = "─" * len(lines[0]), "━" * len(lines[0])
    kibibytes = described["parameters"] * 4 / 1024
    ends = [
        f"Parameters: {described['parameters']:,} ({kibibytes:.1f} KiB)",
        f"Trainable: {described['trainable']:,}",
        f"Not trainable: {described['not_trainable']:,}",
        f"Connections: {described['connections']:,}",
    ]
    if published:
        sums = [sum(column) for column in zip(*published.values(), strict=True)]
        ends.append(f"Paper: {sums[0]:,} trainable, {sums[1]:,} connections")
    heading = f'Model: "{described["name"]}"'
    return "\n".join([heading, heavy, lines[0], light, *lines[1:], heavy, *ends])


def _both(counts: Mapping[str, int] | None) -> str:
    return "/".join(f"{count:,}" for count in counts.values()) if counts else ""


def _shape(shape: Shape | list[int]) -> str:
    return f"({', '.join(map(str, (None, *shape)))})"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The cells in aligned columns: two of words, the others of numbers."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if number < 2 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
