"""Numbers, and True or False, from users -> Python's own, or an error of one sentence.

NumPy's scalars and arrays without a dimension are numbers, as in Keras. Text, True and False, and
nan are none; whole numbers that no float can hold are infinite.
"""

from __future__ import annotations

import math
import numbers
import operator
from typing import Any, NamedTuple

import numpy as np

from lenet.arguments.words import shown
from lenet.errors import LenetError, ModelError


class Interval(NamedTuple):
    """The numbers from ``low`` to ``high``, without those of the two that are left out."""

    low: float
    high: float
    without_low: bool = False
    without_high: bool = False

    def holds(self, number: float) -> bool:
        """Whether it is one of them; nan is none."""
        above = self.low < number if self.without_low else self.low <= number
        return above and (number < self.high if self.without_high else number <= self.high)

    def __str__(self) -> str:
        if (self.low, self.high) == (-math.inf, math.inf):
            return "as a finite number"
        if self.high == math.inf:
            return f"{'above' if self.without_low else 'of at least'} {_plain(self.low)}"
        first = f"above {_plain(self.low)}" if self.without_low else f"from {_plain(self.low)}"
        return f"{first} to {'below ' if self.without_high else ''}{_plain(self.high)}"


NOT_NEGATIVE = Interval(0, math.inf, without_high=True)
FINITE = Interval(-math.inf, math.inf, without_low=True, without_high=True)
POSITIVE = Interval(0, math.inf, without_low=True, without_high=True)
SHARE = Interval(0, 1)
PART = Interval(0, 1, without_high=True)
"""From 0 to below 1."""


def real(
    what: str, value: object, within: Interval, *, error: type[LenetError] = ModelError
) -> float:
    """``value`` as a number within an interval, an int if it is one. ``error`` if it is not."""
    number = _float(value)
    if number is None or not within.holds(number):
        kind = "a finite " if number == within.high == math.inf else ""
        raise error(f"expected {kind}{what} {within}, received {shown(value)}")
    return number


def whole(
    what: str,
    value: object,
    least: int = 0,
    most: int | None = None,
    *,
    error: type[LenetError] = ModelError,
) -> int:
    """``value`` as an int from ``least`` to ``most``. ``error`` if it is none."""
    number = _int(value)
    if number is None:
        raise error(f"expected a whole number for {what}, received {shown(value)}")
    if number < least or (most is not None and number > most):
        bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
        raise error(f"expected {what} {bounds}, received {shown(value)}")
    return number


def checked_seed(value: object) -> int:
    """A seed of random numbers, from 0 to below 2^64. ModelError."""
    number = _int(value)
    if number is None or not 0 <= number < 2**64:
        raise ModelError(f"expected a seed from 0 to below 2^64, received {shown(value)}")
    return number


def truth(what: str, value: object) -> bool:
    """``value`` as True or False. ModelError that names ``what`` for anything else."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise ModelError(f"expected True or False for {what}, received {shown(value)}")


def verbose_level(value: object) -> int:
    """A callback's ``verbose`` as a number: 0 is silent, True is 1. ModelError for no number."""
    return int(value) if isinstance(value, bool | np.bool_) else whole("verbose", value)


def _float(value: Any) -> float | None:
    """The number that it is, a float or an int; None if it is none.

    An int that no float can hold is infinite.
    """
    if isinstance(value, bool | np.bool_):
        return None
    array = getattr(value, "shape", None) == () and _kind(value) in "iuf"
    if not array and not isinstance(value, numbers.Real):
        return None
    try:
        number = float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    return value if type(value) is int else number


def _int(value: Any) -> int | None:
    """The whole number that it is; None if it is none."""
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        return None
    try:
        return operator.index(value)
    except TypeError:  # an array of other than one whole number
        return None


def _kind(array: Any) -> str:
    """NumPy's letter for the kind of its values; "f" for arrays of another library."""
    return str(getattr(getattr(array, "dtype", None), "kind", "f"))


def _plain(number: float) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:g}"
