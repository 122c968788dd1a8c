"""A trained model's first layers with another head: what is learned goes on from there."""

import numpy as np
import pytest

from lenet import layers, models


@pytest.fixture
def base():
    given = layers.Input((8, 8, 1))
    x = layers.Flatten()(layers.Conv2D(2, 3, name="c1")(given))
    x = layers.Dense(5, activation="relu", name="f")(x)
    return models.Model(given, layers.Dense(3, activation="softmax", name="out")(x), name="base")


def with_head(base):
    head = layers.Dense(2, activation="softmax", name="head")(base.layers[-2].output)
    made = models.Model(base.input, head)
    with pytest.warns(UserWarning, match=r"begins with copies of .* base: training it leaves base"):
        made.build()
    return made


def test_another_head_begins_with_the_parameters_of_the_layers_below(base):
    before = base.get_weights()
    made = with_head(base)
    for a, b in zip(before[:4], made.get_weights(), strict=False):
        assert np.array_equal(a, b)
    assert [weight.path for weight in made.weights][-2:] == ["head/kernel", "head/bias"]


def test_layers_that_are_not_trained_stay_and_the_first_model_too(base):
    before = base.get_weights()
    base.get_layer("c1").trainable = False
    made = with_head(base)
    made.compile("sgd", "sparse_categorical_crossentropy")
    images = np.random.default_rng(0).random((16, 8, 8, 1), np.float32)
    made.fit(images, np.arange(16) % 2, verbose=0)
    assert np.array_equal(made.get_layer("c1").get_weights()[0], before[0])
    assert not np.array_equal(made.get_layer("f").get_weights()[0], before[2])
    assert all(map(np.array_equal, base.get_weights(), before))
