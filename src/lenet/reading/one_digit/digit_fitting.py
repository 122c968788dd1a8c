"""Fitting the confidence in single digits to pictures that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError
from lenet.reading.calibration.log_odds import Floats
from lenet.reading.calibration.logistic import most_probable
from lenet.reading.one_digit.digit_confidence import DigitCalibration, log_odds
from lenet.reading.one_digit.digit_reading import DigitReading

NOT_DIGITS = 0.05
"""The share of all pictures that is taken not to be one digit, whatever it is among those given."""

TINY = 1e-3
"""The precision of the normal prior about the default, so that there always is a maximum."""


@dataclass(frozen=True)
class Known:
    """A picture that is known: what was read, and its digit, or "" if it is not one digit."""

    reading: DigitReading
    truth: str


def fit_digits(known: Sequence[Known], standing: Sequence[Known], words: str) -> DigitCalibration:
    """Fit to pictures that were cleaned, and to others that stand as they are.

    ``words`` say what they are. DataError without both digits and others among the cleaned, and
    without any that stand.
    """
    seen = [one for one in known if one.reading.looked_at is not None]
    is_digit, any_digit = (
        np.array([one.truth != "" for one in some], np.bool_) for some in (seen, known)
    )
    if not is_digit.any() or is_digit.all() or not standing:
        raise DataError("expected pictures of digits, of something else, and digit images")
    share = any_digit.mean()
    rare, usual = NOT_DIGITS / (1 - share), (1 - NOT_DIGITS) / share
    weights = np.where(is_digit, usual, rare)
    empty = rare * sum(not one.truth for one in known if one.reading.prepared is None)
    missed = usual * sum(bool(one.truth) for one in known if one.reading.prepared is None)
    ones = _terms([(one.reading.one, one.reading.score) for one in seen])
    digits = [one for one in seen if one.truth]
    right = _terms([(one.reading.score, one.reading.agreed or 0.0) for one in digits])
    stands = _terms([(one.reading.score,) for one in standing])
    start = DigitCalibration()
    return DigitCalibration(
        _fitted(ones, is_digit, weights, start.is_one),
        _fitted(right, _is_right(digits), np.ones(len(digits)), start.is_right),
        _fitted(stands, _is_right(standing), np.ones(len(standing)), start.stands),
        round((empty + 1) / (empty + missed + 2), 6),
        words,
    )


def _is_right(known: Sequence[Known]) -> NDArray[np.bool_]:
    return np.array([one.reading.nearest == one.truth for one in known], np.bool_)


def _terms(probabilities: Sequence[tuple[float, ...]]) -> Floats:
    found = log_odds(probabilities)
    return np.concatenate([found, np.ones((len(found), 1))], axis=1)


def _fitted(
    terms: Floats, true: NDArray[np.bool_], weights: Floats, start: tuple[float, ...]
) -> tuple[float, ...]:
    """The most probable weights of the terms [n, k]; each picture counts ``weights`` [n]."""
    mean = np.asarray(start, np.float64)
    found, _ = most_probable(terms, true, mean, TINY * np.eye(len(mean)), times=weights)
    return tuple(float(round(one, 6)) for one in found)
