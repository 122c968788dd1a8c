"""AUC: the area under the curve of what is found against what is mistaken, over thresholds.

y_true   0 or 1, of the shape of y_pred
y_pred   probabilities (n,) or (n, labels)
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import SHARE, real, truth, whole
from lenet.arguments.words import row, word
from lenet.errors import ModelError
from lenet.losses import EagerArray
from lenet.metrics.decisions import Decided, decided, divided
from lenet.metrics.metric import Metric, MetricVariable

CURVES = "ROC", "PR"
SUMMATIONS = "interpolation", "minoring", "majoring"
MOST_THRESHOLDS = 100_000
_MARGIN = 1e-7  # the first threshold lies so far below 0, the last so far above 1


class AUC(Metric):
    """The area under the ROC curve, or under precision against recall, at 200 thresholds.

    Keras's arguments and approximation. ``multi_label``: the mean of each column's area, weighted
    by ``label_weights``. ``from_logits``: a sigmoid comes first. ModelError.
    """

    arguments: ClassVar[tuple[str, ...]] = (
        "num_thresholds", "curve", "summation_method", "thresholds", "multi_label", "num_labels",
        "label_weights", "from_logits",
    )  # fmt: skip
    by_batches = False

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: DTypeLike | None = None,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: ArrayLike | None = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(dtype, "auc" if name is None else name)
        self.num_thresholds = whole("num_thresholds", num_thresholds, 2, MOST_THRESHOLDS)
        self.curve = word("curve", curve.upper() if isinstance(curve, str) else curve, CURVES)
        method = summation_method.lower() if isinstance(summation_method, str) else ""
        self.summation_method = word("summation_method", method, SUMMATIONS)
        self.multi_label = truth("multi_label", multi_label)
        self.from_logits = truth("from_logits", from_logits)
        self.thresholds = self.label_weights = self.num_labels = None
        if thresholds is not None:
            several = row("thresholds", thresholds)
            self.thresholds = sorted(real("threshold", one, SHARE) for one in several)
        if label_weights is not None:
            self.label_weights = np.atleast_1d(float_array(label_weights, "label_weights")).tolist()
        if num_labels is not None:
            self.num_labels = whole("num_labels", num_labels, 1)
            if not self.multi_label:
                raise ModelError("num_labels is for multi_label=True")
        inner = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        if self.thresholds is not None:
            inner = np.array(self.thresholds)
        self.levels = np.array([-_MARGIN, *inner, 1 + _MARGIN], np.float32)
        self.counts: MetricVariable | None = None

    def update_state(
        self, y_true: ArrayLike, y_pred: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> None:
        given: NDArray[Any] = float_array(y_pred, "y_pred")
        if self.from_logits:
            with np.errstate(over="ignore"):
                given = 1 / (1 + np.exp(-given))
        if self.multi_label and given.ndim != 2:
            raise ModelError(f"expected y_pred (n, labels), received {given.shape}")
        found = decided(
            y_true,
            given,
            self.levels,
            sample_weight,
            each_label=self.multi_label,
            label_weights=None if self.multi_label else self.label_weights,
        )
        if self.counts is None:
            self.counts = self.add_variable(np.shape(found))
        self.counts.assign_add(np.stack(found))

    def result(self) -> EagerArray:
        if self.counts is None:
            return EagerArray.of(0)
        counts = Decided(*np.asarray(self.counts))
        if self.curve == "PR" and self.summation_method == "interpolation":
            parts = _between_precisions(counts)
        else:
            parts = self._parts(counts)
        areas = parts.sum(0)
        if not self.multi_label:
            return EagerArray.of(areas)
        weights = None if self.label_weights is None else float_array(self.label_weights, "weights")
        return EagerArray.of(np.average(areas, weights=weights))

    def _parts(self, counts: Decided) -> NDArray[Any]:
        """The area between each two thresholds."""
        found, mistaken = counts.true_positives, counts.false_positives
        recall = divided(found, found + counts.false_negatives)
        if self.curve == "ROC":
            x, y = divided(mistaken, mistaken + counts.true_negatives), recall
        else:
            x, y = recall, divided(found, found + mistaken)
        if self.summation_method == "interpolation":
            heights = (y[:-1] + y[1:]) / 2
        else:
            choose = np.minimum if self.summation_method == "minoring" else np.maximum
            heights = choose(y[:-1], y[1:])
        parts: NDArray[Any] = (x[:-1] - x[1:]) * heights
        return parts


def _between_precisions(counts: Decided) -> NDArray[Any]:
    """Davis and Goadrich 2006: counts are interpolated between thresholds, not the precision."""
    found, positives = counts.true_positives, counts.true_positives + counts.false_positives
    more = found[:-1] - found[1:]
    slope = divided(more, np.maximum(positives[:-1] - positives[1:], 0))
    intercept = found[1:] - slope * positives[1:]
    both = (positives[:-1] > 0) & (positives[1:] > 0)
    ratio = np.where(both, divided(positives[:-1], np.maximum(positives[1:], 0)), 1)
    truths = np.maximum(found[1:] + counts.false_negatives[1:], 0)
    return divided(slope * (more + intercept * np.log(ratio)), truths)
