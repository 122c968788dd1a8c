"""Checks of a setting: a number from 0 on, or a share from 0 to below 1."""

from __future__ import annotations

import math
import numbers

from lenet.errors import ModelError


def not_negative(argument: str, value: object) -> None:
    """ModelError that names the argument, unless its value is a finite number from 0 on."""
    if not isinstance(value, numbers.Real) or not 0 <= float(value) < math.inf:
        raise ModelError(f"expected {argument} of at least 0, received {value!r}")


def fraction(argument: str, value: object) -> None:
    """ModelError that names the argument, unless its value is a number from 0 to below 1."""
    if not isinstance(value, numbers.Real) or not 0 <= float(value) < 1:
        raise ModelError(f"expected {argument} from 0 to below 1, received {value!r}")
