"""Cross-validation: each sample is judged by what was made from the samples of other folds.

The samples are shuffled with a seed and divided into folds whose sizes differ by one at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError

Places = NDArray[np.int64]


class Split(NamedTuple):
    """The numbers of the samples to make something from, and of those to judge it by; rising."""

    made_from: Places
    judged_by: Places


def splits(samples: int, folds: int, seed: int) -> Iterator[Split]:
    """Yield ``folds`` splits of so many samples; each sample is judged in exactly one of them.

    DataError for fewer samples than folds, or fewer than two folds.
    """
    if samples < 2:
        raise DataError(f"expected at least 2 pictures, received {samples}")
    if not 2 <= folds <= samples:
        raise DataError(f"expected 2 to {samples} folds of {samples} pictures, received {folds}")
    order = np.random.default_rng(seed).permutation(samples)
    for number in range(folds):
        judged = np.zeros(samples, bool)
        judged[order[number::folds]] = True
        yield Split(np.flatnonzero(~judged), np.flatnonzero(judged))
