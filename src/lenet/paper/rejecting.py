"""Rejecting unsure answers: what it costs to reach 0.5 % error, by three measures of sureness.

The paper rejects "when the value of the corresponding output is smaller than a predefined
threshold"; LeNet-5's output is a penalty, so its criterion here is the smallest penalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet.evaluation import rejection
from lenet.paper.jobs import FinishedJob, inputs

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.models import Sequential

GOAL = 0.005
SHARES = tuple(round(0.001 * k, 3) for k in range(101))
"""Where the curve is told: from 0 to 10 % rejected."""

CRITERIA = {
    "penalty": "the best penalty is high",
    "margin": "the two best are close",
    "score": "the best class is not probable",
}


def penalties(model: Sequential, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The penalty of each class for each image, (n, classes)."""
    return np.concatenate([model.predict(x, threads=1) for x in inputs(model, images)])


def confidences(model: Sequential, found: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """For each criterion the confidence of each answer, (n,); higher is surer.

    ``found`` are the model's ``penalties``.
    """
    ranked = np.sort(found, axis=1)
    return {
        "penalty": -ranked[:, 0],
        "margin": ranked[:, 1] - ranked[:, 0],
        "score": model.scores_of(found).max(1),
    }


def rejections(networks: Sequence[FinishedJob], data: Dataset) -> dict[str, Any]:
    """For each criterion the share to reject for 0.5 % error, by seed, and the mean curve."""
    images, labels = data.test
    shares: dict[str, list[float]] = {name: [] for name in CRITERIA}
    curves: dict[str, list[NDArray[np.float64]]] = {name: [] for name in CRITERIA}
    for done in networks:
        model = done.model()
        found = penalties(model, images)
        for name, sure in confidences(model, found).items():
            curve = rejection(labels, found.argmin(1), sure)
            places = np.searchsorted(curve.rejected, SHARES).clip(max=len(curve.error) - 1)
            shares[name].append(round(100 * curve.share_for(GOAL), 4))
            curves[name].append(100 * curve.error[places])
    return {
        "seeds": [done.job.seed for done in networks],
        "images": len(labels),
        "goal_percent": 100 * GOAL,
        "at_percent": [round(100 * share, 4) for share in SHARES],
        "criteria": {
            name: {
                "words": words,
                "rejected_percent": shares[name],
                "error_percent": np.mean(curves[name], axis=0).round(4).tolist(),
            }
            for name, words in CRITERIA.items()
        },
    }
