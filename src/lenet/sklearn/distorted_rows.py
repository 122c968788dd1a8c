"""Rows of pixels that are distorted anew in each epoch, with their labels and weights.

The engine distorts pictures of 256 greys: the range of the training samples' numbers has so many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet.digits.sources import Expanded, Fresh
from lenet.networks import Recipe
from lenet.sklearn.distinct_samples import DistinctSamples, Labels, Weights
from lenet.sklearn.pixel_rows import InputForm

GREYS = 255


@dataclass(frozen=True, eq=False)
class DistortedRows:
    """A source of samples, as a model's ``fit`` takes it."""

    made: Fresh | Expanded
    labels: Labels
    weights: Weights

    def __len__(self) -> int:
        return len(self.made)

    def blocks(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.float32], Labels, Weights]]:
        """An epoch's input, labels and weights in order, ``size`` samples at a time."""
        for x, which in self.made.blocks(epoch, size):
            yield x, self.labels[which], self.weights[which]


def distorted_rows(
    samples: DistinctSamples, form: InputForm, recipe: Recipe, seed: int
) -> DistortedRows:
    """The distortions that a recipe makes of samples."""
    assert recipe.distortion is not None
    greys = np.rint(GREYS * form.enlarged(samples.shares).clip(0, 1)).astype(np.uint8)

    def prepare(moved: NDArray[np.uint8]) -> NDArray[np.float32]:
        return form.framed(np.divide(moved, GREYS, dtype=np.float32))

    given = greys, np.arange(len(greys)), recipe.distortion
    if recipe.copies:
        made = Expanded(*given, prepare=prepare, seed=seed, copies=recipe.copies)
        return DistortedRows(made, samples.labels, samples.weights)
    until = max(0, recipe.epochs - recipe.undistorted) if recipe.undistorted else None
    fresh = Fresh(*given, prepare=prepare, seed=seed, until=until)
    return DistortedRows(fresh, samples.labels, samples.weights)
