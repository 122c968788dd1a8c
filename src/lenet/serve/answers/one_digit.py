"""What a network answers to a digit image, and everything it becomes on the way, as JSON takes it.

digit image  uint8 [28, 28], 0 paper to 255 ink
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.mnist_steps import DigitImage
from lenet.digits.normalisation import network_input
from lenet.digits.preparing import Prepared
from lenet.pictures.planes import reduced
from lenet.serve.answers.available_networks import Known

DECIMALS = 5
LARGEST_INK = 112
"""Pixels a side of the ink in the box, as it is shown: what is larger is made smaller."""


def answer(known: Known, image: DigitImage) -> dict[str, Any]:
    """The answer, as ``lenet predict --json`` has it; of an RBF its penalties too."""
    return judged(known, known.model.predict(known_input(known, image))[0])


def judged(known: Known, output: NDArray[np.float32]) -> dict[str, Any]:
    """The answer that a network's output [classes] is."""
    scores = known.model.scores_of(output)
    classes, best = known.classes, int(scores.argmax())
    penalties = dict(zip(classes, output.tolist(), strict=True)) if known.has_penalties else None
    return {
        "network": known.name,
        "answer": classes[best],
        "confidence": float(scores[best]),
        "scores": dict(zip(classes, scores.tolist(), strict=True)),
        "penalties": penalties,
    }


def known_input(known: Known, image: DigitImage) -> NDArray[np.float32]:
    """A digit image as a network takes it, float32 (1, rows, columns, 1)."""
    return network_input(image[np.newaxis], known.model.normalisation)


def steps(known: Known, made: Prepared) -> dict[str, Any]:
    """What a picture became, step by step, to the network's input."""
    x, y, width, height = made.box
    inside = reduced(made.ink[y : y + height, x : x + width], LARGEST_INK)
    rows, columns = made.ink.shape
    return {
        "size": [columns, rows],
        "box": list(made.box),
        "ink": np.rint(255 * inside).astype(np.uint8).tolist(),
        "scaled": None if made.scaled is None else made.scaled.tolist(),
        "corner": list(made.corner),
        "image": made.image.tolist(),
        "input": numbers(known_input(known, made.image)[0, :, :, 0]),
    }


def maps(known: Known, made: Prepared) -> dict[str, Any]:
    """The answer, the steps before it, and the output of each layer."""
    told = thought(known, known_input(known, made.image))
    return {**told, "steps": steps(known, made)}


def thought(known: Known, taken: NDArray[np.float32]) -> dict[str, Any]:
    """The answer to what a network takes, float32 (1, rows, columns, 1), and each layer's output.

    A layer's ``maps`` are [channel][row][column], or [unit] of a vector.
    """
    outputs = known.model.maps(taken)
    last = list(outputs.values())[-1][0]
    layers = [
        {"name": name, "type": type(layer).__name__, "maps": numbers(channels_first(output[0]))}
        for layer, (name, output) in zip(known.model.layers, outputs.items(), strict=True)
    ]
    return {**judged(known, last), "input": numbers(taken[0, :, :, 0]), "layers": layers}


def weights(known: Known, layer: str) -> dict[str, Any] | None:
    """A layer's arguments and its parameters by name; None for a layer there is not.

    A convolution's ``kernel`` is [filter][channel][row][column], a Dense layer's [unit][input].
    """
    arrays = dict(zip(known.model.weight_shapes(), known.model.get_weights(), strict=True))
    for one in known.model.layers:
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


def described(known: Known) -> dict[str, Any]:
    """A network without its numbers: what it is, what it was trained on, how good it is."""
    summary = known.model.describe()
    result = known.config.get("result")
    epochs = known.config.get("epochs_trained")
    return {
        "name": known.name,
        "source": known.source,
        "kind": str(known.config.get("network", known.model.name)),
        "classes": known.classes,
        "input_shape": summary["input_shape"],
        "parameters": summary["parameters"],
        "connections": summary["connections"],
        "penalties": known.has_penalties,
        "epochs": epochs if isinstance(epochs, int) else None,
        "result": result if isinstance(result, dict) else None,
    }


def layers(known: Known) -> list[dict[str, Any]]:
    """Each layer: its shape, its counts and its arguments, a table of connections among them."""
    found: list[dict[str, Any]] = known.model.describe()["layers"]
    return [
        {**row, "config": layer.config()}
        for row, layer in zip(found, known.model.layers, strict=True)
    ]


def numbers(array: NDArray[np.float32]) -> list[Any]:
    """Nested lists of an array, rounded."""
    rounded: list[Any] = array.astype(np.float64).round(DECIMALS).tolist()
    return rounded


def channels_first(output: NDArray[np.float32]) -> NDArray[np.float32]:
    """A plane [row, column, channel] as [channel, row, column]; a vector as it is."""
    return np.moveaxis(output, -1, 0)


def outputs_first(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """A kernel [row, column, channel, filter] as [filter, channel, row, column].

    That of a Dense layer, [input, unit], as [unit, input].
    """
    return kernel.transpose(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T
