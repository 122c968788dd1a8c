"""Names that NumPy has dropped and old listings use: ``np.int``, ``np.float``, ``np.bool``."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from lenet.as_keras.old.told import tell_old

NAMES: dict[str, tuple[Any, str]] = {
    "int": (int, "int"),
    "float": (float, "float"),
    "complex": (complex, "complex"),
    "bool": (bool, "bool"),
    "object": (object, "object"),
    "str": (str, "str"),
    "long": (int, "int"),
    "unicode": (str, "str"),
    "float_": (np.float64, "np.float64"),
    "Inf": (np.inf, "np.inf"),
    "NaN": (np.nan, "np.nan"),
    "product": (np.prod, "np.prod"),
    "cumproduct": (np.cumprod, "np.cumprod"),
    "alltrue": (np.all, "np.all"),
    "sometrue": (np.any, "np.any"),
    "asscalar": (lambda a: a.item(), "a.item()"),
}
"""Old name -> what it was, and its name today."""


def give_old_names() -> None:
    """Let NumPy answer for the names that it has dropped, each told once."""
    names = vars(np)
    before = names["__getattr__"]

    @functools.wraps(before)
    def found(name: str) -> Any:
        if name not in NAMES:
            return before(name)
        value, now = NAMES[name]
        tell_old(f"np.{name}", now)
        return value

    names["__getattr__"] = found
