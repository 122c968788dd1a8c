"""From which confidence on a reading is accepted, so that few of the accepted are wrong.

thresholds  pairs of a greatest error, rising, and the least probability that is accepted for it;
            None in place of a probability accepts nothing

The threshold for a greatest error is the lowest at which two things hold. Of maps drawn from the
posterior of the fit, ``ASSURANCE`` put the error among the accepted below the greatest. And of the
readings that the map was fitted to, no larger share of the accepted was wrong.

This promise is as good as the map's shape. In 100 calibrations on readings of that shape, the true
error was above the asked 1 % in 3 to 11. On readings of other shapes it was above in up to 37, and
above 1.5 % in up to 19 with 100 readings, 7 with 500 and 3 with 2,000. A bound that assumes no
shape (Clopper and Pearson's, of the same assurance) accepts nothing at 1 % before 230 accepted
readings are all right, and from 500 readings in all it mostly accepted nothing. Where even the
surest readings are wrong more often than asked, few readings cannot tell.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lenet.reading.calibration.log_odds import Floats, sigmoid

Thresholds = tuple[tuple[float, float | None], ...]

ASSURANCE = 0.9
"""The share of the drawn maps that must keep to the greatest error."""

ERRORS = (
    *(
        round(mantissa * 10.0**-decade, 6)
        for decade in (4, 3, 2, 1)
        for mantissa in (1, 1.5, 2, 3, 4, 5, 7)
    ),
    1.0,
)
"""The greatest errors for which thresholds are kept; for one in between, the next smaller holds."""

_MOST_THRESHOLDS = 2000  # that are tried


def least_accepted(thresholds: Thresholds, max_error: float) -> float:
    """The least probability to accept so that at most ``max_error`` of the accepted are wrong.

    Infinity when nothing can be accepted; 0, everything, when any error is allowed. Without
    thresholds probabilities are taken at their word: 1 - ``max_error``.
    """
    if max_error >= 1:
        return 0.0
    if not thresholds:
        return 1.0 - max_error
    smaller = [least for error, least in thresholds if error <= max_error * (1 + 1e-9)]
    return math.inf if not smaller or smaller[-1] is None else smaller[-1]


def fitted_thresholds(
    probabilities: Floats, right: NDArray[np.bool_], known: Floats, draws: Floats
) -> Thresholds:
    """The threshold for each of ``ERRORS``.

    ``probabilities`` [n] are those of the fitted map, ``right`` [n] whether each reading was right,
    ``known`` [n, 3] the ``features`` of their raw confidences, ``draws`` [m, 3] maps drawn from the
    posterior.
    """
    order = np.argsort(-probabilities, kind="stable")
    ranked, accepted = probabilities[order], np.arange(1, len(probabilities) + 1)
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
