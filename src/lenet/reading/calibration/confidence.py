"""From a reader's raw confidence to the probability of being right, and from which on to accept.

raw          floats [n], 0 to 1: the reader's confidence before calibration
probability  log(p / (1 - p)) = rising * log(raw) - falling * log(1 - raw) + offset

The map is beta calibration (Kull, Silva Filho and Flach, 2017); with rising = falling it is Platt's
scaling. ``lenet.reading.calibration.fitting`` fits it. It lies beside a reader's weights as
``calibration.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import DataError
from lenet.host.files import write_whole

CALIBRATION = "calibration.json"
LARGEST_CALIBRATION = 100_000  # bytes

FLATTEST = 0.01
"""The least ``rising`` and ``falling``: the map never changes the order of readings."""

_NEAREST = 1e-6  # how near to 0 and 1 a raw confidence counts
_SIZE = 1e6  # of the largest parameter that is read

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """The map of a reader, and its thresholds; as made without arguments it leaves raw as it is.

    Attributes
    ----------
    rising, falling, offset : float
        The map's parameters.
    thresholds : tuple of (float, float or None)
        A greatest error and the least probability that is accepted for it, errors rising; None
        accepts nothing. Without any, 1 - error is the threshold.
    readings, right : int
        On how many readings it was fitted, and how many of them were right.
    """

    rising: float = 1.0
    falling: float = 1.0
    offset: float = 0.0
    thresholds: tuple[tuple[float, float | None], ...] = ()
    readings: int = 0
    right: int = 0

    def probability(self, raw: float) -> float:
        """The probability that a reading of this raw confidence is right."""
        return float(self.probabilities([raw])[0])

    def probabilities(self, raw: ArrayLike) -> Floats:
        """The same for many: floats [n]."""
        return sigmoid(features(raw) @ np.array([self.rising, self.falling, self.offset]))

    def threshold(self, max_error: float) -> float:
        """The least probability to accept so that at most ``max_error`` of the accepted are wrong.

        Infinity when nothing can be accepted; 0, everything, when any error is allowed.
        """
        if max_error >= 1:
            return 0.0
        if not self.thresholds:
            return 1.0 - max_error
        smaller = [least for error, least in self.thresholds if error <= max_error * (1 + 1e-9)]
        return math.inf if not smaller or smaller[-1] is None else smaller[-1]

    def save(self, folder: Path) -> None:
        """Write ``calibration.json`` into a reader's folder, whole or not at all. OSError."""
        write_whole(
            folder / CALIBRATION,
            json.dumps({"lenet_calibration": 1, **asdict(self)}, indent=2) + "\n",
        )


def features(raw: ArrayLike) -> Floats:
    """What the parameters are multiplied by: log(raw), -log(1 - raw) and 1, floats [n, 3]."""
    sure = np.clip(np.asarray(raw, np.float64), _NEAREST, 1 - _NEAREST)
    return np.stack([np.log(sure), -np.log1p(-sure), np.ones_like(sure)], axis=-1)


def sigmoid(logits: Floats) -> Floats:
    """Turn log-odds into probabilities."""
    return np.asarray(np.exp(-np.logaddexp(0, -logits)), np.float64)


def load_calibration(folder: Path) -> Calibration:
    """Read ``calibration.json`` from a reader's folder.

    Raises
    ------
    DataError
        There is none, or it is not one: every number is checked.
    """
    path = folder / CALIBRATION
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_CALIBRATION + 1)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    if len(content) > LARGEST_CALIBRATION:
        raise DataError(f"expected {path} of at most {LARGEST_CALIBRATION} bytes")
    try:
        found = json.loads(content)
        if not isinstance(found, dict) or found.pop("lenet_calibration", None) != 1:
            raise ValueError("lenet_calibration is not 1")
        return _checked(found)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a calibration: {error}") from error


def _checked(found: dict[str, Any]) -> Calibration:
    thresholds = found.get("thresholds")
    if set(found) != set(asdict(Calibration())) or not isinstance(thresholds, list):
        raise ValueError(f"expected {', '.join(asdict(Calibration()))}")
    pairs = [_pair(pair) for pair in thresholds]
    errors = [error for error, _ in pairs]
    least = [math.inf if least is None else least for _, least in pairs]
    if errors != sorted(errors) or least != sorted(least, reverse=True):
        raise ValueError("expected rising errors and falling thresholds")
    return Calibration(
        rising=_number(found["rising"], FLATTEST, _SIZE),
        falling=_number(found["falling"], FLATTEST, _SIZE),
        offset=_number(found["offset"], -_SIZE, _SIZE),
        thresholds=tuple(pairs),
        readings=int(_number(found["readings"], 0, 1e12)),
        right=int(_number(found["right"], 0, 1e12)),
    )


def _pair(pair: object) -> tuple[float, float | None]:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
        raise ValueError("expected thresholds as pairs of an error and a probability")
    error, least = pair
    return _number(error, 0, 1), None if least is None else _number(least, 0, 1)


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"expected a number from {low:g} to {high:g}, received {str(value)[:40]}")
    return float(value)
