"""The compiled metrics of a model, while answers come in: which need them, and their results.

Accuracy is counted by the engine where it can. For other metrics the engine leaves each sample's
answer, as it was before its step; those of Keras are given many batches at once, a user's own each
batch by itself, as in Keras.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet import metrics
from lenet.errors import ModelError
from lenet.layers import Shape
from lenet.metrics import Metric
from lenet.models.compilation import Compiled, is_accuracy


@dataclass
class Measured:
    """A metric under the name of its figure; without one, an accuracy still to be chosen."""

    name: str
    metric: Metric | None
    weighted: bool
    counted: bool = False  # by the engine


class MeasuredMetrics:
    """The metrics of one compiled model, in Keras's order and under Keras's names."""

    def __init__(self, how: Compiled) -> None:
        self.loss = how.loss
        self.all: list[Measured] = []
        for named in how.metrics:
            self._add(named, weighted=False)
        for named in how.weighted_metrics:
            self._add(named, weighted=True)

    def _add(self, named: Any, *, weighted: bool) -> None:
        metric = None if is_accuracy(named) else metrics.get(named)
        own = str(named) if metric is None else metric.name
        taken = {each.name for each in self.all}
        name, number = own, 1
        if weighted and name in taken:
            name = own = f"weighted_{own}"
        while name in taken:
            name, number = f"{own}_{number}", number + 1
        self.all.append(Measured(name, metric, weighted))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the figures."""
        return tuple(each.name for each in self.all)

    @property
    def objects(self) -> list[Metric]:
        """The metrics that there are; an accuracy is there when targets have been seen."""
        return [each.metric for each in self.all if each.metric is not None]

    def begin(self, targets: NDArray[Any], made: Shape, weighted: bool) -> None:
        """Forget what was measured, and choose the accuracies that fit targets and answers.

        ``weighted``: whether the samples have weights. ModelError for metrics that cannot see the
        answers.
        """
        for each in self.all:
            if each.metric is None and not self.loss.own_accuracy:
                each.metric = _accuracy(targets.shape, made)
                each.metric.name = each.name
            each.counted = not (each.weighted and weighted) and self._is_counted(each, made)
            if each.metric is not None:
                each.metric.reset_state()
            if not each.counted and self.loss.kind == "ctc":
                raise ModelError(f"ctc can be measured with accuracy; received {each.name}")
            if each.metric is None and not each.counted:
                raise ModelError(f"{self.loss.kind} has no accuracy with weights")

    def _is_counted(self, each: Measured, made: Shape) -> bool:
        """Whether a metric is what the engine counts as right."""
        if each.metric is None:
            return True
        kind = type(each.metric)
        if kind is metrics.SparseCategoricalAccuracy:
            return self.loss.kind == "sparse_categorical_crossentropy" and made != (1,)
        if kind is metrics.CategoricalAccuracy:
            return self.loss.kind != "sparse_categorical_crossentropy" and made != (1,)
        plain = kind is metrics.BinaryAccuracy and vars(each.metric)["threshold"] == 0.5
        return plain and made == (1,) and self.loss.keeps_targets

    @property
    def see_answers(self) -> bool:
        """Whether a metric is given the answers."""
        return any(not each.counted for each in self.all)

    def update(
        self,
        targets: NDArray[Any],
        answers: NDArray[np.float32],
        weights: NDArray[np.float32] | None,
        batch_size: int,
    ) -> None:
        """Add the answers to samples, which are whole batches but for the last."""
        for each in self.all:
            if each.counted or each.metric is None:
                continue
            given = {} if weights is None or not each.weighted else {"sample_weight": weights}
            if not each.metric.by_batches:
                each.metric.update_state(targets, answers, **given)
                continue
            for first in range(0, len(answers), batch_size):
                part = slice(first, first + batch_size)
                of_part = {key: value[part] for key, value in given.items()}
                each.metric.update_state(targets[part], answers[part], **of_part)

    def results(self, correct: int, samples: int) -> dict[str, float]:
        """The figures by name; ``correct`` of ``samples`` answers were right to the engine."""
        found: dict[str, float] = {}
        for each in self.all:
            if not each.counted:
                found |= _figures_of(each)
                continue
            found[each.name] = correct / max(1, samples)
            if isinstance(each.metric, metrics.Mean):
                each.metric.total.assign(correct)
                each.metric.count.assign(samples)
        return found


def _figures_of(each: Measured) -> dict[str, Any]:
    """A metric's figure: a number; an array of several; or those that its result names."""
    assert each.metric is not None
    result = each.metric.result()
    if isinstance(result, dict):
        return {name: _plain(value) for name, value in result.items()}
    return {each.name: _plain(result)}


def _plain(value: Any) -> Any:
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else np.asarray(array)


def _accuracy(targets: Sequence[int], made: Shape) -> Metric:
    """The accuracy that fits, as Keras chooses it by the shapes of targets and answers."""
    if made[-1] == 1:
        return metrics.BinaryAccuracy()
    if len(targets) < 1 + len(made) or targets[-1] == 1:
        return metrics.SparseCategoricalAccuracy()
    return metrics.CategoricalAccuracy()
