"""The labels of classes, numbers or text -> their indices, and what is said of unknown ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.words import shown
from lenet.errors import ModelError

Classes = NDArray[Any]
"""Labels, sorted, each once."""


def classes_told(given: ArrayLike | None, known: Classes | None) -> Classes:
    """The classes that ``partial_fit`` is told, ``known`` from its first call on. ModelError."""
    if given is None:
        if known is None:
            raise ModelError(
                "expected classes, all that there will be, in the first call of partial_fit"
            )
        return known
    classes = np.unique(given)
    if known is not None and not np.array_equal(classes, known):
        raise ModelError(
            f"expected the classes {shown(known)} of the first call, received {shown(classes)}"
        )
    return classes


def indices_of(labels: NDArray[Any], classes: Classes) -> NDArray[np.intp]:
    """The index of each label's class. ModelError for labels of no class."""
    unknown = np.setdiff1d(labels, classes)
    if unknown.size:
        raise ModelError(
            f"expected labels of the classes {shown(classes)}, received {shown(unknown)}"
        )
    return np.searchsorted(classes, labels)
