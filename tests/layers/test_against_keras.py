"""Layers beside Keras's own, from the same weights: answers, and the weights after some steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lenet
from lenet import layers, models

pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")

NOISE = np.random.default_rng(0)
SHAPE = (12, 11, 2)
X = NOISE.normal(size=(48, *SHAPE)).astype(np.float32)
Y = NOISE.integers(0, 5, 48)

Row = Callable[[Any], list[Any]]
"""Layers, made by the module that is given: lenet's or Keras's."""


def conv(of: Any) -> Any:
    return of.Conv2D(6, 3, activation="relu")


def both(keras: Any, row: Row) -> tuple[Any, Any]:
    """The same network of Keras's layers and of lenet's, with the same weights."""
    keras.utils.set_random_seed(1)
    theirs = keras.Sequential([keras.Input(SHAPE), *row(keras.layers)])
    ours = models.Sequential([layers.Input(SHAPE), *row(layers)])
    given = [w + NOISE.normal(0, 0.03, w.shape) for w in theirs.get_weights()]
    named = [w.name for w in theirs.weights]
    start = [abs(w) if "var" in n else w for n, w in zip(named, given, strict=True)]
    theirs.set_weights(start)
    ours.set_weights(start)
    return theirs, ours


def trained_alike(theirs: Any, ours: Any, batch: int, keras: Any, epochs: int = 2) -> None:
    theirs.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    ours.compile(lenet.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    how = {"batch_size": batch, "epochs": epochs, "shuffle": False, "verbose": 0}
    losses = [model.fit(X, Y, **how).history["loss"] for model in (theirs, ours)]
    np.testing.assert_allclose(losses[1], losses[0], rtol=2e-4)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=2e-5)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X, verbose=0), atol=5e-5)


FIRST = "channels_first"


def end(of: Any) -> list[Any]:
    return [of.Flatten(), of.Dense(5, activation="softmax")]


ROWS: dict[str, Row] = {
    "normalised planes": lambda of: [
        conv(of),
        of.BatchNormalization(),
        of.MaxPooling2D(),
        *end(of),
    ],
    "normalised input": lambda of: [of.BatchNormalization(), conv(of), *end(of)],
    "normalised, then bent": lambda of: [
        of.Conv2D(6, 3, use_bias=False),
        of.BatchNormalization(scale=False, momentum=0.8),
        of.Activation("tanh"),
        *end(of),
    ],
    "normalised vectors": lambda of: [
        of.Flatten(),
        of.Dense(7),
        of.BatchNormalization(center=False, epsilon=1e-2),
        of.Activation("relu"),
        of.Dense(6),
        of.BatchNormalization(),
        of.Dense(5, activation="softmax"),
    ],
    "strides": lambda of: [of.Conv2D(6, 3, strides=2, activation="tanh"), *end(of)],
    "strides, same": lambda of: [
        of.Conv2D(6, (3, 4), strides=(2, 3), padding="same", activation="tanh"),
        of.Conv2D(4, 2, strides=3, padding="same"),
        *end(of),
    ],
    "windows that overlap": lambda of: [conv(of), of.MaxPooling2D(3, strides=2), *end(of)],
    "gaps between windows": lambda of: [conv(of), of.MaxPooling2D(2, strides=3), *end(of)],
    "windows over the edges": lambda of: [
        conv(of),
        of.MaxPool2D(3, strides=2, padding="same"),
        of.AvgPool2D((3, 2), strides=(2, 1), padding="same"),
        *end(of),
    ],
    "means of planes": lambda of: [
        of.Conv2D(5, 3),
        of.GlobalAveragePooling2D(),
        of.Activation("softmax"),
    ],
    "largest of planes": lambda of: [conv(of), of.GlobalMaxPooling2D(keepdims=True), *end(of)],
    "cropped": lambda of: [conv(of), of.Cropping2D(((1, 2), (0, 3))), *end(of)],
    "padded": lambda of: [of.ZeroPadding2D(((1, 2), (0, 3))), conv(of), *end(of)],
    "dense on planes": lambda of: [of.Dense(4, activation="tanh"), *end(of)],
    "reshaped": lambda of: [
        of.Reshape((24, 11, 1)),
        of.Conv2D(3, 3),
        of.Reshape((-1,)),
        of.Dense(5, activation="softmax"),
    ],
    "vectors of planes": lambda of: [of.Reshape((-1, 22)), of.Dense(3), *end(of)],
    "rescaled": lambda of: [of.Rescaling(0.5, 0.1), conv(of), *end(of)],
    "softmax apart": lambda of: [of.Flatten(), of.Dense(5), of.Softmax()],
    "leaky": lambda of: [
        of.Conv2D(6, 3),
        of.LeakyReLU(negative_slope=0.1),
        of.Flatten(),
        of.Dense(9),
        of.ELU(0.7),
        of.Dense(5, activation="softmax"),
    ],
    "bent behind a pooling": lambda of: [
        of.Conv2D(6, 3),
        of.MaxPooling2D(),
        of.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.05),
        *end(of),
    ],
    "softmax inside": lambda of: [
        of.Conv2D(4, 3, activation="softmax"),
        of.Flatten(),
        of.Dense(6, activation="softmax"),
        of.Dense(5, activation="softmax"),
    ],
    "softmax of pooled planes": lambda of: [
        of.Conv2D(4, 3),
        of.MaxPooling2D(),
        of.Softmax(),
        *end(of),
    ],
    "channels first": lambda of: [
        of.ZeroPadding2D(((1, 0), (2, 1)), data_format=FIRST),
        of.Conv2D(6, (3, 2), data_format=FIRST),
        of.BatchNormalization(axis=1),
        of.Activation("relu"),
        of.MaxPooling2D((2, 2), strides=(2, 1), padding="same", data_format=FIRST),
        of.SpatialDropout2D(0.0, data_format=FIRST),
        *end(of),
    ],
    "channels first, flattened from the last": lambda of: [
        of.Conv2D(6, 2, strides=2, padding="same", activation="tanh", data_format=FIRST),
        of.AveragePooling2D((2, 1), data_format=FIRST),
        of.Flatten(data_format=FIRST),
        of.Dense(5, activation="softmax"),
    ],
    "channels first, to the end": lambda of: [
        of.Reshape((1, 24, 11)),
        of.Conv2D(6, 3, activation="tanh", data_format=FIRST),
        of.Cropping2D(((1, 2), (0, 3)), data_format=FIRST),
        of.Conv2D(5, (19, 6), data_format=FIRST),
        of.Flatten(),
        of.Softmax(),
    ],
    "means of planes, channels first": lambda of: [
        of.Conv2D(5, (3, 2), data_format=FIRST),
        of.GlobalAveragePooling2D(data_format=FIRST, keepdims=True),
        of.Reshape((5,)),
        of.Activation("softmax"),
    ],
    "channels first and last": lambda of: [
        of.Conv2D(4, 2, activation="tanh", data_format=FIRST),
        of.Dropout(0.0),
        of.Conv2D(3, (3, 1), activation="relu"),
        of.MaxPooling2D((2, 1), data_format=FIRST),
        *end(of),
    ],
    "normalised over the first axis": lambda of: [of.BatchNormalization(axis=1), *end(of)],
    "axes in another order": lambda of: [
        of.Permute((3, 1, 2)),
        of.Conv2D(4, (1, 3), activation="relu"),
        of.Permute((2, 3, 1)),
        of.Conv2D(3, 2),
        of.Reshape((-1, 3)),
        of.Permute((2, 1)),
        of.Dense(4),
        *end(of),
    ],
    "reshaped inside": lambda of: [
        of.Conv2D(6, 3, activation="tanh"),
        of.Reshape((15, 18, 2)),
        of.Conv2D(4, 3, activation="relu"),
        *end(of),
    ],
    "noise of nothing": lambda of: [of.GaussianNoise(0.0), of.GaussianDropout(0.0), *end(of)],
    "dropping nothing": lambda of: [conv(of), of.Dropout(0), of.SpatialDropout2D(0.0), *end(of)],
}


@pytest.mark.parametrize("batch", [16, 4])
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_layer_answers_and_learns_as_keras(keras: Any, row: Row, batch: int) -> None:
    theirs, ours = both(keras, row)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X, verbose=0), atol=2e-5)
    trained_alike(theirs, ours, batch, keras, epochs=1 if batch == 4 else 2)


FUNCTIONS = [
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "mish", "relu", "relu6", "selu", "sigmoid",
    "silu", "soft_shrink", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus",
    "swish", "tanh", "tanh_shrink",
]  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_activation_is_kerass_and_learns_as_it(keras: Any, name: str) -> None:
    x = np.concatenate([NOISE.normal(0, 2, 1000), [-30, -3, -1, -0.5, 0, 0.5, 1, 3, 30]])
    x = x.astype(np.float32)
    wanted = np.asarray(getattr(keras.activations, name)(x))
    np.testing.assert_allclose(getattr(lenet.activations, name)(x), wanted, rtol=3e-6, atol=6e-7)
    if name == "exponential":  # of an exponential no training comes to an end
        return
    theirs, ours = both(
        keras, lambda of: [of.Conv2D(4, 3, activation=name), *end(of)[:1], of.Dense(6, name),
                           of.Dense(5, activation="softmax")]
    )  # fmt: skip
    trained_alike(theirs, ours, 20, keras, epochs=1)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("relu", {"negative_slope": 0.2, "max_value": 1.5, "threshold": 0.3}),
        ("leaky_relu", {"negative_slope": 0.4}),
        ("elu", {"alpha": 0.3}),
        ("celu", {"alpha": 0.3}),
        ("soft_shrink", {"threshold": 0.2}),
        ("hard_shrink", {"threshold": 0.2}),
        ("threshold", {"threshold": 0.2, "default_value": -3}),
        ("squareplus", {"b": 2}),
        ("gelu", {"approximate": True}),
        ("softmax", {"axis": 0}),
    ],
)
def test_functions_take_kerass_numbers(keras: Any, name: str, numbers: dict[str, Any]) -> None:
    x = NOISE.normal(0, 2, (10, 7)).astype(np.float32)
    wanted = np.asarray(getattr(keras.activations, name)(x, **numbers))
    given = getattr(lenet.activations, name)(x, **numbers)
    np.testing.assert_allclose(given, wanted, rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("name", [name for name in ROWS if "first" in name or "order" in name])
def test_each_layers_output_has_the_axes_that_keras_gives_it(keras: Any, name: str) -> None:
    theirs, ours = both(keras, ROWS[name])
    outputs = keras.Model(theirs.inputs[0], [layer.output for layer in theirs.layers])(X)
    for output, found in zip(outputs, ours.maps(X).values(), strict=True):
        np.testing.assert_allclose(found, output, atol=2e-5)
    several = models.Model(ours.input, [layer.output for layer in ours.layers]).predict(X)
    for output, found in zip(outputs, several, strict=True):
        np.testing.assert_allclose(found, output, atol=2e-5)


@pytest.mark.parametrize("name", ["channels first", "channels first and last"])
def test_planes_with_their_channels_first_are_answered_so(keras: Any, name: str) -> None:
    theirs, ours = both(keras, lambda of: ROWS[name](of)[:-2])
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X, verbose=0), atol=2e-5)


def test_layers_that_are_not_trainable_stay_and_a_frozen_normalisation_takes_its_moving_moments(
    keras: Any,
) -> None:
    row: Row = lambda of: [conv(of), of.BatchNormalization(), of.Flatten(), of.Dense(8),  # noqa: E731
                           of.BatchNormalization(), of.Dense(5, activation="softmax")]  # fmt: skip
    theirs, ours = both(keras, row)
    for model in (theirs, ours):
        for place in (0, 1, 3):
            model.layers[place].trainable = False
    before = ours.get_weights()
    trained_alike(theirs, ours, 20, keras)
    after = ours.get_weights()
    for place in (0, 1, 2, 3, 4, 5, 6, 7):
        np.testing.assert_array_equal(before[place], after[place])
    assert not np.array_equal(before[8], after[8])
    for model in (theirs, ours):
        model.layers[0].trainable = True
    trained_alike(theirs, ours, 20, keras)
    assert not np.array_equal(before[0], ours.get_weights()[0])


def test_noise_is_normal_and_its_gradient_is_that_of_the_values_it_made() -> None:
    """A Dense layer of unit weights hands its input on: sums of noise are seen in the gradient."""
    many = np.ones((2000, 40), np.float32)
    for layer, mean, deviation in (
        (layers.GaussianNoise(0.5), 1.0, 0.5),
        (layers.GaussianDropout(0.2), 1.0, 0.5),
    ):
        model = models.Sequential(
            [layers.Input((40,)), layer, layers.Dense(1, use_bias=False)], seed=3
        )
        model.set_weights([np.zeros((40, 1))])
        model.compile(lenet.optimizers.SGD(1.0), "mean_absolute_error")
        model.fit(many, np.ones((2000, 1)), batch_size=2000, shuffle=False, verbose=0)
        seen = model.get_weights()[0].ravel()  # the mean of each column of noisy inputs
        np.testing.assert_allclose(seen, mean, atol=5 * deviation / np.sqrt(2000))
        assert 0.6 < seen.std() / (deviation / np.sqrt(2000)) < 1.5
        np.testing.assert_array_equal(model.predict(many[:3]), model.predict(many[3:6]))
