"""The answers to a digit that is moved, scaled, turned, squeezed, thickened or made noisy.

digit image  uint8 [28, 28], 0 paper to 255 ink
field        uint8 [32, 32], a digit image in the middle of more paper; what leaves it is cut off
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.changes import CHANGES, FIELD, Change, on_field
from lenet.digits.mnist_steps import SIDE, DigitImage
from lenet.digits.normalisation import network_input
from lenet.paper.published import CLAIMS
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.answers.digit_answer import answer_with_maps
from lenet.serve.answers.json_numbers import numbers

FRAME = (FIELD - SIDE) // 2
POINTS = 41
"""Values of a curve along a change whose steps are finer than 1."""

Amounts = Mapping[str, float]
"""The value of each change, by its name; a change that is left out changes nothing."""


def changes() -> list[dict[str, Any]]:
    """Each change: the range of its slider, and the paper's claim of what LeNet-5 can read."""
    return [_description(change) for change in CHANGES]


def changed_answer(
    network: AvailableNetwork, image: DigitImage, amounts: Amounts
) -> dict[str, Any]:
    """The answer to a changed digit, each layer's output, and the changed field."""
    field = _changed(image, amounts)
    return {
        **answer_with_maps(network, _inputs(network, field[np.newaxis])),
        "field": field.tolist(),
    }


def curves(
    network: AvailableNetwork, image: DigitImage, amounts: Amounts, truth: str | None
) -> dict[str, Any]:
    """The answers along each change, all others held; see ``lenet.serve.routes.shake.Curves``."""
    classes = network.classes
    still = network.model.scores(_inputs(network, on_field(image[np.newaxis])), threads=1)[0]
    expected = truth if truth in classes else classes[int(still.argmax())]
    values = {change.name: _curve_values(change) for change in CHANGES}
    fields = [
        _changed(image, {**amounts, name: value}) for name in values for value in values[name]
    ]
    scores = iter(network.model.scores(_inputs(network, np.stack(fields)), threads=1))
    found = []
    for change in CHANGES:
        rows = np.stack([next(scores) for _ in values[change.name]])
        found.append(
            {
                **_description(change),
                "values": values[change.name],
                "answers": [classes[place] for place in rows.argmax(axis=1)],
                "scores": numbers(rows[:, classes.index(expected)]),
            }
        )
    return {"network": network.name, "expected": expected, "changes": found}


def _description(change: Change) -> dict[str, Any]:
    claim = CLAIMS.get(change.name)
    return {
        "name": change.name,
        "title": change.title,
        "still": change.still,
        "low": change.low,
        "high": change.high,
        "step": change.step,
        "claim": claim and {"words": claim.words, "low": claim.low, "high": claim.high},
    }


def _curve_values(change: Change) -> list[float]:
    """The values of a curve, the one that changes nothing among them."""
    if change.step >= 1:
        return [float(value) for value in np.arange(change.low, change.high + 1, change.step)]
    spaced = np.linspace if change.low <= 0 else np.geomspace
    evenly = spaced(change.low, change.high, POINTS).round(4)
    return sorted({*map(float, evenly), change.still})


def _changed(image: DigitImage, amounts: Amounts) -> NDArray[np.uint8]:
    """The field of a digit image after each change in turn."""
    field = on_field(image[np.newaxis])
    for change in CHANGES:
        value = amounts.get(change.name, change.still)
        if value != change.still:
            field = change.apply(field, value)
    return np.asarray(field[0])


def _inputs(network: AvailableNetwork, fields: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fields (n, 32, 32) as a network takes them: whole, or their middle 28x28."""
    inner = slice(FRAME, -FRAME)
    normalisation = network.model.normalisation
    if network.model.input_shape == (SIDE, SIDE, 1):
        return network_input(np.ascontiguousarray(fields[:, inner, inner]), normalisation)
    return np.ascontiguousarray(network_input(fields, normalisation)[:, inner, inner])
