"""Every loss on arrays, and its value and gradient in the engine, against Keras on JAX.

The engine's network is one Dense layer, so that the gradient of its kernel shows the loss's slope
in each output, behind every activation. Up to 4 samples run one lane at a time, more in 16 lanes.
"""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"

from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet import _engine, losses
from lenet.layers import Dense, EngineLayer
from lenet.models import Sequential
from lenet.optimizers import SGD

UNITS, VALUES = 5, 4
ACTIVATIONS = ("linear", "sigmoid", "relu", "tanh", "softmax")
BATCHES = ((3, True), (37, False))
"""Samples, and whether they have weights."""

MADE: list[tuple[str, dict[str, Any]]] = [
    ("SparseCategoricalCrossentropy", {}),
    ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ("CategoricalCrossentropy", {}),
    ("CategoricalCrossentropy", {"from_logits": True}),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}),
    ("CategoricalFocalCrossentropy", {}),
    ("CategoricalFocalCrossentropy", {"from_logits": True, "gamma": 1.5, "alpha": 0.4}),
    ("BinaryCrossentropy", {}),
    ("BinaryCrossentropy", {"from_logits": True}),
    ("BinaryCrossentropy", {"label_smoothing": 0.1}),
    ("BinaryFocalCrossentropy", {}),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.0}),
    ("BinaryFocalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    ("MeanSquaredError", {}),
    ("MeanAbsoluteError", {}),
    ("MeanAbsolutePercentageError", {}),
    ("MeanSquaredLogarithmicError", {}),
    ("Huber", {}),
    ("Huber", {"delta": 0.3}),
    ("LogCosh", {}),
    ("Hinge", {}),
    ("SquaredHinge", {}),
    ("CategoricalHinge", {}),
    ("KLDivergence", {}),
    ("Poisson", {}),
    ("CosineSimilarity", {}),
    ("MeanAbsoluteError", {"reduction": "sum"}),
]
PROBABILITIES = ("categorical", "binary", "kl_", "poisson", "mean_squared_log")
"""Beginnings of losses that mean nothing of answers below 0; of them not the hinge."""


def named(made: tuple[str, dict[str, Any]]) -> str:
    return f"{made[0]}-{'-'.join(f'{key}={value}' for key, value in made[1].items())}"


every_loss = pytest.mark.parametrize("made", MADE, ids=named)


def pair(made: tuple[str, dict[str, Any]]) -> tuple[losses.Loss, Any]:
    """The loss here and there."""
    name, arguments = made
    return getattr(losses, name)(**arguments), getattr(keras.losses, name)(**arguments)


def means_nothing_below_zero(loss: losses.Loss) -> bool:
    kind = loss.kind.removeprefix("sparse_")
    return kind.startswith(PROBABILITIES) and "hinge" not in kind and not loss.from_logits


BEHIND = [
    (made, activation)
    for made in MADE
    for activation in ACTIVATIONS
    if activation in ("sigmoid", "softmax") or not means_nothing_below_zero(pair(made)[0])
]
"""Each loss with the activations that it means something behind; see the next test too."""


def wanted_of(name: str, count: int, noise: np.random.Generator) -> NDArray[Any]:
    """Targets that the loss is made for, one-hot rows where any would do."""
    labels = noise.integers(UNITS, size=count)
    if name.startswith("Sparse"):
        return labels
    if name.startswith("Categorical"):
        return np.eye(UNITS, dtype=np.float32)[labels]
    if name.startswith(("Binary", "Hinge", "Squared")):
        return noise.integers(2, size=(count, UNITS)).astype(np.float32)
    return noise.random((count, UNITS), dtype=np.float32)


def behind(activation: str) -> Any:
    return keras.activations.get(activation)


@pytest.mark.parametrize(("made", "activation"), BEHIND, ids=str)
@pytest.mark.parametrize(("count", "weighted"), BATCHES)
def test_loss_and_gradient_of_the_engine_are_kerass(
    made: tuple[str, dict[str, Any]], activation: str, count: int, weighted: bool
) -> None:
    ours, theirs = pair(made)
    noise = np.random.default_rng(count)
    x = noise.normal(size=(count, VALUES)).astype(np.float32)
    kernel = noise.normal(size=(VALUES, UNITS)).astype(np.float32)
    check_engine(ours, theirs, activation, x, kernel, weighted, wanted_of(made[0], count, noise))


@every_loss
@pytest.mark.parametrize(("activation", "weighted"), [("linear", False), ("relu", True)])
def test_outputs_above_zero_of_any_size_are_trained_as_keras_does(
    made: tuple[str, dict[str, Any]], activation: str, weighted: bool
) -> None:
    """Answers from 0.1 to 3, so that those above 1 are clipped."""
    ours, theirs = pair(made)
    noise = np.random.default_rng(7)
    x = noise.uniform(0.2, 1, size=(9, VALUES)).astype(np.float32)
    kernel = noise.uniform(0.1, 0.9, size=(VALUES, UNITS)).astype(np.float32)
    check_engine(ours, theirs, activation, x, kernel, weighted, wanted_of(made[0], 9, noise))


def check_engine(
    ours: losses.Loss,
    theirs: Any,
    activation: str,
    x: NDArray[Any],
    kernel: NDArray[Any],
    weighted: bool,
    y: NDArray[Any],
) -> None:
    count = len(x)
    weights = np.linspace(0.2, 2, count).astype(np.float32) if weighted else None
    network = _engine.Network(
        (1, 1, VALUES),
        [
            EngineLayer("Flatten"),
            EngineLayer("Dense", UNITS, bias=False, activation=activation),
        ],
    )
    network.parameters[:] = kernel.ravel()
    taken = ours.targets(y, count, (UNITS,))
    loss = network.loss_and_gradient(x, *taken, weights, ours.engine_loss())
    judged = network.evaluate(x, *taken, weights, ours.engine_loss()).loss

    def of(parameters: Any) -> Any:
        return theirs(y, behind(activation)(jnp.asarray(x) @ parameters), sample_weight=weights)

    value, gradient = jax.value_and_grad(of)(jnp.asarray(kernel))
    assert loss == pytest.approx(float(value), rel=2e-5, abs=1e-6)
    assert judged == pytest.approx(count * loss, rel=1e-6)
    found = network.gradient.reshape(VALUES, UNITS)
    size = float(np.abs(gradient).max())
    np.testing.assert_allclose(found, gradient, rtol=2e-4, atol=2e-5 * max(size, 0.05))


@every_loss
def test_kerass_description_of_a_loss_is_that_loss(made: tuple[str, dict[str, Any]]) -> None:
    ours, theirs = pair(made)
    assert losses.deserialize(json.loads(json.dumps(losses.serialize(ours)))) == ours
    if "delta" not in made[1]:  # which Keras leaves out
        assert losses.get(keras.losses.serialize(theirs)) == ours


@every_loss
@pytest.mark.parametrize("shape", [(1, UNITS), (6, UNITS), (2, 3, UNITS)], ids=str)
def test_a_loss_of_arrays_is_kerass(made: tuple[str, dict[str, Any]], shape: tuple) -> None:
    ours, theirs = pair(made)
    noise = np.random.default_rng(0)
    given = noise.uniform(0.01, 0.99, shape).astype(np.float32)
    y = wanted_of(made[0], int(np.prod(shape[:-1])), noise)
    y = y.reshape(shape[:-1] if y.ndim == 1 else shape)
    weights = noise.random(shape[:-1], dtype=np.float32)
    value = ours(y, given)
    assert value.shape == ()
    assert value.dtype == np.float32
    assert float(value) == pytest.approx(float(theirs(y, given)), rel=1e-5)
    assert float(ours(y, given, sample_weight=weights)) == pytest.approx(
        float(theirs(y, given, sample_weight=weights)), rel=1e-5
    )


FUNCTIONS = [
    "sparse_categorical_crossentropy", "categorical_crossentropy", "categorical_focal_crossentropy",
    "binary_crossentropy", "binary_focal_crossentropy", "mean_squared_error", "mean_absolute_error",
    "mean_absolute_percentage_error", "mean_squared_logarithmic_error", "huber", "log_cosh",
    "hinge", "squared_hinge", "categorical_hinge", "kl_divergence", "poisson", "cosine_similarity",
]  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_gives_a_loss_a_sample_and_is_what_its_string_names(name: str) -> None:
    noise = np.random.default_rng(1)
    given = noise.uniform(0.01, 0.99, (6, UNITS)).astype(np.float32)
    kind = "Sparse" if name.startswith("sparse") else "Categorical"
    y = wanted_of(kind, 6, noise)
    found = getattr(losses, name)(y, given)
    np.testing.assert_allclose(found, getattr(keras.losses, name)(y, given), rtol=1e-5, atol=1e-6)
    assert found.shape == found.numpy().shape == (6,)
    assert type(found.numpy()) is np.ndarray
    assert losses.get(name) == losses.get(getattr(losses, name))
    assert type(losses.get(name)) is losses.get(type(losses.get(name))).__class__


@pytest.mark.parametrize(
    "reduction", ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
)
@pytest.mark.parametrize("weights", [None, [0.5, 2.0, 0.0]], ids=["", "weighted"])
def test_every_reduction_is_kerass(reduction: str | None, weights: list[float] | None) -> None:
    y, given = np.eye(3), np.random.default_rng(0).random((3, 3)).astype(np.float32)
    found = losses.MeanSquaredError(reduction=reduction)(y, given, weights)
    wanted = keras.losses.MeanSquaredError(reduction=reduction)(y, given, weights)
    np.testing.assert_allclose(found, np.asarray(wanted), rtol=1e-6)


def test_a_class_that_is_ignored_counts_nothing_on_arrays() -> None:
    given = np.random.default_rng(0).dirichlet(np.ones(3), 4).astype(np.float32)
    y = np.array([0, -1, 2, -1])
    np.testing.assert_allclose(
        losses.sparse_categorical_crossentropy(y, given, ignore_class=-1),
        keras.losses.sparse_categorical_crossentropy(y, given, ignore_class=-1),
        rtol=1e-6,
    )


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "softmax", "linear"])
@pytest.mark.parametrize(
    "name", ["categorical_crossentropy", "binary_crossentropy", "mae", "Huber"]
)
def test_epochs_of_training_are_kerass(name: str, activation: str) -> None:
    """Several steps from the same weights, the last batch a small one."""
    noise = np.random.default_rng(3)
    x = noise.uniform(0.1, 1, (21, VALUES)).astype(np.float32)
    y = np.eye(UNITS, dtype=np.float32)[noise.integers(UNITS, size=21)]
    kernel = noise.uniform(0.1, 0.9, (VALUES, UNITS)).astype(np.float32)
    ours = Sequential([Dense(UNITS, activation, use_bias=False, input_shape=(VALUES,))])
    ours.compile(SGD(0.05), name)
    ours.set_weights([kernel])
    theirs = keras.Sequential(
        [keras.Input((VALUES,)), keras.layers.Dense(UNITS, activation, use_bias=False)]
    )
    theirs.compile(keras.optimizers.SGD(0.05), name)
    theirs.set_weights([kernel])
    found = ours.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0).history["loss"]
    wanted = theirs.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0).history["loss"]
    np.testing.assert_allclose(found, wanted, rtol=1e-4)
    trained = np.asarray(theirs.weights[0].value)
    np.testing.assert_allclose(ours.get_weights()[0], trained, rtol=2e-4, atol=1e-5)
