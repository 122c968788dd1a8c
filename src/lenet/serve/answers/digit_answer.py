"""A network's answer to the image of one digit, the steps before it, and each layer's output.

digit image  uint8 [28, 28], 0 paper to 255 ink
inputs       float32 [1, rows, columns, 1], a digit image as the network takes it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.mnist_steps import DigitImage
from lenet.digits.normalisation import network_input
from lenet.digits.preparing import Prepared
from lenet.pictures.planes import reduced
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.answers.json_numbers import channels_first, numbers

LARGEST_INK = 112
"""Pixels a side of the ink that is shown; larger ink is reduced."""


def answer(network: AvailableNetwork, prepared: Prepared | None) -> dict[str, Any]:
    """The answer, as ``lenet predict --json`` has it; of an RBF its penalties too.

    Without ink, ``prepared`` is None.
    """
    if prepared is None:
        told = network.reader.without_ink().as_dict()
        return {"network": network.name, **told, "penalties": None}
    output = network.model.predict(_inputs(network, prepared.image))[0]
    return {**answer_of(network, output), **_judged(network, prepared, output)}


def _judged(
    network: AvailableNetwork, prepared: Prepared, output: NDArray[np.float32]
) -> dict[str, Any]:
    """Whether the picture is one digit, and how sure that is."""
    return network.reader.judged(prepared, network.model.scores_of(output)).as_dict()


def steps(network: AvailableNetwork, prepared: Prepared) -> dict[str, Any]:
    """What a picture became, step by step, until the network's input."""
    x, y, width, height = prepared.box
    ink = reduced(prepared.ink[y : y + height, x : x + width], LARGEST_INK)
    return {
        "size": list(prepared.size),
        "box": list(prepared.box_in_picture),
        "ink": np.rint(255 * ink).astype(np.uint8).tolist(),
        "scaled": None if prepared.scaled is None else prepared.scaled.tolist(),
        "corner": list(prepared.corner),
        "image": prepared.image.tolist(),
        "input": numbers(_inputs(network, prepared.image)[0, :, :, 0]),
    }


def maps(network: AvailableNetwork, prepared: Prepared) -> dict[str, Any]:
    """The answer, the steps before it, and the output of each layer."""
    inputs = _inputs(network, prepared.image)
    outputs = network.model.maps(inputs)
    found = _with_maps(network, inputs, outputs)
    judged = _judged(network, prepared, list(outputs.values())[-1][0])
    return {**found, **judged, "steps": steps(network, prepared)}


def answer_with_maps(network: AvailableNetwork, inputs: NDArray[np.float32]) -> dict[str, Any]:
    """The answer to ``inputs``, and each layer's output; nobody looks whether it is one digit.

    A layer's ``maps`` are [channel][row][column], or [unit] of a vector.
    """
    return _with_maps(network, inputs, network.model.maps(inputs))


def _with_maps(
    network: AvailableNetwork,
    inputs: NDArray[np.float32],
    outputs: Mapping[str, NDArray[np.float32]],
) -> dict[str, Any]:
    last = list(outputs.values())[-1][0]
    layers = [
        {"name": name, "type": type(layer).__name__, "maps": numbers(channels_first(output[0]))}
        for layer, (name, output) in zip(network.model.layers, outputs.items(), strict=True)
    ]
    return {**answer_of(network, last), "input": numbers(inputs[0, :, :, 0]), "layers": layers}


def answer_of(network: AvailableNetwork, output: NDArray[np.float32]) -> dict[str, Any]:
    """The answer that a network's output [classes] is."""
    scores = network.model.scores_of(output)
    classes, best = network.classes, int(scores.argmax())
    penalties = dict(zip(classes, output.tolist(), strict=True)) if network.has_penalties else None
    return {
        "network": network.name,
        "answer": classes[best],
        "confidence": float(scores[best]),
        "reason": "",
        "seen": "",
        "scores": dict(zip(classes, scores.tolist(), strict=True)),
        "penalties": penalties,
    }


def _inputs(network: AvailableNetwork, image: DigitImage) -> NDArray[np.float32]:
    return network_input(image[np.newaxis], network.model.normalisation)
