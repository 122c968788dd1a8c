"""What a model's record says of the data it was trained on: its classes, the form of its images.

A record is the content of a run's ``config.json``, from an untrusted folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DIGITS = tuple("0123456789")


def recorded_classes(config: Mapping[str, Any], units: int) -> list[str]:
    """The name of each unit's class, as ``class_names``."""
    named = _data_of(config).get("classes")
    return class_names(named if isinstance(named, list) else (), units)


def is_centred(config: Mapping[str, Any]) -> bool:
    """Whether the network was trained on images of MNIST's form.

    A record that does not say so, as those of older runs, was of such images if its classes are
    digits.
    """
    told = _data_of(config).get("centred")
    if isinstance(told, bool):
        return told
    named = _data_of(config).get("classes")
    return not isinstance(named, list) or set(map(str, named)) <= set(DIGITS)


def class_names(named: Sequence[object], units: int) -> list[str]:
    """A name for each unit; "#" and its number where the data have no class for it.

    Without any names the numbers are the names.
    """
    if not named:
        return [str(unit) for unit in range(units)]
    return [*map(str, named[:units]), *(f"#{unit}" for unit in range(len(named), units))]


def _data_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    data = config.get("data")
    return data if isinstance(data, dict) else {}
