"""F scores: precision and recall in one, of each class or of all.

y_true, y_pred   rows (n, classes): 0 or 1, and probabilities
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import POSITIVE, Interval, real
from lenet.arguments.words import word
from lenet.errors import ModelError
from lenet.losses import EagerArray
from lenet.metrics.metric import Metric, MetricVariable

AVERAGES = "micro", "macro", "weighted"
_THRESHOLD = Interval(0, 1, without_low=True)
_EPSILON = 1e-7


class FBetaScore(Metric):
    """(1 + beta^2) precision recall / (beta^2 precision + recall).

    A number a class, or one: ``average`` "micro" counts all classes together, "macro" is the mean
    of the classes', "weighted" their mean by how many samples each has. A sample's largest answer
    is its class, or those above ``threshold``. ModelError.
    """

    arguments: ClassVar[tuple[str, ...]] = ("average", "beta", "threshold")
    by_batches = False

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str = "fbeta_score",
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__(dtype, name)
        self.average = None if average is None else word("average", average, AVERAGES)
        self.beta = real("beta", beta, POSITIVE)
        self.threshold = None if threshold is None else real("threshold", threshold, _THRESHOLD)
        self.counts: MetricVariable | None = None

    def update_state(
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        wanted, given = float_array(y_true, "y_true"), float_array(y_pred, "y_pred")
        if given.ndim != 2 or wanted.shape != given.shape:
            raise ModelError(
                f"{self.name} expects y_true and y_pred (n, classes), received {wanted.shape} and "
                f"{given.shape}"
            )
        if self.threshold is None:
            chosen = (given >= given.max(-1, keepdims=True)) & (np.abs(given) > 1e-9)
        else:
            chosen = given > self.threshold
        weights = np.ones(len(given)) if sample_weight is None else np.asarray(sample_weight)
        counts = np.stack(
            [
                (weights[:, None] * part).sum(0, dtype=np.float64)
                for part in (chosen * wanted, chosen * (1 - wanted), ~chosen * wanted, wanted)
            ]
        )
        if self.counts is None:
            self.counts = self.add_variable(counts.shape)
        self.counts.assign_add(counts)

    def result(self) -> EagerArray:
        if self.counts is None:
            return EagerArray.of(0)
        counts: NDArray[Any] = np.asarray(self.counts)
        found, mistaken, missed, there = counts.sum(1) if self.average == "micro" else counts
        precision = found / (found + mistaken + _EPSILON)
        recall = found / (found + missed + _EPSILON)
        square = self.beta**2
        scores = (1 + square) * precision * recall / (square * precision + recall + _EPSILON)
        if self.average == "weighted":
            return EagerArray.of((scores * there / (there.sum() + _EPSILON)).sum())
        return EagerArray.of(scores.mean() if self.average == "macro" else scores)


class F1Score(FBetaScore):
    """2 precision recall / (precision + recall): see ``FBetaScore``."""

    arguments: ClassVar[tuple[str, ...]] = ("average", "threshold")

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str = "f1_score",
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
