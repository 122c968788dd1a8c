"""How sure it is that a picture is one digit, and that the network's answer is right; its file.

score   the network's score of its answer, 0 to 1
one     the reader's probability that there is one digit, 0 to 1
agreed  of that, the share that the network's answer has

Each probability is a logistic function of log-odds. Fitted to pictures that are known
(``digit_fitting``) it is saved beside a network's weights as ``digit_calibration.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.numbers import SHARE, Interval, real
from lenet.arguments.words import shown, text
from lenet.errors import DataError, ModelError
from lenet.host.files import read_at_most, write_whole
from lenet.host.json_text import parse_json
from lenet.reading.calibration.log_odds import Floats, sigmoid

DIGIT_CALIBRATION = "digit_calibration.json"
LARGEST = 10_000  # bytes

NEAREST = 1e-4
"""A probability counts as at least so far from 0 and 1."""

_SIZE = Interval(-1e6, 1e6)


@dataclass(frozen=True)
class DigitCalibration:
    """The weights of each log-odds, the last of them an offset; the default leaves them unchanged.

    Attributes
    ----------
    is_one : three floats
        Of ``one`` and of ``score``: that there is one digit.
    is_right : three floats
        Of ``score`` and of ``agreed``: that the answer is right, if there is one digit.
    stands : two floats
        Of ``score``: that the answer is right, of a picture that is taken as it stands.
    is_empty : float
        The probability that a picture without ink is not one digit.
    fitted_to : str
        What it was fitted to, in words; "" if to nothing.

    ModelError for a value that cannot be.
    """

    is_one: tuple[float, ...] = (1.0, 0.0, 0.0)
    is_right: tuple[float, ...] = (1.0, 0.0, 0.0)
    stands: tuple[float, ...] = (1.0, 0.0)
    is_empty: float = 1.0
    fitted_to: str = ""

    def __post_init__(self) -> None:
        for name, count in (("is_one", 3), ("is_right", 3), ("stands", 2)):
            given = getattr(self, name)
            if not isinstance(given, list | tuple) or len(given) != count:
                raise ModelError(f"expected {name} as {count} numbers, received {shown(given)}")
            object.__setattr__(self, name, tuple(real(name, one, _SIZE) for one in given))
        object.__setattr__(self, "is_empty", real("is_empty", self.is_empty, SHARE))
        object.__setattr__(self, "fitted_to", text("fitted_to", self.fitted_to))

    def chance_of_one(self, one: float, score: float) -> float:
        """The probability that there is one digit."""
        return _chance(self.is_one, [one, score])

    def chance_of_right(self, score: float, agreed: float | None) -> float:
        """The probability that the answer is right; ``agreed`` is None for what stands as it is."""
        if agreed is None:
            return _chance(self.stands, [score])
        return _chance(self.is_right, [score, agreed])

    def save(self, folder: Path) -> None:
        """Write the file into a network's folder, whole or not at all. OSError."""
        content = {"lenet_digit_calibration": 1, **asdict(self)}
        write_whole(folder / DIGIT_CALIBRATION, json.dumps(content, indent=2) + "\n")


def load_digit_calibration(folder: Path) -> DigitCalibration:
    """Read the file in a network's folder; the default where there is none. DataError."""
    path = folder / DIGIT_CALIBRATION
    try:
        found = parse_json(read_at_most(path, LARGEST))
        if not isinstance(found, dict) or found.pop("lenet_digit_calibration", None) != 1:
            raise ValueError("lenet_digit_calibration is not 1")
        return DigitCalibration(**found)
    except FileNotFoundError:
        return DigitCalibration()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, ModelError) as error:
        raise DataError(f"{path} is not a calibration of digits: {error}") from error


def log_odds(probabilities: ArrayLike) -> Floats:
    """log(p / (1 - p)) of probabilities, of the same shape."""
    chances = np.clip(np.asarray(probabilities, np.float64), NEAREST, 1 - NEAREST)
    return np.asarray(np.log(chances) - np.log1p(-chances), np.float64)


def _chance(weights: Sequence[float], probabilities: list[float]) -> float:
    terms: NDArray[np.float64] = np.append(log_odds(probabilities), 1.0)
    return float(sigmoid(terms @ np.asarray(weights)))
