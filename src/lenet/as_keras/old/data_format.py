"""The order of axes that a listing chose for all layers: ``K.set_image_dim_ordering("th")``."""

from __future__ import annotations

import inspect
from typing import Any

_CHOSEN = ["channels_last"]


def choose(data_format: str) -> None:
    """Decide how layers that are made from here on take pictures."""
    _CHOSEN[0] = data_format


def chosen() -> str:
    """How layers take pictures that are not told it."""
    return _CHOSEN[0]


def place_of_format(made: Any) -> int | None:
    """Which of a class's arguments the ``data_format`` is, after ``self``; None if there is none.

    One that is given by its name alone comes behind all others.
    """
    parameters = list(inspect.signature(made).parameters.values())[1:]
    for place, parameter in enumerate(parameters):
        if parameter.name == "data_format":
            alone = parameter.kind is inspect.Parameter.KEYWORD_ONLY
            return len(parameters) if alone else place
    return None
