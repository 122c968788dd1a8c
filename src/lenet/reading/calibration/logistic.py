"""The most probable weights of a logistic model with a normal prior, by Newton's method.

terms  floats [n, k]; the log-odds of a reading being right are its terms, weighted
right  bools or floats [n], 1 where a reading was right
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lenet.reading.calibration.log_odds import Floats, sigmoid

PRECISE = 1e-9
"""The largest change of a weight in the last step."""


def most_probable(
    terms: Floats,
    right: NDArray[np.bool_] | Floats,
    mean: Floats,
    prior: Floats,
    *,
    start: Floats | None = None,
    free: NDArray[np.bool_] | None = None,
    times: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Maximise the log posterior: return the weights [k] and the precision [k, k] there.

    It is concave, so there is one maximum. The prior has that ``mean`` [k] and the precision
    ``prior`` [k, k]. Only ``free`` weights change, from ``start`` on, by default all from the mean.
    Reading n counts ``times`` [n], by default once.
    """
    each = np.ones(len(terms)) if times is None else times
    some = np.ones(len(mean), bool) if free is None else free

    def height(weights: Floats) -> float:
        logits, away = terms @ weights, weights - mean
        fit = each * (right * logits - np.logaddexp(0, logits))
        return float(np.sum(fit) - away @ prior @ away / 2)

    found = (mean if start is None else start).copy()
    while True:
        chances = sigmoid(terms @ found)
        slope = terms.T @ (each * (right - chances)) - prior @ (found - mean)
        precision = (terms.T * (each * chances * (1 - chances))) @ terms + prior
        step = np.zeros(len(mean))
        step[some] = np.linalg.solve(precision[np.ix_(some, some)], slope[some])
        while height(found + step) < height(found) and np.abs(step).max() > PRECISE:
            step /= 2
        if np.abs(step).max() <= PRECISE:
            return found, precision
        found = found + step
