"""Every metric over several batches, with and without weights, against Keras on JAX."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"

from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet import metrics
from lenet.errors import ModelError

CLASSES = 7
MADE: list[tuple[str, str, dict[str, Any]]] = [
    ("Accuracy", "labels of labels", {}),
    ("BinaryAccuracy", "several", {}),
    ("BinaryAccuracy", "one", {"threshold": 0.3}),
    ("CategoricalAccuracy", "rows", {}),
    ("SparseCategoricalAccuracy", "labels", {}),
    ("SparseCategoricalAccuracy", "columns", {}),
    ("TopKCategoricalAccuracy", "rows", {"k": 3}),
    ("SparseTopKCategoricalAccuracy", "labels", {}),
    ("MeanSquaredError", "values", {}),
    ("RootMeanSquaredError", "values", {}),
    ("MeanAbsoluteError", "values", {}),
    ("MeanAbsolutePercentageError", "values", {}),
    ("MeanSquaredLogarithmicError", "values", {}),
    ("CosineSimilarity", "values", {}),
    ("LogCoshError", "values", {}),
    ("Hinge", "several", {}),
    ("SquaredHinge", "several", {}),
    ("CategoricalHinge", "rows", {}),
    ("KLDivergence", "values", {}),
    ("Poisson", "values", {}),
    ("BinaryCrossentropy", "several", {"label_smoothing": 0.1}),
    ("CategoricalCrossentropy", "rows", {}),
    ("CategoricalCrossentropy", "rows", {"from_logits": True}),
    ("SparseCategoricalCrossentropy", "labels", {}),
    ("TruePositives", "several", {}),
    ("FalsePositives", "one", {"thresholds": [0.7, 0.2]}),
    ("TrueNegatives", "several", {"thresholds": 0.4}),
    ("FalseNegatives", "one", {}),
    ("Precision", "several", {}),
    ("Precision", "rows", {"top_k": 2}),
    ("Precision", "rows", {"class_id": 3}),
    ("Recall", "several", {"thresholds": [0.1, 0.5, 0.9]}),
    ("Recall", "rows", {"top_k": 3, "class_id": 1}),
    ("AUC", "one", {}),
    ("AUC", "several", {"curve": "PR"}),
    ("AUC", "several", {"curve": "PR", "summation_method": "majoring", "num_thresholds": 11}),
    ("AUC", "several", {"summation_method": "minoring", "thresholds": [0.2, 0.6]}),
    ("AUC", "several", {"multi_label": True}),
    ("AUC", "several", {"from_logits": True}),
    ("F1Score", "rows", {}),
    ("F1Score", "rows", {"average": "macro"}),
    ("FBetaScore", "several", {"average": "micro", "beta": 2.0, "threshold": 0.5}),
    ("FBetaScore", "rows", {"average": "weighted", "beta": 0.5}),
]


def batches(kind: str) -> list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]]:
    """Three batches of targets, answers and weights, the last a short one."""
    noise = np.random.default_rng(len(kind))
    found = []
    for count in (8, 8, 3):
        labels = noise.integers(CLASSES, size=count)
        given = noise.dirichlet(np.ones(CLASSES), count).astype(np.float32)
        wanted: NDArray[Any] = labels
        if kind == "columns":
            wanted = labels[:, None]
        elif kind == "rows":
            wanted = np.eye(CLASSES, dtype=np.float32)[labels]
        elif kind == "values":
            wanted = noise.random((count, CLASSES), dtype=np.float32)
        elif kind == "several":
            wanted = noise.integers(2, size=given.shape)
            given = noise.random(given.shape, dtype=np.float32)
        elif kind == "one":
            wanted, given = labels % 2, noise.random((count, 1), dtype=np.float32)
        elif kind == "labels of labels":
            given = noise.integers(CLASSES, size=count).astype(np.float32)
        found.append((wanted, given, noise.random(count, dtype=np.float32)))
    return found


@pytest.mark.parametrize(("name", "kind", "arguments"), MADE, ids=str)
@pytest.mark.parametrize("weighted", [False, True], ids=["", "weighted"])
def test_a_metric_over_batches_is_kerass(
    name: str, kind: str, arguments: dict[str, Any], weighted: bool
) -> None:
    ours = getattr(metrics, name)(**arguments)
    theirs = getattr(keras.metrics, name)(**arguments)
    assert ours.name.startswith(theirs.name.rstrip("_0123456789"))
    for wanted, given, weights in batches(kind):
        shares = weights if weighted else None
        ours.update_state(wanted, given, sample_weight=shares)
        theirs.update_state(wanted, given, sample_weight=shares)
    found = ours.result()
    np.testing.assert_allclose(found, np.asarray(theirs.result()), rtol=2e-5, atol=1e-6)
    assert found.dtype == np.float32
    described = json.loads(json.dumps(metrics.serialize(ours)))
    again = metrics.deserialize(described)
    assert metrics.get({**described, "config": theirs.get_config()}).name == theirs.name
    again.update_state(wanted, given)
    ours.reset_state()
    ours.update_state(wanted, given)
    np.testing.assert_array_equal(ours.result(), again.result())
    ours.reset_states()
    assert not np.any(ours.result().numpy())


@pytest.mark.parametrize("weights", [None, [1, 0, 3], [[1, 2], [0, 1], [1, 1]]])
@pytest.mark.parametrize("name", ["Mean", "Sum"])
def test_sums_and_means_of_values_are_kerass(name: str, weights: Any) -> None:
    ours, theirs = getattr(metrics, name)(), getattr(keras.metrics, name)()
    for values in ([[1.0, 2], [3, 4], [5, 9]], [[0, 1], [1, 0], [7, 7]]):
        assert float(ours(values, sample_weight=weights)) == pytest.approx(
            float(theirs(values, sample_weight=weights)), rel=1e-6
        )


NAMES = [
    "binary_accuracy", "categorical_accuracy", "top_k_categorical_accuracy", "mse", "MAE", "mape",
    "binary_crossentropy", "BinaryAccuracy", "precision", "AUC", "auc", "f1_score", "hinge",
    "kl_divergence", "root_mean_squared_error", "TruePositives",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_string_names_what_it_does_in_keras(name: str) -> None:
    theirs = keras.metrics.get(name)
    assert type(metrics.get(name)).__name__.removesuffix("Metric") == type(theirs).__name__
    assert metrics.get(name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
        "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy",
    ],
)  # fmt: skip
def test_a_function_answers_for_each_sample_as_kerass(name: str) -> None:
    kind = "labels" if name.startswith("sparse") else "rows"
    for wanted, given, _ in batches(kind):
        found = getattr(metrics, name)(wanted, given)
        np.testing.assert_array_equal(found, getattr(keras.metrics, name)(wanted, given))


def test_a_metric_of_ones_own_has_weights_that_it_adds_to() -> None:
    class Hits(metrics.Metric):
        """How often the answer is above one half."""

        def __init__(self, name: str = "hits", **other: Any) -> None:
            super().__init__(name=name, **other)
            self.count = self.add_weight(name="count", initializer="zeros")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.count.assign_add(np.sum(y_pred > 0.5))

        def result(self) -> Any:
            return self.count

    hits = Hits()
    hits.update_state([0, 1], np.array([0.2, 0.7]))
    hits.update_state([0, 1], np.array([0.6, 0.7]))
    assert hits.result().numpy() == 3
    assert f"{hits.result():.1f}" == "3.0"
    hits.reset_state()
    assert hits.result() == 0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: metrics.get("beauty"), "the metrics accuracy, auc, .*; received 'beauty'"),
        (lambda: metrics.get(None), "received None"),
        (lambda: metrics.TopKCategoricalAccuracy(k=0), "k of at least 1"),
        (lambda: metrics.Precision(thresholds=2), "threshold from 0 to 1, received 2"),
        (lambda: metrics.AUC(curve="beauty"), "curve ROC or PR"),
        (lambda: metrics.AUC(num_labels=2), "num_labels is for multi_label"),
        (lambda: metrics.F1Score(average="beauty"), "average micro, macro or weighted"),
        (lambda: metrics.Mean(dtype="float16"), "float32; received dtype 'float16'"),
        (lambda: metrics.Precision()([1, 0], [[0.1, 0.2]]), r"y_true \(1, 2\) as y_pred"),
        (lambda: metrics.SparseCategoricalAccuracy()(np.eye(3), np.eye(3)), "a target for each"),
    ],
)
def test_what_no_metric_can_be_or_see_is_refused(call: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        call()
