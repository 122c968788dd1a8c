"""What the page as one file has of a data set: digits to learn from, to try, and those misread.

Learning takes the first training images. The test digits are every ``TEST_STEP``-th, so that
MNIST's two halves, of which the second is harder, both have their share; beside them stand all that
a network of the file misreads.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import Dataset
from lenet.digits.normalisation import network_input
from lenet.errors import DataError
from lenet.evaluation import confusion_matrix, mistakes
from lenet.serve.answers.available_network import AvailableNetwork

TRAINING, TEST_STEP = 10_000, 5
"""Training images, and of how many test digits one, unless all are packed."""


class PackedDigits(NamedTuple):
    """What is told of the digits, as JSON takes it, and their pixels: training, then tests."""

    told: dict[str, Any]
    pixels: bytes


def packed_digits(data: Dataset, misread: set[int], *, whole: bool) -> PackedDigits:
    """The digits of a data set that are packed, those misread among them."""
    count = len(data.train[0]) if whole else TRAINING
    step = 1 if whole else TEST_STEP
    images, labels = data.train[0][:count], data.train[1][:count]
    tests = np.arange(0, len(data.test[0]), step)
    others = np.array(sorted(misread - set(tests.tolist())), np.int64)
    packed = np.concatenate([tests, others]).astype(np.int64)
    told = {
        "data": data.name,
        "classes": list(data.classes),
        "images": len(data.test[0]),
        "training": {"of": len(data.train[0]), "labels": labels.tolist()},
        "tests": {
            "step": step,
            "count": len(tests),
            "indices": packed.tolist(),
            "labels": data.test[1][packed].tolist(),
        },
    }
    return PackedDigits(told, images.tobytes() + data.test[0][packed].tobytes())


def misread_digits(network: AvailableNetwork, data: Dataset) -> dict[str, Any]:
    """What a network misreads of all test digits, as its ``mistakes`` tells, without their pixels.

    DataError if the data have classes that the network has not.
    """
    images, labels = data.test
    if len(data.classes) > len(network.classes):
        raise DataError(
            f"{network.name} has {len(network.classes)} classes, and {data.name} has more"
        )
    scores = network.model.scores(_inputs(network, images))
    wrong = mistakes(labels, scores)
    count = len(network.classes)
    return {
        "network": network.name,
        "data": data.name,
        "images": len(labels),
        "errors": len(wrong),
        "classes": network.classes,
        "confusion": confusion_matrix(labels, scores.argmax(1), count).tolist(),
        "misread": [
            {
                "index": one.index,
                "truth": data.classes[one.truth],
                "answer": network.classes[one.answer],
                "confidence": one.confidence,
            }
            for one in wrong
        ],
    }


def _inputs(network: AvailableNetwork, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return network_input(images, network.model.normalisation)
