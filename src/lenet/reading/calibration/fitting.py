"""Fitting a calibration to readings that are known to be right or wrong.

raw    floats [n], 0 to 1: the confidence before calibration
right  bools [n]: whether that reading was right

The map has a normal prior whose mean leaves raw unchanged. On simulated readings of five kinds
(benchmarks/reading/calibration.md) it came as near to the truth as Platt's scaling with such a
prior, and nearer where the log-odds are no straight line; isotonic regression needed 2,000 readings
to come as near as this map with 100. A reader whose confidence is nearly right needs about 100
readings for a fit that does no harm; one whose confidence is far off gains from 20 on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from lenet.errors import DataError
from lenet.reading.calibration.acceptance import fitted_thresholds
from lenet.reading.calibration.confidence import FLATTEST, Calibration
from lenet.reading.calibration.log_odds import Floats, features, sigmoid
from lenet.reading.calibration.logistic import most_probable

LEAST_READINGS = 20
"""The fewest readings to calibrate on."""

_AS_IT_IS = np.array([1.0, 1.0, 0.0])
_PRIOR_DEVIATIONS = np.array([0.5, 0.5, 1.0])
_DRAWS = 400


def fit(raw: ArrayLike, right: ArrayLike) -> Calibration:
    """Fit the map and the thresholds of acceptance.

    Raises
    ------
    DataError
        Fewer than ``LEAST_READINGS`` readings, or arrays that are not [n] and as described above.
    """
    sure, good = np.asarray(raw, np.float64), np.asarray(right)
    if sure.ndim != 1 or sure.shape != good.shape or good.dtype != np.bool_:
        received = f"{list(sure.shape)} and {good.dtype} {list(good.shape)}"
        raise DataError(f"expected a confidence and a bool a reading, received {received}")
    if len(sure) < LEAST_READINGS:
        raise DataError(f"expected {LEAST_READINGS} readings to calibrate on, received {len(sure)}")
    if not ((sure >= 0) & (sure <= 1)).all():  # false for not-a-number too
        raise DataError("expected confidences from 0 to 1")
    known = features(sure)
    map_, covariance = _most_probable(known, good.astype(np.float64))
    draws = np.random.default_rng(0).multivariate_normal(map_, covariance, _DRAWS)
    rising, falling, offset = map(float, map_)
    return Calibration(
        rising,
        falling,
        offset,
        fitted_thresholds(sigmoid(known @ map_), good, known, draws),
        len(sure),
        int(good.sum()),
    )


def _most_probable(known: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Return the most probable map [3] and its covariance [3, 3] (Laplace's approximation)."""
    free = np.array([True, True, True])
    found = _AS_IT_IS.copy()
    prior = np.diag(_PRIOR_DEVIATIONS**-2.0)
    while True:
        found, precision = most_probable(known, right, _AS_IT_IS, prior, start=found, free=free)
        flat = free & (found < FLATTEST) & [True, True, False]
        if not flat.any():
            break
        found[flat], free = FLATTEST, free & ~flat
    covariance = np.zeros((3, 3))
    covariance[np.ix_(free, free)] = np.linalg.inv(precision[np.ix_(free, free)])
    return found, covariance
