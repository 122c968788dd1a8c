"""What if a digit were of another class: each layer's error, one update, the answer after it.

The update is plain gradient descent, ``weight - rate x gradient``, of a copy of the network.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.mnist_steps import DigitImage
from lenet.digits.normalisation import network_input
from lenet.errors import ModelError
from lenet.layers import RBF
from lenet.models import Sequential
from lenet.models.backward import Backward, backward
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.answers.digit_answer import answer_of
from lenet.serve.answers.json_numbers import channels_first, numbers, outputs_first

DECIMALS = 9
"""Of errors and gradients, which are small."""


def backward_answer(
    network: AvailableNetwork, image: DigitImage, wanted: str, rate: float
) -> dict[str, Any]:
    """See ``routes.back.BackwardAnswer``. ModelError for a class that the network has not."""
    if wanted not in network.classes:
        raise ModelError(f"expected a class of {network.name}, received {wanted!r}")
    label = network.classes.index(wanted)
    inputs = network_input(image[np.newaxis], network.model.normalisation)
    twin = copy.copy(network.model)  # which shares nothing: the network itself stays as it is
    assumed = twin.compiled is None
    if assumed:
        twin.compile("sgd", _loss_for(twin))
    found, before = backward(twin, inputs, label), _answer(network, twin, inputs)
    weights = [weight.astype(np.float64) for weight in twin.get_weights()]
    steps = [rate * gradient.astype(np.float64) for gradient in found.gradients]
    changed = [weight - step for weight, step in zip(weights, steps, strict=True)]
    twin.set_weights(changed)
    return {
        "network": network.name,
        "wanted": wanted,
        "loss": {"name": twin.loss.kind, "settings": twin.loss.settings(), "assumed": assumed},
        "rate": rate,
        "before": {**before, "loss": found.loss},
        "after": {**_answer(network, twin, inputs), "loss": backward(twin, inputs, label).loss},
        "layers": _errors(network.model, found),
        "kernels": _first_kernels(network.model, weights, found.gradients, changed),
        "parameters": network.model.count_params(),
        "moved": int(sum(np.count_nonzero(gradient) for gradient in found.gradients)),
        "distance": float(np.sqrt(sum((step**2).sum() for step in steps))),
    }


def _answer(
    network: AvailableNetwork, model: Sequential, inputs: NDArray[np.float32]
) -> dict[str, Any]:
    told = answer_of(network, model.predict(inputs)[0])
    return {name: told[name] for name in ("answer", "confidence", "scores", "penalties")}


def _loss_for(model: Sequential) -> str:
    """The loss that is taken of a network whose own is not known."""
    last = model.layers[-1]
    if isinstance(last, RBF):
        return "maximum_a_posteriori"
    softmax = "softmax" in (last.config().get("activation"), type(last).__name__.lower())
    return "sparse_categorical_crossentropy" if softmax else "mse"


def _errors(model: Sequential, found: Backward) -> list[dict[str, Any]]:
    return [
        {
            "name": layer.name,
            "type": type(layer).__name__,
            "maps": numbers(channels_first(found.errors[str(layer.name)][0]), DECIMALS),
        }
        for layer in model.layers
    ]


def _first_kernels(
    model: Sequential,
    weights: list[NDArray[np.float64]],
    gradients: list[NDArray[np.float32]],
    changed: list[NDArray[np.float64]],
) -> dict[str, Any] | None:
    """The first layer's kernels [filter][channel][row][column]; None where there are none."""
    for name, before, gradient, after in zip(
        model.weight_shapes(), weights, gradients, changed, strict=True
    ):
        if name.endswith(".kernel") and before.ndim == 4:
            told: dict[str, NDArray[np.floating[Any]]]
            told = {"before": before, "gradient": gradient, "after": after}
            return {
                "layer": name.removesuffix(".kernel"),
                **{key: numbers(outputs_first(array), DECIMALS) for key, array in told.items()},
            }
    return None
