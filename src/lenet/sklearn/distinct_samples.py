"""Samples with weights, each once: what a weight says is how often the sample counts.

shares   float32 (n, pixels), see ``pixel_rows``
labels   int (n,), indices of classes
weights  float64 (n,), 0 or more
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.class_weight import compute_sample_weight

from lenet.arguments.arrays import real_array
from lenet.errors import ModelError
from lenet.sklearn.pixel_rows import Shares

DIGEST = 16  # bytes
LABEL = 8  # bytes

Labels = NDArray[np.intp]
Weights = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DistinctSamples:
    """Samples no two of which are equal; their weights have the mean 1."""

    shares: Shares
    labels: Labels
    weights: Weights

    def __len__(self) -> int:
        return len(self.labels)


def weights_of(
    targets: NDArray[Any], sample_weight: ArrayLike | None, class_weight: object
) -> Weights:
    """What samples count: their own weights times those of their classes. ModelError."""
    weights = _checked("sample_weight", sample_weight, len(targets))
    if class_weight is None:
        return weights
    of_classes = compute_sample_weight(class_weight, targets)
    return weights * _checked("class_weight", of_classes, len(targets))


def used(weights: Weights) -> NDArray[np.intp]:
    """The indices of the samples that have a weight. ModelError if none has."""
    found = np.flatnonzero(weights)
    if not found.size:
        raise ModelError("expected a weight above 0, received zero for every sample")
    return found


def distinct(shares: Shares, labels: Labels, weights: Weights) -> DistinctSamples:
    """Each sample once, with the weights of all that equal it, which are above 0.

    Their order depends on the samples alone. So twice a sample is to the last bit what its weight
    doubled is.
    """
    keys = np.array(
        [
            blake2b(row, digest_size=DIGEST, salt=int(label).to_bytes(LABEL, "little")).digest()
            for row, label in zip(shares, labels, strict=True)
        ],
        f"V{DIGEST}",
    )
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    together = np.bincount(which, weights)
    return DistinctSamples(shares[first], labels[first], together / together.mean())


def _checked(what: str, given: ArrayLike | None, samples: int) -> Weights:
    """A weight a sample, 1 unless given. ModelError, which names ``what``, for what is none."""
    weights = np.asarray(1.0 if given is None else real_array(given, what), np.float64)
    if weights.ndim == 0:
        weights = np.full(samples, weights)
    if weights.shape != (samples,):
        raise ModelError(
            f"expected {what} as a number for each of {samples} samples, received {weights.shape}"
        )
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ModelError(f"expected finite numbers from 0 on as {what}")
    return weights
