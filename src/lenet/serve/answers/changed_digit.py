"""The demonstrations of the 1990s on any digit: moved, scaled, turned, squeezed, thickened, noisy.

digit image  uint8 [28, 28], 0 paper to 255 ink
field        uint8 [32, 32], a digit image in the middle of more paper; what leaves it is cut off
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.digits.mnist_steps import SIDE, DigitImage
from lenet.digits.normalisation import network_input
from lenet.paper.invariance import FIELD, SWEEPS, Sweep, on_field
from lenet.paper.published import CLAIMS
from lenet.serve.answers import one_digit as answers
from lenet.serve.answers.available_networks import Known

FRAME = (FIELD - SIDE) // 2
POINTS = 41
"""Values of a curve, from a change's least to its most."""

Amounts = Mapping[str, float]
"""How much of each change, by its name; what is left out changes nothing."""


@dataclass(frozen=True)
class Reach:
    """How far a slider goes, and in which steps; steps of a factor are equal in its logarithm."""

    low: float
    high: float
    step: float

    def values(self, still: float) -> list[float]:
        """The values of a curve; where nothing changes is one of them."""
        if self.step >= 1:
            return [float(value) for value in np.arange(self.low, self.high + 1, self.step)]
        spaced = np.linspace if self.low <= 0 else np.geomspace
        evenly = spaced(self.low, self.high, POINTS).round(4)
        return sorted({*map(float, evenly), still})


REACHES = {
    "right": Reach(-16, 16, 1),
    "down": Reach(-16, 16, 1),
    "scale": Reach(0.4, 2.5, 0.01),
    "rotation": Reach(-90, 90, 3),
    "squeeze": Reach(0.4, 2.5, 0.01),
    "stroke": Reach(-4, 8, 1),
    "noise": Reach(0, 50, 1),
}


def shaken(image: DigitImage, amounts: Amounts) -> NDArray[np.uint8]:
    """The field of a digit image after every change in turn, the noise last."""
    field = on_field(image[np.newaxis])
    for change in SWEEPS:
        field = _changed(change, field, amounts.get(change.name, change.still))
    return np.asarray(field[0])


def seen(known: Known, fields: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Fields (n, 32, 32) as a network takes them: whole, or what is in their middle."""
    inner = slice(FRAME, -FRAME)
    normalisation = known.model.normalisation
    if known.model.input_shape == (SIDE, SIDE, 1):
        return network_input(np.ascontiguousarray(fields[:, inner, inner]), normalisation)
    return np.ascontiguousarray(network_input(fields, normalisation)[:, inner, inner])


def curves(known: Known, image: DigitImage, amounts: Amounts, truth: str | None) -> dict[str, Any]:
    """The answers along each change, all others held; see ``lenet.serve.schemas.Curves``."""
    classes = known.classes
    still = known.model.scores(seen(known, on_field(image[np.newaxis])), threads=1)[0]
    expected = truth if truth in classes else classes[int(still.argmax())]
    values = {change.name: REACHES[change.name].values(change.still) for change in SWEEPS}
    fields = [shaken(image, {**amounts, name: value}) for name in values for value in values[name]]
    scores = iter(known.model.scores(seen(known, np.stack(fields)), threads=1))
    told = []
    for change in SWEEPS:
        rows = np.stack([next(scores) for _ in values[change.name]])
        told.append(
            {
                **described(change),
                "values": values[change.name],
                "answers": [classes[place] for place in rows.argmax(axis=1)],
                "scores": answers.numbers(rows[:, classes.index(expected)]),
            }
        )
    return {"network": known.name, "expected": expected, "changes": told}


def changes() -> Iterator[dict[str, Any]]:
    """What there is to change."""
    return map(described, SWEEPS)


def described(change: Sweep) -> dict[str, Any]:
    """A change: how far it goes, and how far the paper says that LeNet-5 stands it."""
    reach, claim = REACHES[change.name], CLAIMS.get(change.name)
    return {
        "name": change.name,
        "title": change.title,
        "still": change.still,
        "low": reach.low,
        "high": reach.high,
        "step": reach.step,
        "claim": claim and {"words": claim.words, "low": claim.low, "high": claim.high},
    }


def _changed(change: Sweep, field: NDArray[np.uint8], value: float) -> NDArray[np.uint8]:
    return field if value == change.still else change.change(field, value)
