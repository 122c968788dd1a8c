"""``class_weight``: what the samples of each class count -> a weight a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import NOT_NEGATIVE, real, whole
from lenet.arguments.words import shown
from lenet.errors import ModelError

ClassWeight = Mapping[int, float]


def checked_class_weight(given: object) -> ClassWeight | None:
    """A weight for each of some classes, or None. ModelError for anything but a dict of numbers."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise ModelError(
            "expected class_weight as a dict {class: weight}, such as {0: 1.0, 1: 2.5}; "
            f"received {shown(given)}"
        )
    return {
        whole("a class of class_weight", label): float(
            real("a weight of class_weight", weight, NOT_NEGATIVE)
        )
        for label, weight in given.items()
    }


def weights_of(targets: NDArray[Any], class_weight: ClassWeight) -> NDArray[np.float32]:
    """The weights of samples, float32 (n,): of labels (n,) or (n, 1), or of one-hot rows.

    1 for a class that has none, as in Keras.
    """
    labels = targets.reshape(len(targets), -1)
    labels = labels[:, 0] if labels.shape[1] == 1 else labels.argmax(1)
    weights = np.ones(len(labels), np.float32)
    rounded = np.rint(labels)
    for label, weight in class_weight.items():
        weights[rounded == label] = weight
    return weights
