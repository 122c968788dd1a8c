"""The labels of data matched by the names of a network's classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import Dataset


def labels_by_name(data: Dataset, known: Sequence[str]) -> NDArray[np.intp] | None:
    """The test labels as indices into ``known``, matched by name; None if a name is unknown.

    A folder of pictures may hold only 3/ and 8/: its first class is not the network's first.
    """
    if not set(data.classes) <= set(known):
        return None
    return np.array([known.index(name) for name in data.classes])[data.test[1]]
