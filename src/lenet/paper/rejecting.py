"""What LeNet-5 wins by saying "I don't know": three ways to be unsure, seed by seed.

The paper rejects "when the value of the corresponding output is smaller than a predefined
threshold"; LeNet-5's output is a penalty, so its own reading is the best penalty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet.evaluation import rejection
from lenet.paper.jobs import Done, inputs

if TYPE_CHECKING:
    from lenet.datasets import Dataset

Penalties = NDArray[np.float32]

GOAL = 0.005
SHARES = tuple(round(0.001 * k, 3) for k in range(101))
"""Where the curve is told: from 0 to 10 % rejected."""

CRITERIA: dict[str, tuple[str, Callable[[Penalties], NDArray[Any]]]] = {
    "penalty": ("the best penalty is high", lambda sorted_: -sorted_[:, 0]),
    "margin": ("the two best are close", lambda sorted_: sorted_[:, 1] - sorted_[:, 0]),
    "score": ("the best class is not probable", lambda sorted_: _probability(sorted_)),
}
"""From each image's penalties in rising order, (n, classes), how sure the answer is."""


def penalties(done: Done, data: Dataset) -> Penalties:
    """The penalty of each class for each test image, (n, classes)."""
    model = done.model()
    return np.concatenate([model.predict(x, threads=1) for x in inputs(model, data.test[0])])


def rejections(networks: Sequence[Done], data: Dataset) -> dict[str, Any]:
    """By criterion: each seed's share to reject for 0.5 % error, and the seeds' mean curve."""
    found: dict[str, Any] = {
        name: {"words": words, "rejected_percent": [], "error_percent": []}
        for name, (words, _) in CRITERIA.items()
    }
    for done in networks:
        given = penalties(done, data)
        answers, ranked = given.argmin(1), np.sort(given, axis=1)
        for name, (_, confidence) in CRITERIA.items():
            curve = rejection(data.test[1], answers, confidence(ranked))
            places = np.searchsorted(curve.rejected, SHARES).clip(max=len(curve.error) - 1)
            found[name]["rejected_percent"].append(round(100 * curve.share_for(GOAL), 4))
            found[name]["error_percent"].append(100 * curve.error[places])
    for one in found.values():
        one["error_percent"] = np.mean(one["error_percent"], axis=0).round(4).tolist()
    return {
        "seeds": [done.job.seed for done in networks],
        "images": len(data.test[1]),
        "goal_percent": 100 * GOAL,
        "at_percent": [round(100 * share, 4) for share in SHARES],
        "criteria": found,
    }


def _probability(ranked: Penalties) -> NDArray[np.float64]:
    chances = np.exp(ranked[:, :1].astype(np.float64) - ranked)
    return np.asarray(chances[:, 0] / chances.sum(1))
