"""What ``fit`` and ``evaluate`` measure, its names and its numbers, against Keras on JAX."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import json
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet import losses, metrics
from lenet.callbacks import LambdaCallback
from lenet.errors import ModelError
from lenet.layers import RBF, Dense
from lenet.models import Sequential
from lenet.optimizers import SGD

COUNT, VALUES = 43, 6
noise = np.random.default_rng(0)
X = noise.uniform(0.1, 1, (COUNT, VALUES)).astype(np.float32)
WEIGHTS = noise.uniform(0, 2, COUNT).astype(np.float32)


def mean_miss(y_true: Any, y_pred: Any) -> Any:
    """A user's: one number a batch."""
    return np.abs(np.asarray(y_true) - np.asarray(y_pred)).max()


def keras_miss(y_true: Any, y_pred: Any) -> Any:
    return keras.ops.max(keras.ops.abs(y_true - y_pred))


keras_miss.__name__ = "mean_miss"


def targets(kind: str, units: int) -> NDArray[Any]:
    labels = np.arange(COUNT) % max(2, units)
    if kind == "labels":
        return labels
    if kind == "column":
        return labels[:, None].astype(np.float32)
    return np.eye(units, dtype=np.float32)[labels]


def both(
    units: int, activation: str, loss: Any, here: dict[str, Any], there: dict[str, Any]
) -> tuple[Sequential, Any]:
    """The same network of the same weights, compiled here and there."""
    ours = Sequential([Dense(units, activation, input_shape=(VALUES,), name="last")])
    theirs = keras.Sequential([keras.Input((VALUES,)), keras.layers.Dense(units, activation)])
    ours.compile(SGD(0.1), loss, **here)
    theirs.compile(keras.optimizers.SGD(0.1), loss, jit_compile=False, **there)
    kernel = np.random.default_rng(1).uniform(-0.8, 1, (VALUES, units)).astype(np.float32)
    for model in (ours, theirs):
        model.set_weights([kernel, np.zeros(units, np.float32)])
    return ours, theirs


def assert_alike(ours: Sequential, theirs: Any, y: NDArray[Any], **given: Any) -> None:
    """Two epochs with validation, and an evaluation."""
    how: dict[str, Any] = {"batch_size": 8, "epochs": 2, "shuffle": False, "verbose": 0, **given}
    how["validation_data"] = (X[:20], y[:20], WEIGHTS[:20])
    found = ours.fit(X, y, **how).history
    wanted = theirs.fit(X, y, **how).history
    assert set(found) == set(wanted)
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=2e-4, atol=1e-5, err_msg=name)
    for weights in (None, WEIGHTS):
        found = ours.evaluate(X, y, 8, 0, weights, return_dict=True)
        wanted = theirs.evaluate(X, y, 8, 0, weights, return_dict=True)
        assert set(found) == set(wanted)
        for name, value in wanted.items():
            np.testing.assert_allclose(found[name], value, rtol=2e-4, atol=1e-5, err_msg=name)


CASES: list[tuple[int, str, str, str, list[Any]]] = [
    (3, "softmax", "sparse_categorical_crossentropy", "labels", ["accuracy", "acc", "Accuracy"]),
    (3, "softmax", "categorical_crossentropy", "rows", ["acc", "mse", "categorical_accuracy"]),
    (6, "softmax", "categorical_crossentropy", "rows", ["top_k_categorical_accuracy", "mae"]),
    (3, "softmax", "sparse_categorical_crossentropy", "column", ["acc"]),
    (1, "sigmoid", "binary_crossentropy", "labels", ["accuracy", "AUC", "Precision"]),
    (1, "sigmoid", "binary_crossentropy", "column", ["accuracy", "binary_accuracy"]),
    (3, "sigmoid", "binary_crossentropy", "rows", ["accuracy", "binary_accuracy"]),
    (3, "softmax", "mse", "rows", ["accuracy", "accuracy", "mse"]),
    (1, "tanh", "hinge", "labels", ["accuracy"]),
]


@pytest.mark.parametrize(("units", "activation", "loss", "kind", "named"), CASES, ids=str)
def test_strings_have_kerass_names_and_numbers(
    units: int, activation: str, loss: str, kind: str, named: list[Any]
) -> None:
    ours, theirs = both(units, activation, loss, {"metrics": named}, {"metrics": named})
    assert_alike(ours, theirs, targets(kind, units))


def test_functions_and_objects_have_kerass_names_and_numbers() -> None:
    def given(of: Any, miss: Any) -> dict[str, Any]:
        measured = [
            of.metrics.CategoricalAccuracy(),
            of.metrics.CategoricalAccuracy(name="right"),
            of.metrics.Precision(name="precision"),
            of.metrics.AUC(name="auc"),
            of.metrics.F1Score(average="macro"),
            of.losses.categorical_crossentropy,
            of.metrics.categorical_accuracy,
            miss,
        ]
        return {"metrics": measured, "weighted_metrics": ["accuracy", "mse"]}

    import lenet

    here, there = given(lenet, mean_miss), given(keras, keras_miss)
    ours, theirs = both(3, "softmax", "categorical_crossentropy", here, there)
    assert_alike(ours, theirs, targets("rows", 3), sample_weight=WEIGHTS)


@pytest.mark.parametrize("kind", ["labels", "rows"])
def test_weights_of_classes_are_kerass(kind: str) -> None:
    loss = ("sparse_" if kind == "labels" else "") + "categorical_crossentropy"
    given = {"metrics": ["accuracy"], "weighted_metrics": ["accuracy"]}
    ours, theirs = both(3, "softmax", loss, given, given)
    assert_alike(ours, theirs, targets(kind, 3), class_weight={0: 2.0, 2: 0.25})


def test_classes_are_weighed_in_training_alone() -> None:
    ours, theirs = both(3, "softmax", "sparse_categorical_crossentropy", {}, {})
    how: dict[str, Any] = {"batch_size": 8, "shuffle": False, "verbose": 0}
    how |= {"validation_split": 0.3, "class_weight": {1: 5.0}}
    found = ours.fit(X, targets("labels", 3), **how).history
    wanted = theirs.fit(X, targets("labels", 3), **how).history
    assert found["loss"] == pytest.approx(wanted["loss"], rel=1e-4)
    assert found["val_loss"] == pytest.approx(wanted["val_loss"], rel=1e-4)


@pytest.mark.parametrize("loss_weights", [0.5, [2.0]])
def test_a_losss_weight_and_a_sum_are_kerass(loss_weights: Any) -> None:
    given = {"loss_weights": loss_weights}
    ours, theirs = both(3, "softmax", "categorical_crossentropy", given, given)
    assert_alike(ours, theirs, targets("rows", 3))
    ours, theirs = both(3, "softmax", "mse", {}, {})
    ours.compile(SGD(0.01), losses.MeanSquaredError("sum"))
    summed = keras.losses.MeanSquaredError("sum")
    theirs.compile(keras.optimizers.SGD(0.01), summed, jit_compile=False)
    assert_alike(ours, theirs, targets("rows", 3))


def test_answers_are_those_before_each_samples_step_in_any_order() -> None:
    """Accuracy that the engine counts, and the same from answers, agree over shuffled epochs."""
    model = Sequential([Dense(3, "softmax", input_shape=(VALUES,))])
    seen = metrics.MeanMetricWrapper(metrics.sparse_categorical_accuracy, "seen")
    model.compile(SGD(0.5), metrics=["accuracy", seen])
    found = model.fit(X, targets("labels", 3), batch_size=8, epochs=4, verbose=0).history
    assert found["seen"] == pytest.approx(found["accuracy"])
    assert len(set(found["accuracy"])) > 1
    batches: list[Any] = []
    watching = LambdaCallback(on_train_batch_end=lambda _, logs: batches.append(dict(logs)))
    model.fit(X, targets("labels", 3), batch_size=8, verbose=0, callbacks=[watching])
    assert len(batches) == 6
    assert [logs["seen"] for logs in batches] == pytest.approx(
        [logs["accuracy"] for logs in batches]
    )


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_measuring_changes_no_byte_of_training(threads: int) -> None:
    trained = []
    for measured in ([], ["mse", "accuracy", metrics.Precision()]):
        model = Sequential([Dense(3, "softmax", input_shape=(VALUES,))], seed=1)
        model.compile(SGD(0.5), "categorical_crossentropy", measured)
        model.fit(X, targets("rows", 3), batch_size=32, epochs=2, verbose=0, threads=threads)
        trained.append(model.get_weights()[0].tobytes())
    assert trained[0] == trained[1]


def test_names_objects_and_lists_are_in_one_order() -> None:
    model = Sequential([Dense(3, "softmax", input_shape=(VALUES,))])
    model.compile("adam", "categorical_crossentropy", ["acc", metrics.Recall(name="found")])
    assert model.metrics_names == ["loss", "acc", "found"]
    values = model.evaluate(X, targets("rows", 3))
    by_name = model.evaluate(X, targets("rows", 3), return_dict=True)
    assert dict(zip(model.metrics_names, values, strict=True)) == by_name
    assert [type(each) for each in model.metrics] == [metrics.CategoricalAccuracy, metrics.Recall]
    assert [float(each.result()) for each in model.metrics] == pytest.approx(values[1:])


def test_a_models_own_metrics_cannot_be_written_down_and_it_is_then_not_compiled() -> None:
    model = Sequential([Dense(3, "softmax", input_shape=(VALUES,))])
    model.compile("adam", "mse", [mean_miss])
    again = Sequential.from_config(json.loads(json.dumps(model.get_config())))
    with pytest.raises(ModelError, match="call compile"):
        again.evaluate(X, targets("rows", 3))


def test_accuracy_of_penalties_is_that_of_the_smallest_and_has_no_weights() -> None:
    model = Sequential([Dense(84, "tanh", input_shape=(VALUES,)), RBF()])
    model.compile("sgd", "maximum_likelihood", ["accuracy"])
    y = np.arange(COUNT) % 10
    right = model.predict(X).argmin(1) == y
    assert model.evaluate(X, y)[1] == pytest.approx(right.mean())
    model.compile("sgd", "maximum_likelihood", weighted_metrics=["accuracy"])
    with pytest.raises(ModelError, match="has no accuracy with weights"):
        model.evaluate(X, y, sample_weight=WEIGHTS)
