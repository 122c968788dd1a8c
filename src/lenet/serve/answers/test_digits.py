"""Test digits: those of the service's data, and those that a network misreads."""

from __future__ import annotations

import base64
import functools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.datasets.where import Where
from lenet.digits.normalisation import network_input
from lenet.evaluation import confusion_matrix, mistakes
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.edge.refusals import RefusedError

MOST_SETS = 4
"""Test sets that are kept in memory."""


class TestSet(NamedTuple):
    """Images uint8 [n, 28, 28] and labels [n], which are indices into the names of the classes."""

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    classes: tuple[str, ...]


@functools.lru_cache(MOST_SETS)
def test_set(where: Where) -> TestSet:
    """The test set of a data set. DataError if it cannot be loaded."""
    data = where.load()
    return TestSet(data.name, *data.test, data.classes)


def digit(tests: TestSet, index: int) -> dict[str, Any]:
    """A test digit, see ``lenet.serve.routes.list_tests.TestDigit``."""
    return {
        "index": index,
        "truth": tests.classes[tests.labels[index]],
        "pixels": base64.b64encode(tests.images[index].tobytes()).decode(),
    }


def digits(tests: TestSet, first: int, count: int, truth: str | None) -> dict[str, Any]:
    """``count`` test digits from number ``first`` on, of all classes or of ``truth`` alone."""
    found = np.arange(len(tests.labels))
    if truth is not None:
        if truth not in tests.classes:
            raise RefusedError(422, f"expected one of the classes {', '.join(tests.classes)}")
        found = np.flatnonzero(tests.labels == tests.classes.index(truth))
    chosen = found[found >= first][:count]
    return {
        "data": tests.name,
        "images": len(tests.labels),
        "digits": [digit(tests, int(index)) for index in chosen],
    }


def misread(network: AvailableNetwork, tests: TestSet) -> dict[str, Any]:
    """Each test digit that a network misreads, and the confusion matrix."""
    classes = network.classes
    if len(tests.classes) > len(classes):
        raise RefusedError(422, f"{network.name} has {len(classes)} classes, {tests.name} has more")
    scores = network.model.scores(network_input(tests.images, network.model.normalisation))
    wrong = mistakes(tests.labels, scores)
    return {
        "network": network.name,
        "data": tests.name,
        "images": len(tests.labels),
        "errors": len(wrong),
        "classes": classes,
        "confusion": confusion_matrix(tests.labels, scores.argmax(1), len(classes)).tolist(),
        "misread": [
            {
                **digit(tests, one.index),
                "answer": classes[one.answer],
                "confidence": one.confidence,
            }
            for one in wrong
        ],
    }
