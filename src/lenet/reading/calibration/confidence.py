"""The map from a reader's raw confidence to the probability of being right, and its file.

raw          floats [n], 0 to 1: the reader's confidence before calibration
probability  log(p / (1 - p)) = rising * log(raw) - falling * log(1 - raw) + offset

This is beta calibration (Kull, Silva Filho and Flach, 2017); with rising = falling it is Platt's
scaling. The map and the thresholds of acceptance are saved beside a reader's weights as
``calibration.json``.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lenet.arguments.numbers import SHARE, Interval, real, whole
from lenet.arguments.words import shown
from lenet.errors import DataError, ModelError
from lenet.host.files import read_at_most, write_whole
from lenet.host.json_text import parse_json
from lenet.reading.calibration.acceptance import Thresholds, least_accepted
from lenet.reading.calibration.log_odds import Floats, features, sigmoid

CALIBRATION = "calibration.json"
LARGEST_CALIBRATION = 100_000  # bytes

FLATTEST = 0.01
"""The least ``rising`` and ``falling``; above 0, so that the map keeps the order of readings."""

_SIZE = 1e6  # of the largest parameter
_MOST_READINGS = 10**12
_REAL = {
    "rising": Interval(FLATTEST, _SIZE),
    "falling": Interval(FLATTEST, _SIZE),
    "offset": Interval(-_SIZE, _SIZE),
}


@dataclass(frozen=True)
class Calibration:
    """A reader's map and its thresholds of acceptance; the default map leaves raw unchanged.

    Attributes
    ----------
    rising, falling, offset : float
        The map's parameters.
    thresholds : tuple of (float, float or None)
        From which probability on to accept, see ``lenet.reading.calibration.acceptance``.
    readings, right : int
        How many readings it was fitted to, and how many of them were right.

    ModelError for a value that cannot be.
    """

    rising: float = 1.0
    falling: float = 1.0
    offset: float = 0.0
    thresholds: Thresholds = ()
    readings: int = 0
    right: int = 0

    def __post_init__(self) -> None:
        for name, within in _REAL.items():
            object.__setattr__(self, name, real(name, getattr(self, name), within))
        for name in ("readings", "right"):
            object.__setattr__(self, name, whole(name, getattr(self, name), 0, _MOST_READINGS))
        object.__setattr__(self, "thresholds", _checked_thresholds(self.thresholds))

    def probability(self, raw: float) -> float:
        """The probability that a reading of this raw confidence is right."""
        return float(self.probabilities([raw])[0])

    def probabilities(self, raw: ArrayLike) -> Floats:
        """The probabilities of many raw confidences, floats [n]."""
        return sigmoid(features(raw) @ np.array([self.rising, self.falling, self.offset]))

    def threshold(self, max_error: float) -> float:
        """The least probability that is accepted; see ``acceptance.least_accepted``."""
        return least_accepted(self.thresholds, max_error)

    def save(self, folder: Path) -> None:
        """Write ``calibration.json`` into a reader's folder, whole or not at all. OSError."""
        write_whole(
            folder / CALIBRATION,
            json.dumps({"lenet_calibration": 1, **asdict(self)}, indent=2) + "\n",
        )


def load_calibration(folder: Path) -> Calibration:
    """Read ``calibration.json`` from a reader's folder.

    Raises
    ------
    DataError
        The file is missing or is no calibration; every number in it is checked.
    """
    path = folder / CALIBRATION
    try:
        content = read_at_most(path, LARGEST_CALIBRATION)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    try:
        found = parse_json(content)
        if not isinstance(found, dict) or found.pop("lenet_calibration", None) != 1:
            raise ValueError("lenet_calibration is not 1")
        return _checked(found)
    except (ValueError, ModelError) as error:
        raise DataError(f"{path} is not a calibration: {error}") from error


def _checked(found: dict[str, Any]) -> Calibration:
    if set(found) != set(asdict(Calibration())):
        raise ValueError(f"expected {', '.join(asdict(Calibration()))}")
    return Calibration(**found)


def _checked_thresholds(given: object) -> Thresholds:
    if not isinstance(given, list | tuple):
        raise ModelError(f"expected a row of thresholds, received {shown(given)}")
    pairs = tuple(_pair(pair) for pair in given)
    errors = [error for error, _ in pairs]
    least = [math.inf if least is None else least for _, least in pairs]
    if errors != sorted(errors) or least != sorted(least, reverse=True):
        raise ModelError("expected thresholds of rising errors and falling probabilities")
    return pairs


def _pair(pair: object) -> tuple[float, float | None]:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise ModelError("expected thresholds as pairs of an error and a probability")
    error, least = pair
    return (
        real("a threshold's error", error, SHARE),
        None if least is None else real("a threshold's probability", least, SHARE),
    )
