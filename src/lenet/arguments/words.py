"""Text and lists from users, and how a value is shown in an error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lenet.errors import LenetError, ModelError, either

LONGEST_SHOWN = 200
"""Characters of a value that an error shows."""


def shown(value: object) -> str:
    """A value as an error shows it: short and on one line, whatever it is."""
    try:
        words = re.sub(r"\n\s*", " ", repr(value))
    except Exception:  # a number of very many digits; an object of a user's own
        return f"a {type(value).__name__}"
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."


def text(what: str, value: object, *, error: type[LenetError] = ModelError) -> str:
    """``value`` if it is text. ``error``, which names ``what``, if not."""
    if isinstance(value, str):
        return str(value)
    raise error(f"expected text for {what}, received {shown(value)}")


def row(what: str, given: object) -> list[Any]:
    """``given`` as a list: a list, a tuple, an array, whatever has items one after the other.

    ModelError that names ``what`` for text and for a single thing.
    """
    try:
        if not isinstance(given, str | bytes | Mapping):
            items: list[Any] = list(given)  # type: ignore[call-overload]
            return items
    except TypeError:
        pass
    raise ModelError(f"expected a list for {what}, received {shown(given)}")


def word(what: str, value: object, known: Sequence[str]) -> str:
    """``value`` if it is one of the known words. ModelError with all of them if not."""
    if isinstance(value, str) and value in known:
        return str(value)
    raise ModelError(f"expected {what} {either(known)}, received {shown(value)}")
