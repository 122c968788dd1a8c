"""Losses: what they ask of targets and of the last layer. Their values are tested in the engine."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lenet import losses
from lenet.errors import ModelError
from lenet.layers import ACTIVATIONS, RBF, Dense, Flatten
from lenet.models import Sequential
from lenet.optimizers import SGD

SPARSE = losses.get("sparse_categorical_crossentropy")
CATEGORICAL = losses.get("categorical_crossentropy")
SQUARED = losses.get("mse")
PENALTY_LOSSES = (losses.maximum_likelihood(), losses.maximum_a_posteriori(j=3.0))


def test_a_loss_is_had_by_its_name_by_keras_class_or_as_it_is() -> None:
    assert losses.get("mean_squared_error") == SQUARED == losses.MeanSquaredError()
    assert losses.get(losses.SparseCategoricalCrossentropy()) == SPARSE
    assert losses.CategoricalCrossentropy(from_logits=True).from_logits


@pytest.mark.parametrize("name", ["beauty", "", None, 3, ["mse", "mae"]])
def test_another_loss_is_refused_with_the_names_there_are(name: Any) -> None:
    with pytest.raises(ModelError, match=r"losses binary_crossentropy, .*, sparse_.*; received"):
        losses.get(name)


class Own(losses.Loss):
    """A user's."""


@pytest.mark.parametrize("own", [lambda y_true, y_pred: y_pred - y_true, Own(), Own])
def test_a_loss_of_ones_own_is_refused_and_told_why_and_what_to_do(own: Any) -> None:
    with pytest.raises(ModelError, match=r"derivatives its engine has.*choose among .*, huber"):
        losses.get(own)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("mae", "mean_absolute_error"),
        ("MSLE", "mean_squared_logarithmic_error"),
        ("kullback_leibler_divergence", "kl_divergence"),
        ("bce", "binary_crossentropy"),
        ("logcosh", "log_cosh"),
        ("CategoricalCrossentropy", "categorical_crossentropy"),
        (losses.categorical_crossentropy, "categorical_crossentropy"),
        (losses.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy"),
        (["mse"], "mean_squared_error"),
        ({"output": losses.hinge}, "hinge"),
    ],
)
def test_every_name_of_keras_and_of_all_its_years_is_a_loss(given: Any, kind: str) -> None:
    assert losses.get(given).kind == kind


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        (lambda: losses.Huber(delta=0), "delta above 0, received 0"),
        (lambda: losses.Hinge(reduction="beauty"), "a reduction of sum_over_batch_size, .*beauty"),
        (lambda: losses.Hinge(dtype="float16"), "float32; received dtype 'float16'"),
        (lambda: losses.CategoricalCrossentropy(axis=1), "the last axis, axis=-1; received 1"),
        (lambda: losses.BinaryFocalCrossentropy(gamma=-1), "gamma"),
    ],
)
def test_arguments_that_a_loss_cannot_have_are_refused(loss: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        loss()


def test_what_is_only_for_arrays_is_not_trained_with() -> None:
    without = losses.MeanSquaredError(reduction=None)
    with pytest.raises(ModelError, match="reduction sum_over_batch_size, mean or sum to train"):
        without.check_output(Dense(3))
    ignoring = losses.SparseCategoricalCrossentropy(ignore_class=0)
    with pytest.raises(ModelError, match=r"cannot leave out a class.*sample_weight 0"):
        ignoring.check_output(Dense(3))
    with pytest.raises(ModelError, match="computed by the engine alone"):
        losses.maximum_likelihood()([0], [[1.0]])


@pytest.mark.parametrize(
    "labels",
    [
        [2, 0, 1],
        np.array([2, 0, 1], np.uint8),
        np.array([2, 0, 1], np.int64),
        np.array([[2.0], [0.0], [1.0]]),
        np.array([2, 0, 1], np.int8)[::1],
    ],
)
def test_labels_of_any_real_type_become_int32(labels: Any) -> None:
    taken, values = SPARSE.targets(labels, 3, (3,))
    assert values is None
    assert taken is not None
    assert taken.dtype == np.int32
    assert taken.tolist() == [2, 0, 1]


def test_truth_values_are_the_labels_0_and_1() -> None:
    taken, _ = SPARSE.targets([True, False], 2, (2,))
    assert taken is not None
    assert taken.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([0, 1, 3], "labels from 0 to 2 for 3 units, received 0 to 3"),
        ([0, -1, 2], "received -1 to 2"),
        ([0, 1, 2**40], "labels from 0 to 2"),
        (np.array([0, 1, 2**63 + 1], np.uint64), "labels from 0 to 2"),
        ([0, 1, np.inf], "labels from 0 to 2"),
        ([0, 1, np.nan], "whole numbers"),
        ([0, 1, 0.5], "whole numbers"),
        ([0, 1], "a target for each of 3 samples"),
        (2, "a target for each of 3 samples"),
        (None, "real numbers, received object"),
        (["0", "1", "2"], "real numbers"),
        ([0j, 1, 2], "real numbers, received complex"),
        (np.array([0, 1, 2], object), "real numbers, received object"),
        ([[0], [1], [1, 2]], "rows of different shapes"),
        (np.eye(3), "for one-hot targets use categorical_crossentropy"),
        (np.zeros((3, 0)), "one label a sample"),
    ],
)
def test_labels_that_are_none_are_refused(labels: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        SPARSE.targets(labels, 3, (3,))


@pytest.mark.parametrize("loss", [CATEGORICAL, SQUARED])
@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ([0, 1, 2], "targets \\(3, 2\\), received \\(3,\\): for labels use sparse"),
        (np.zeros((3, 3)), "targets \\(3, 2\\)"),
        (np.zeros((2, 3)), "a target for each of 3"),
        (np.zeros((3, 2), complex), "real numbers"),
        (np.zeros((3, 2), object), "real numbers"),
        (np.full((3, 2), 1e300), "float32"),
    ],
)
def test_targets_that_do_not_fit_are_refused(
    loss: losses.Loss, targets: Any, sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        loss.targets(targets, 3, (2,))


def test_values_become_float32_a_row_a_sample_and_are_not_copied_needlessly() -> None:
    labels, values = SQUARED.targets([[1, 2], [3, 4]], 2, (2,))
    assert labels is None
    assert values is not None
    assert values.dtype == np.float32
    assert values.tolist() == [[1, 2], [3, 4]]
    given = np.ones((2, 2), np.float32)
    taken = SQUARED.targets(given, 2, (2,))[1]
    assert taken is not None
    assert np.shares_memory(taken, given)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_cross_entropy_takes_any_last_layer_of_units(activation: str) -> None:
    for from_logits in (False, True):
        last = Dense(3, activation=activation)
        losses.SparseCategoricalCrossentropy(from_logits=from_logits).check_output(last)
        losses.CategoricalCrossentropy(from_logits=from_logits).check_output(last)


def test_second_derivatives_are_those_of_the_softmax_or_of_logits() -> None:
    model = Sequential([Dense(3, activation="sigmoid", input_shape=(2,))])
    with pytest.raises(ModelError, match="sdlm needs second derivatives, which categorical_cross"):
        model.compile("sdlm", "categorical_crossentropy")
    with pytest.raises(ModelError, match="sdlm needs second derivatives, which huber has not"):
        model.compile("sdlm", "huber")
    model.compile("sdlm", "mse")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_squared_error_takes_any_last_layer_of_units(activation: str) -> None:
    SQUARED.check_output(Dense(3, activation=activation))


@pytest.mark.parametrize("loss", PENALTY_LOSSES)
def test_a_loss_on_penalties_expects_an_rbf_and_no_other_loss_does(loss: losses.Loss) -> None:
    loss.check_output(RBF())
    for last in (Dense(10), Dense(10, activation="softmax"), Flatten()):
        sentence = f"{loss.name} expects an RBF as the last layer; received a {type(last).__name__}"
        with pytest.raises(ModelError, match=sentence):
            loss.check_output(last)
    for other in (SPARSE, CATEGORICAL, SQUARED):
        with pytest.raises(ModelError, match="expects no RBF as the last layer; received a RBF"):
            other.check_output(RBF())


@pytest.mark.parametrize("loss", PENALTY_LOSSES)
def test_a_loss_on_penalties_takes_labels(loss: losses.Loss) -> None:
    labels, values = loss.targets([2, 0, 1], 3, (3,))
    assert values is None
    assert labels is not None
    assert labels.tolist() == [2, 0, 1]
    with pytest.raises(ModelError, match=r"expects one label a sample, received \(3, 3\)$"):
        loss.targets(np.eye(3), 3, (3,))


def test_without_rubbish_its_penalty_is_infinite() -> None:
    assert losses.maximum_a_posteriori() == losses.get("maximum_a_posteriori")
    assert losses.maximum_a_posteriori().engine_loss() == losses.EngineLoss(
        "maximum_a_posteriori", 1.0, np.inf
    )
    assert losses.MaximumAPosteriori(j=4).engine_loss() == losses.EngineLoss(
        "maximum_a_posteriori", 1.0, 4.0
    )
    assert losses.get("maximum_likelihood") == losses.MaximumLikelihood()


@pytest.mark.parametrize("j", [0, -1, float("nan"), "1", None, True])
def test_a_rubbish_penalty_that_is_none_is_refused(j: Any) -> None:
    with pytest.raises(ModelError, match="expected j above 0, received"):
        losses.maximum_a_posteriori(j)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), True, "0.1", None])
def test_a_share_that_cannot_be_spread_is_refused(share: Any) -> None:
    with pytest.raises(ModelError, match="label_smoothing from 0 to 1"):
        losses.CategoricalCrossentropy(label_smoothing=share)


def test_smoothed_labels_are_rows_of_probabilities() -> None:
    loss = losses.SparseCategoricalCrossentropy(label_smoothing=0.2)
    labels, values = loss.targets([2, 0], 2, (4,))
    assert labels is None
    expected = [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]]
    np.testing.assert_allclose(np.asarray(values), expected, rtol=1e-6)


def test_smoothing_leaves_the_given_rows_alone() -> None:
    given = np.eye(3, dtype=np.float32)
    losses.CategoricalCrossentropy(label_smoothing=0.5).targets(given, 3, (3,))
    np.testing.assert_array_equal(given, np.eye(3))


def logsumexp(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(np.exp(z).sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    "loss",
    [
        losses.SparseCategoricalCrossentropy(from_logits=True, label_smoothing=0.3),
        losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3),
    ],
    ids=["sparse", "categorical"],
)
def test_a_step_on_the_smoothed_loss_is_keras_formulas(loss: losses.Loss) -> None:
    noise = np.random.default_rng(0)
    x, labels = noise.normal(size=(6, 3)), np.array([0, 1, 2, 3, 3, 1])
    wanted = 0.7 * np.eye(4)[labels] + 0.3 / 4
    model = Sequential([Dense(4, use_bias=False, input_shape=(3,))])
    model.compile(SGD(0.5), loss, metrics=["accuracy"])
    start = model.get_weights()[0].astype(np.float64)
    logarithms = x @ start - logsumexp(x @ start)
    targets = labels if loss.name.startswith("sparse") else np.eye(4)[labels]
    history = model.fit(x, targets, batch_size=6, verbose=0).history
    assert history["loss"] == [pytest.approx(-(wanted * logarithms).sum(axis=1).mean(), rel=1e-5)]
    assert history["accuracy"] == [(logarithms.argmax(axis=1) == labels).mean()]
    gradient = x.T @ (np.exp(logarithms) - wanted) / len(x)
    np.testing.assert_allclose(model.get_weights()[0], start - 0.5 * gradient, rtol=1e-4, atol=1e-6)
