"""The classes of a network from its record, the form of its images, labels matched by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import Dataset
from lenet.runs.record import data_of

DIGITS = frozenset("0123456789")


def recorded_classes(config: Mapping[str, Any], units: int) -> list[str]:
    """The name of each unit's class, as ``class_names``."""
    named = data_of(config).get("classes")
    return class_names(named if isinstance(named, list) else (), units)


def is_centred(config: Mapping[str, Any]) -> bool:
    """Whether the network was trained on images of MNIST's form.

    A record that does not say so, as those of older runs, was of such images if its classes are
    digits.
    """
    told = data_of(config).get("centred")
    if isinstance(told, bool):
        return told
    named = data_of(config).get("classes")
    return not isinstance(named, list) or set(map(str, named)) <= DIGITS


def class_names(named: Sequence[object], units: int) -> list[str]:
    """A name for each unit; "#" and its number where the data have no class for it.

    Without any names the numbers are the names.
    """
    if not named:
        return [str(unit) for unit in range(units)]
    return [*map(str, named[:units]), *(f"#{unit}" for unit in range(len(named), units))]


def labels_by_name(data: Dataset, known: Sequence[str]) -> NDArray[np.intp] | None:
    """The test labels as indices into ``known``, matched by name; None if a name is unknown.

    A folder of pictures may hold only 3/ and 8/: its first class is not the network's first.
    """
    if not set(data.classes) <= set(known):
        return None
    return np.array([known.index(name) for name in data.classes])[data.test[1]]
