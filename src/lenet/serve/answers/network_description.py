"""What a network is: where it comes from, how good it is, its layers and their parameters."""

from __future__ import annotations

from typing import Any

from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.answers.json_numbers import numbers, outputs_first


def description(network: AvailableNetwork) -> dict[str, Any]:
    """A network without its layers: what it was trained on, how good it is."""
    summary = network.model.describe()
    result = network.config.get("result")
    epochs = network.config.get("epochs_trained")
    return {
        "name": network.name,
        "source": network.source,
        "kind": str(network.config.get("network", network.model.name)),
        "classes": network.classes,
        "input_shape": summary["input_shape"],
        "parameters": summary["parameters"],
        "connections": summary["connections"],
        "penalties": network.has_penalties,
        "epochs": epochs if isinstance(epochs, int) else None,
        "result": result if isinstance(result, dict) else None,
    }


def layers(network: AvailableNetwork) -> list[dict[str, Any]]:
    """Each layer: its shape, its counts and its arguments, a table of connections among them."""
    found: list[dict[str, Any]] = network.model.describe()["layers"]
    return [
        {**row, "config": layer.config()}
        for row, layer in zip(found, network.model.layers, strict=True)
    ]


def weights(network: AvailableNetwork, layer: str) -> dict[str, Any] | None:
    """A layer's arguments and its parameters by name; None if there is no layer of that name.

    A convolution's ``kernel`` is [filter][channel][row][column], a Dense layer's [unit][input].
    """
    arrays = dict(zip(network.model.weight_shapes(), network.model.get_weights(), strict=True))
    for one in network.model.layers:
        if one.name == layer:
            own = {
                name.removeprefix(f"{layer}."): numbers(
                    outputs_first(array) if name.endswith(".kernel") else array
                )
                for name, array in arrays.items()
                if name.rpartition(".")[0] == layer
            }
            kind = type(one).__name__
            return {"name": layer, "type": kind, "config": one.config(), "weights": own}
    return None
