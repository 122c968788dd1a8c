"""Yes or no above a threshold: how many are right and wrong, precision and recall.

y_true   0 or 1, of the shape of y_pred
y_pred   probabilities of any shape
"""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import SHARE, real, whole
from lenet.arguments.words import row
from lenet.errors import ModelError
from lenet.losses import EagerArray, same_rank
from lenet.metrics.metric import Metric, MetricVariable


class Decided(NamedTuple):
    """Weights of what was decided at each threshold: float64 (thresholds,), or also a label."""

    true_positives: NDArray[Any]
    false_positives: NDArray[Any]
    true_negatives: NDArray[Any]
    false_negatives: NDArray[Any]


def decided(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    thresholds: NDArray[np.float32],
    sample_weight: ArrayLike | None = None,
    *,
    top_k: int | None = None,
    class_id: int | None = None,
    each_label: bool = False,
    label_weights: ArrayLike | None = None,
) -> Decided:
    """Counts what lies above each of the ascending thresholds, as Keras's confusion metrics do.

    ``top_k``: only a sample's largest answers may be a yes. ``class_id``: only this column counts.
    ``each_label``: every column by itself. ModelError for shapes that do not fit.
    """
    given, wanted = same_rank(float_array(y_pred, "y_pred"), float_array(y_true, "y_true"))
    if given.shape != wanted.shape:
        raise ModelError(f"expected y_true {given.shape} as y_pred, received {wanted.shape}")
    weights: NDArray[Any] = np.ones(given.shape)
    if sample_weight is not None:
        shares = float_array(sample_weight, "sample_weight")
        weights *= shares.reshape(shares.shape + (1,) * (given.ndim - shares.ndim))
    if label_weights is not None:
        weights *= float_array(label_weights, "label_weights")
    if top_k is not None:
        given = _largest(given, top_k)
    if class_id is not None:
        given, wanted, weights = (array[..., [class_id]] for array in (given, wanted, weights))
    columns = given.shape[-1] if each_label else 1
    above = np.searchsorted(thresholds, given.reshape(-1, columns))  # thresholds below each
    weights, right = weights.reshape(-1, columns), wanted.reshape(-1, columns) != 0
    counts = [
        _summed(above, np.where(of, weights, 0), len(thresholds), each_label)
        for of in (right, ~right)
    ]
    (positives, all_right), (mistaken, all_wrong) = counts
    return Decided(positives, mistaken, all_wrong - mistaken, all_right - positives)


def _summed(
    above: NDArray[Any], weights: NDArray[Any], thresholds: int, each_label: bool
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The weights above each threshold, and all of them."""
    sums = np.stack(
        [
            np.bincount(places, column, thresholds + 1)
            for places, column in zip(above.T, weights.T, strict=True)
        ],
        axis=-1,
    )
    from_above = sums[::-1].cumsum(0)[::-1]
    found = from_above if each_label else from_above[:, 0]
    return found[1:], found[0]


def _largest(given: NDArray[Any], count: int) -> NDArray[Any]:
    """The ``count`` largest answers of each sample; the others become -inf."""
    order = np.argsort(-given, axis=-1, kind="stable")[..., :count]
    kept = np.full(given.shape, -np.inf, np.float32)
    np.put_along_axis(kept, order, np.take_along_axis(given, order, -1), -1)
    return kept


class Decisions(Metric):
    """What counts at thresholds share: the thresholds, one number or a list of them from 0 to 1."""

    arguments: ClassVar[tuple[str, ...]] = ("thresholds",)
    by_batches = False

    def __init__(
        self,
        thresholds: Any = None,
        name: str | None = None,
        dtype: DTypeLike | None = None,
        *,
        default: float = 0.5,
    ) -> None:
        super().__init__(dtype, name)
        self.thresholds = thresholds
        several = row("thresholds", thresholds) if np.ndim(thresholds) else [thresholds]
        levels = [default if one is None else real("threshold", one, SHARE) for one in several]
        self.levels = np.asarray(levels, np.float32)
        self.order = np.argsort(self.levels)

    def add_counts(self, into: MetricVariable, counts: NDArray[Any]) -> None:
        """Add counts at the ascending thresholds to those in the user's order."""
        into[self.order] += counts

    def at_each(self, values: NDArray[Any]) -> EagerArray:
        """The value at each threshold, or the one that there is."""
        return EagerArray.of(values[0] if len(self.levels) == 1 else values)

    @property
    def ascending(self) -> NDArray[np.float32]:
        """The thresholds in their order."""
        return self.levels[self.order]


class DecisionCount(Decisions):
    """The weights of the samples that were decided in one of the four ways."""

    counted: ClassVar[str] = ""

    def __init__(
        self, thresholds: Any = None, name: str | None = None, dtype: DTypeLike | None = None
    ) -> None:
        super().__init__(thresholds, name, dtype)
        self.accumulator = self.add_variable((len(self.levels),))

    def update_state(
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        found = decided(y_true, y_pred, self.ascending, sample_weight)
        self.add_counts(self.accumulator, getattr(found, self.counted))

    def result(self) -> EagerArray:
        return self.at_each(self.accumulator)


class TruePositives(DecisionCount):
    """Those above the threshold that should be."""

    counted = "true_positives"


class FalsePositives(DecisionCount):
    """Those above the threshold that should not be."""

    counted = "false_positives"


class TrueNegatives(DecisionCount):
    """Those not above the threshold that should not be."""

    counted = "true_negatives"


class FalseNegatives(DecisionCount):
    """Those not above the threshold that should be."""

    counted = "false_negatives"


class ShareOfDecisions(Decisions):
    """The share of the true positives in all that are one thing, a yes or a truth."""

    arguments: ClassVar[tuple[str, ...]] = ("thresholds", "top_k", "class_id")
    others: ClassVar[str] = ""

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        self.top_k = None if top_k is None else whole("top_k", top_k, 1)
        self.class_id = None if class_id is None else whole("class_id", class_id)
        lowest = -1e10 if top_k is not None else 0.5  # every answer that top_k leaves is a yes
        super().__init__(thresholds, name, dtype, default=lowest)
        self.true_positives = self.add_variable((len(self.levels),))
        self.mistakes = self.add_variable((len(self.levels),))

    def update_state(
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        found = decided(
            y_true,
            y_pred,
            self.ascending,
            sample_weight,
            top_k=self.top_k,
            class_id=self.class_id,
        )
        self.add_counts(self.true_positives, found.true_positives)
        self.add_counts(self.mistakes, getattr(found, self.others))

    def result(self) -> EagerArray:
        return self.at_each(divided(self.true_positives, self.true_positives + self.mistakes))


class Precision(ShareOfDecisions):
    """The share of those above the threshold that should be. ModelError.

    ``top_k``: the samples' largest answers are a yes, whatever the threshold unless it is given.
    ``class_id``: of one class alone.
    """

    others = "false_positives"


class Recall(ShareOfDecisions):
    """The share of those that should be above the threshold that are. ModelError.

    Arguments as for ``Precision``.
    """

    others = "false_negatives"


def divided(numbers: NDArray[Any], by: NDArray[Any]) -> NDArray[Any]:
    """The quotients, 0 where a divisor is 0."""
    plain = np.asarray(by)
    quotients: NDArray[Any] = np.zeros(plain.shape)
    np.divide(np.asarray(numbers), plain, out=quotients, where=plain != 0)
    return quotients
