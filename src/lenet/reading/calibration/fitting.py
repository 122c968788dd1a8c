"""Fitting a calibration to readings that are known to be right or wrong.

raw    floats [n], 0 to 1: the confidence before calibration
right  bools [n]: whether that reading was right

The map has a normal prior around leaving raw as it is. On drawn readings of five kinds
(benchmarks/reading/calibration.md) it came as near to the truth as Platt's scaling with such a
prior, and nearer where the log-odds are bent; isotonic regression needed 2,000 readings to be as
near as it was with 100. It takes about 100 readings to be sure of doing no harm to a reader that is
nearly honest; one that is far off gains from 20 on.

The threshold for a greatest error is the lowest at which two things hold: the map, drawn from its
posterior, puts the error among the accepted below it in ``ASSURANCE`` of the draws, and no more of
the accepted in the sample were wrong. That promise is as good as the map's shape: of 100
calibrations on readings of that shape the true error was above the asked 1 % in 3 to 11. On others
it was in up to 37, and above 1.5 % in up to 19 when there were 100 readings, 7 when there were 500,
3 when there were 2,000. A bound that needs no shape (Clopper and Pearson's, of the same assurance)
accepts nothing at 1 % before 230 accepted readings are all right, and from 500 readings in all it
mostly accepted nothing. Where even the surest readings are wrong more often than asked, few
readings cannot tell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.errors import DataError
from lenet.reading.calibration.confidence import FLATTEST, Calibration, Floats, features, sigmoid

LEAST_READINGS = 20
"""The fewest readings to calibrate on."""

ASSURANCE = 0.9
ERRORS = (
    *(
        round(mantissa * 10.0**-decade, 6)
        for decade in (4, 3, 2, 1)
        for mantissa in (1, 1.5, 2, 3, 4, 5, 7)
    ),
    1.0,
)
"""The greatest errors for which thresholds are kept; in between, the smaller one's holds."""

_AS_IT_IS = np.array([1.0, 1.0, 0.0])
_PRIOR_DEVIATIONS = np.array([0.5, 0.5, 1.0])
_DRAWS = 400
_MOST_THRESHOLDS = 2000  # that are tried


def fit(raw: ArrayLike, right: ArrayLike) -> Calibration:
    """Fit the map and the thresholds.

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
        _thresholds(sigmoid(known @ map_), good, known, draws),
        len(sure),
        int(good.sum()),
    )


def _most_probable(known: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Return the most probable map, [3], and the covariance of the normal that fits there."""
    free = np.array([True, True, True])
    found = _AS_IT_IS.copy()
    while True:
        found, precision = _newton(known, right, found, free)
        flat = free & (found < FLATTEST) & [True, True, False]
        if not flat.any():
            break
        found[flat], free = FLATTEST, free & ~flat
    covariance = np.zeros((3, 3))
    covariance[np.ix_(free, free)] = np.linalg.inv(precision[np.ix_(free, free)])
    return found, covariance


def _newton(
    known: Floats, right: Floats, start: Floats, free: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Go to the top of the posterior, which has but one; parameters that are not free stay."""
    prior = np.diag(_PRIOR_DEVIATIONS**-2.0)

    def height(map_: Floats) -> float:
        logits, away = known @ map_, map_ - _AS_IT_IS
        return float(np.sum(right * logits - np.logaddexp(0, logits)) - away @ prior @ away / 2)

    found = start.copy()
    while True:
        chances = sigmoid(known @ found)
        slope = known.T @ (right - chances) - prior @ (found - _AS_IT_IS)
        precision = (known.T * (chances * (1 - chances))) @ known + prior
        step = np.zeros(3)
        step[free] = np.linalg.solve(precision[np.ix_(free, free)], slope[free])
        while height(found + step) < height(found) and np.abs(step).max() > 1e-9:
            step /= 2
        if np.abs(step).max() <= 1e-9:
            return found, precision
        found = found + step


def _thresholds(
    chances: Floats, right: NDArray[np.bool_], known: Floats, draws: Floats
) -> tuple[tuple[float, float | None], ...]:
    order = np.argsort(-chances, kind="stable")
    ranked, accepted = chances[order], np.arange(1, len(chances) + 1)
    last = np.flatnonzero(np.r_[ranked[1:] != ranked[:-1], True])  # equals are accepted together
    last = last[::-1][:: -(-len(last) // _MOST_THRESHOLDS)][::-1]
    seen = (np.cumsum(~right[order]) / accepted)[last]
    by_draw = np.stack(
        [(np.cumsum(sigmoid(-known[order] @ draw)) / accepted)[last] for draw in draws]
    )
    error = np.maximum(seen, np.quantile(by_draw, ASSURANCE, axis=0))
    found: list[tuple[float, float | None]] = []
    for greatest in ERRORS:
        good = np.flatnonzero(error <= greatest)
        # Rounded down: what was accepted here must be so again, to the last bit of its probability.
        least = np.floor(ranked[last[good[-1]]] * 1e6) / 1e6 if good.size else None
        found.append((greatest, None if least is None else float(least)))
    return tuple(found)
