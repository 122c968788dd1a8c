"""The order of axes that a listing chose for all layers: ``K.set_image_dim_ordering("th")``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

_CHOSEN = ["channels_last"]


def choose(data_format: str) -> None:
    """Decide how layers that are made from here on take pictures."""
    _CHOSEN[0] = data_format


def chosen() -> str:
    """How layers take pictures that are not told it."""
    return _CHOSEN[0]


def takes_format(
    function: Callable[..., Any],
) -> Callable[[tuple[Any, ...], dict[str, Any]], None]:
    """A function of (given, named) that puts the chosen format among the named, if none is given.

    ``function`` is what they are given to, a method with its ``self``.
    """
    parameters = list(inspect.signature(function).parameters.values())
    places = [place for place, one in enumerate(parameters) if one.name == "data_format"]
    alone = any(parameters[place].kind is inspect.Parameter.KEYWORD_ONLY for place in places)

    def put(given: tuple[Any, ...], named: dict[str, Any]) -> None:
        told = named.get("data_format") is not None
        if places and not told and (alone or len(given) <= places[0]):
            named["data_format"] = chosen()

    return put
