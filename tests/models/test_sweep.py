"""A network swept over larger samples: at each position what it answers to that crop."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import lenet
from lenet import _engine
from lenet.errors import ModelError
from lenet.layers import AveragePooling2D, Conv2D, Dense, EngineLayer, Flatten, MaxPooling2D
from lenet.losses import EngineLoss
from lenet.models import Sequential
from lenet.optimizers import EngineOptimizer


def valid() -> Sequential:
    """Today's parts without the padding, for 28x28."""
    return Sequential(
        [
            Conv2D(6, 5, activation="relu", input_shape=(28, 28, 1)),
            MaxPooling2D(),
            Conv2D(16, 5, activation="relu"),
            MaxPooling2D(),
            Flatten(),
            Dense(40, activation="relu"),
            Dense(10, activation="softmax"),
        ],
        seed=2,
    )


def steep() -> Sequential:
    """Poolings of 3x2 and 1x2: a step of 3 rows and 4 columns; answers that are linear."""
    return Sequential(
        [
            Conv2D(3, (2, 3), activation="tanh", input_shape=(11, 14, 2)),
            AveragePooling2D((3, 2)),
            MaxPooling2D((1, 2)),
            Flatten(),
            Dense(5, activation="tanh", use_bias=False),
            Dense(3),
        ]
    )


MODELS: dict[str, tuple[Callable[[], Sequential], tuple[int, int]]] = {
    "original": (partial(lenet.original, seed=1), (4, 4)),
    "tutorial": (partial(lenet.tutorial, seed=1), (4, 4)),
    "valid": (valid, (4, 4)),
    "steep": (steep, (3, 4)),
}
"""How each is made, and its steps of rows and columns. A test makes its own: a model that a module
holds lives until the interpreter has ended, and the engine reports it as leaked."""


def wide(model: Sequential, rows: int, columns: int, count: int = 2) -> Any:
    """Noise, so much larger than the model's input."""
    height, width, channels = model.input_shape or ()
    shape = (count, height + rows, width + columns, channels)
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("name", MODELS)
def test_over_the_models_own_size_the_sweep_is_predict(name: str) -> None:
    model = MODELS[name][0]()
    x = wide(model, 0, 0, 5)
    answers = model.sweep(x)
    assert answers.dtype == np.float32
    assert answers.shape == (5, 1, 1, model.output_shape[0])
    np.testing.assert_allclose(answers[:, 0, 0], model.predict(x), rtol=2e-5, atol=1e-5)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(("down", "across"), [(0, 3), (2, 1), (1, 4)])
def test_each_position_answers_as_predict_does_to_its_crop(
    name: str, down: int, across: int
) -> None:
    make, (row_step, column_step) = MODELS[name]
    model = make()
    height, width = (model.input_shape or ())[:2]
    x = wide(model, down * row_step, across * column_step)
    answers = model.sweep(x)
    assert answers.shape[1:3] == (down + 1, across + 1)
    for i, j in np.ndindex(down + 1, across + 1):
        top, left = i * row_step, j * column_step
        crop = np.ascontiguousarray(x[:, top : top + height, left : left + width])
        np.testing.assert_allclose(answers[:, i, j], model.predict(crop), rtol=2e-5, atol=1e-5)


def test_what_is_left_over_of_a_step_is_not_read() -> None:
    model = lenet.original(seed=1)
    x = wide(model, 3, 7)
    answers = model.sweep(x)
    assert answers.shape == (2, 1, 2, 10)
    np.testing.assert_array_equal(answers, model.sweep(x[:, :32, :36]))


def test_trained_centers_are_those_the_sweep_measures_to() -> None:
    layers = [*lenet.networks.original_layers()[:-1], lenet.layers.RBF(trainable=True)]
    model = Sequential(layers, seed=1)
    weights = model.get_weights()
    weights[-1] *= np.float32(0.5)
    model.set_weights(weights)
    x = wide(model, 0, 0)
    np.testing.assert_allclose(model.sweep(x)[:, 0, 0], model.predict(x), rtol=2e-5)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ((2, 31, 40, 1), "at least 32x32, received"),
        ((2, 40, 31, 1), "at least 32x32, received"),
        ((2, 40, 40, 2), "expected samples \\(n, rows, columns, 1\\)"),
        ((40, 40, 1), "expected samples"),
    ],
)
def test_samples_it_cannot_be_swept_over_are_refused(shape: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        lenet.original().sweep(np.zeros(shape, np.float32))


def test_a_network_of_vectors_is_not_swept() -> None:
    with pytest.raises(ModelError, match="a network that reads planes"):
        Sequential([Dense(3, input_shape=(4,))]).sweep(np.zeros((1, 4), np.float32))


def test_any_number_of_threads_sweeps_the_same_and_none_is_refused() -> None:
    model = lenet.original(seed=1)
    x = wide(model, 0, 8, 37)
    np.testing.assert_array_equal(model.sweep(x, threads=1), model.sweep(x, threads=3))
    with pytest.raises(ModelError, match="expected threads of at least 1"):
        model.sweep(x, threads=0)


def test_a_swept_network_has_the_models_own_parameters_and_is_not_trained() -> None:
    layer = EngineLayer("Conv2D", 3, 1, 2, False, False, "linear", True, ())
    network = _engine.Network((1, 2, 1), [layer])
    swept = network.sharing((1, 5, 1), [layer], trained=False)
    network.parameters[:] = range(6)
    np.testing.assert_array_equal(
        swept.predict(np.ones((1, 1, 5, 1), np.float32))[0, 0, 3], [3, 5, 7]
    )
    x, y = np.zeros((1, 1, 5, 1), np.float32), np.array([[1]], np.int32)
    loss, order = EngineLoss("ctc"), np.zeros(1, np.int64)
    adam = EngineOptimizer("adam", beta_1=0.9, beta_2=0.999, epsilon=1e-7)
    for use in (
        lambda: swept.loss_and_gradient(x, y, None, None, loss),
        lambda: swept.curvature(x, y, None, None, loss),
        lambda: swept.train(x, y, None, None, loss, adam, order, 1, np.ones(1)),
    ):
        with pytest.raises(ValueError, match="for answers alone"):
            use()
    with pytest.raises(ValueError, match="no more parameters"):
        network.sharing(
            (1, 5, 1), [EngineLayer("Conv2D", 4, 1, 2, False, False, "linear", True, ())], False
        )
