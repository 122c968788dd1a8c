"""Models from tensors: Model(inputs, outputs), models among layers, subclasses with call."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import lenet
from lenet.errors import ModelError
from lenet.layers import Activation, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Softmax
from lenet.models import Model, Sequential

NOISE = np.random.default_rng(0)
X = NOISE.normal(size=(30, 10, 10, 1)).astype(np.float32)
Y = NOISE.integers(0, 3, 30)


def chain(seed: int = 0) -> Model:
    inputs = Input(shape=(10, 10, 1))
    x = Conv2D(4, 3, activation="tanh", name="first")(inputs)
    x = MaxPooling2D()(x)
    x = Flatten()(x)
    return Model(inputs=inputs, outputs=Dense(3, activation="softmax")(x), seed=seed)


def row(seed: int = 0) -> Sequential:
    return Sequential(
        [
            Input((10, 10, 1)), Conv2D(4, 3, activation="tanh", name="first"), MaxPooling2D(),
            Flatten(), Dense(3, activation="softmax"),
        ],
        seed=seed,
    )  # fmt: skip


def test_a_chain_of_calls_is_the_row_of_its_layers() -> None:
    made = chain()
    np.testing.assert_array_equal(made.predict(X), row().predict(X))
    for model in (made, other := row()):
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(X, Y, verbose=0)
    for a, b in zip(made.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_tensors_know_their_shapes() -> None:
    x = Conv2D(4, 3)(Input((10, 10, 1)))
    assert (x.shape, x.ndim) == ((None, 8, 8, 4), 4)
    assert Flatten()(x).shape == (None, 256)
    assert Input(784).shape == (None, 784)
    assert chain().output.shape == (None, 3)
    assert chain().input.shape == (None, 10, 10, 1)


def test_a_model_of_a_layers_output_has_the_same_parameters_before_and_after_training() -> None:
    model = chain()
    features = Model(model.input, model.get_layer("first").output)
    np.testing.assert_array_equal(features.predict(X), model.maps(X)["first"])
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(features.predict(X), model.maps(X)["first"])
    np.testing.assert_array_equal(features.get_weights()[0], model.get_weights()[0])


def test_a_model_of_all_outputs_predicts_a_list_and_is_not_trained() -> None:
    model = row()
    everything = Model(inputs=model.input, outputs=[layer.output for layer in model.layers])
    for found, wanted in zip(everything.predict(X), model.maps(X).values(), strict=True):
        np.testing.assert_array_equal(found, wanted)
    with pytest.raises(ModelError, match="predicts only"):
        everything.compile("sgd", "mse")


def test_a_model_among_layers_goes_on_with_its_parameters() -> None:
    logits = Sequential([Input((10, 10, 1)), Conv2D(4, 3), Flatten(), Dense(3)], seed=1)
    logits.compile("sgd", lenet.losses.SparseCategoricalCrossentropy(from_logits=True))
    logits.fit(X, Y, verbose=0)
    scores = Sequential([logits, Softmax()])
    np.testing.assert_allclose(scores.predict(X).sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(scores.predict(X).argmax(1), logits.predict(X).argmax(1))
    logits.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(scores.predict(X).argmax(1), logits.predict(X).argmax(1))


def test_a_model_that_goes_on_with_more_layers_trains_those_of_the_first_too() -> None:
    base = Sequential([Input((10, 10, 1)), Conv2D(4, 3, activation="tanh"), Flatten()], seed=1)
    before = base.get_weights()
    whole = Model(base.input, Dense(3, activation="softmax")(base.output), seed=2)
    np.testing.assert_array_equal(whole.get_weights()[0], before[0])
    whole.compile("sgd", "sparse_categorical_crossentropy")
    whole.fit(X, Y, verbose=0)
    assert not np.array_equal(base.get_weights()[0], before[0])
    np.testing.assert_array_equal(base.get_weights()[0], whole.get_weights()[0])
    base.trainable = False
    kept = base.get_weights()
    whole.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(base.get_weights()[0], kept[0])


class Net(Model):
    def __init__(self) -> None:
        super().__init__(seed=0)
        self.first = Conv2D(4, 3, activation="tanh")
        self.pool = MaxPooling2D()
        self.flat = Flatten()
        self.drop = Dropout(0.0)
        self.last = Dense(3, activation="softmax")

    def call(self, inputs: Any, training: Any = False) -> Any:
        x = self.flat(self.pool(self.first(inputs)))
        if training:
            x = self.drop(x, training=training)
        return self.last(x)


def test_a_subclass_is_the_row_of_layers_that_its_call_goes_through() -> None:
    model = Net()
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, Y, verbose=0)
    other = row()
    other.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    other.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.predict(X), other.predict(X))
    assert [type(layer).__name__ for layer in model.layers][-2:] == ["Dropout", "Dense"]


@pytest.mark.parametrize("name", ["train_step", "test_step", "compute_loss"])
def test_a_subclass_with_a_step_of_its_own_is_refused(name: str) -> None:
    own = type("Own", (Net,), {name: lambda _self, data: data})
    with pytest.raises(ModelError, match=f"does not call Own.{name}: leave it out"):
        own().compile("sgd", "sparse_categorical_crossentropy")


def test_functions_of_tensors_are_layers() -> None:
    inputs = Input((5,))
    x = lenet.activations.relu(Dense(4)(inputs))
    model = Model(inputs, lenet.activations.softmax(Dense(2)(x)))
    assert [type(layer) for layer in model.layers] == [Dense, Activation, Dense, Activation]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda x: Dense(3)([x, x]), "branches"),
        (lambda x: x + x, "branches"),
        (lambda x: Model(x, Dense(3)), "a tensor that Input or a layer made"),
        (lambda x: Model(Input((5,)), Dense(3)(x)), "made from the inputs"),
        (lambda x: Model(x, [Dense(3)(x), Dense(2)(x)]), "received branches"),
        (lambda x: Dense(3)(np.ones((2, 5))), "a tensor that Input or a layer made"),
        (lambda x: Dropout(0.5)(x, training=True), "training None"),
        (lambda x: np.asarray(x), "no data yet"),
        (lambda x: bool(x), "neither true nor false"),
    ],
)
def test_what_is_no_row_is_refused(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make(Input((5,)))


def test_the_same_layer_of_parameters_twice_is_refused() -> None:
    layer, x = Dense(5), Input((5,))
    with pytest.raises(ModelError, match="each layer with parameters once"):
        layer(layer(x))


def test_a_layer_without_parameters_may_come_twice() -> None:
    pool, x = MaxPooling2D(), Input((10, 10, 1))
    model = Model(x, Flatten()(pool(Conv2D(2, 2)(pool(x)))))
    assert [layer.name for layer in model.layers] == [
        "max_pooling2d", "conv2d", "max_pooling2d_1", "flatten",
    ]  # fmt: skip
    assert model.predict(X).shape == (30, 8)


def test_fresh_models_differ_unless_a_seed_was_set() -> None:
    def first(model: Model) -> bytes:
        return model.get_weights()[0].tobytes()

    assert first(row(seed=None)) != first(row(seed=None))  # type: ignore[arg-type]
    found = []
    for _ in range(2):
        lenet.utils.set_random_seed(7)
        model = Sequential([Input((10, 10, 1)), Conv2D(4, 3), Flatten(), Dropout(0.4), Dense(3)])
        model.compile("sgd", "mse")
        model.fit(X, NOISE.normal(size=(30, 3)) * 0 + Y[:, None], verbose=0, batch_size=5)
        found.append([array.tobytes() for array in model.get_weights()])
    assert found[0] == found[1]
