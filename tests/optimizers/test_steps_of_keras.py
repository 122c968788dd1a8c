"""Every optimizer with every option: one step and fifty, against Keras on JAX.

From the same weights, those of a convolution and two Dense layers. x: float32 (n, 6, 6, 1), y:
float32 (n, 3).
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest

import lenet.optimizers
from lenet.layers import Conv2D, Dense, Flatten
from lenet.models import Sequential

BATCH = 8
NOISE = np.random.default_rng(0)
X = NOISE.normal(size=(BATCH * 50, 6, 6, 1)).astype(np.float32)
Y = NOISE.normal(size=(BATCH * 50, 3)).astype(np.float32)

Settings = dict[str, Any]
CASES: list[tuple[str, Settings]] = [
    ("SGD", {"learning_rate": 0.1}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("SGD", {"learning_rate": 0.01, "momentum": 1.0}),
    ("RMSprop", {}),
    ("RMSprop", {"learning_rate": 0.01, "rho": 0.8, "epsilon": 1e-4, "weight_decay": 0.02}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"centered": True, "momentum": 0.5, "rho": 0.7}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
    ("Adam", {"learning_rate": 0.01, "amsgrad": True, "beta_2": 0.6}),
    ("AdamW", {}),
    ("AdamW", {"weight_decay": 0.1, "amsgrad": True, "learning_rate": 0.01}),
    ("Adadelta", {}),
    ("Adadelta", {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-5, "weight_decay": 0.01}),
    ("Adagrad", {}),
    ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 1e-3}),
    ("Adamax", {}),
    ("Adamax", {"learning_rate": 0.02, "beta_1": 0.7, "beta_2": 0.8, "weight_decay": 0.01}),
    ("Nadam", {}),
    ("Nadam", {"learning_rate": 0.01, "beta_1": 0.7, "beta_2": 0.9, "weight_decay": 0.01}),
    ("Lion", {}),
    ("Lion", {"learning_rate": 0.002, "beta_1": 0.5, "beta_2": 0.6, "weight_decay": 0.01}),
    ("SGD", {"learning_rate": 0.5, "clipvalue": 0.05}),
    ("SGD", {"learning_rate": 0.5, "clipnorm": 0.1}),
    ("SGD", {"learning_rate": 0.5, "global_clipnorm": 0.2}),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 1e9}),
    ("SGD", {"learning_rate": 0.1, "clipnorm": 0.0}),
    ("RMSprop", {"clipnorm": 0.1, "weight_decay": 0.01}),
    ("Adam", {"global_clipnorm": 0.05, "amsgrad": True}),
    ("Nadam", {"clipvalue": 0.01}),
]
cases = pytest.mark.parametrize(
    ("kind", "settings"),
    CASES,
    ids=[f"{kind}-{'-'.join(map(str, settings))}" for kind, settings in CASES],
)


def made() -> Sequential:
    model = Sequential(
        [
            Conv2D(3, 3, activation="tanh", input_shape=(6, 6, 1)),
            Flatten(),
            Dense(7, activation="tanh"),
            Dense(3),
        ],
        seed=4,
    )
    model.build()
    return model


def squared_error(weights: Sequence[jax.Array], x: jax.Array, y: jax.Array) -> jax.Array:
    """The mean squared error of the network that ``made`` makes."""
    axes = ("NHWC", "HWIO", "NHWC")
    maps = jax.lax.conv_general_dilated(x, weights[0], (1, 1), "VALID", dimension_numbers=axes)
    features = jnp.tanh(maps + weights[1]).reshape(len(x), -1)
    answers = jnp.tanh(features @ weights[2] + weights[3]) @ weights[4] + weights[5]
    return jnp.mean((answers - y) ** 2)


def of_keras(kind: str, settings: Settings, start: list[Any]) -> dict[int, list[np.ndarray]]:
    """The weights after 1 and after 50 steps of Keras's optimizer."""
    optimizer = getattr(keras.optimizers, kind)(**settings)
    weights = [keras.Variable(array) for array in start]
    optimizer.build(weights)

    @jax.jit
    def step(values: Any, kept: Any, x: jax.Array, y: jax.Array) -> Any:
        gradients = jax.grad(squared_error)(values, x, y)
        return optimizer.stateless_apply(kept, gradients, values)

    values, kept = [w.value for w in weights], [v.value for v in optimizer.variables]
    after = {}
    for k in range(50):
        part = slice(BATCH * k, BATCH * (k + 1))
        values, kept = step(values, kept, X[part], Y[part])
        after[k + 1] = [np.asarray(value) for value in values]
    return after


def of_lenet(
    kind: str, settings: Settings, steps: int, threads: int = 1, parts: int = 1
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The weights before and after so many steps of fit, in so many calls."""
    model = made()
    start = model.get_weights()
    model.compile(getattr(lenet.optimizers, kind)(**settings), "mse")
    each = BATCH * steps // parts
    for k in range(parts):
        part = slice(each * k, each * (k + 1))
        model.fit(X[part], Y[part], BATCH, shuffle=False, verbose=0, threads=threads)
    return start, model.get_weights()


@cases
def test_one_step_and_fifty_are_those_of_keras(kind: str, settings: Settings) -> None:
    theirs = of_keras(kind, settings, made().get_weights())
    for steps in (1, 50):
        start, ours = of_lenet(kind, settings, steps)
        for before, mine, expected in zip(start, ours, theirs[steps], strict=True):
            moved = abs(expected - before).max()
            assert moved > 0
            if kind == "Lion":  # a gradient of nearly 0 has either sign
                assert np.mean(abs(mine - expected) > 1e-4 * moved) < 0.02
            else:
                np.testing.assert_allclose(mine, expected, rtol=0, atol=3e-5 * max(moved, 1e-2))


@cases
def test_steps_are_the_same_bytes_on_any_number_of_threads_and_in_any_number_of_calls(
    kind: str, settings: Settings
) -> None:
    ends = {
        b"".join(array.tobytes() for array in of_lenet(kind, settings, 12, threads, parts)[1])
        for threads, parts in ((1, 1), (2, 3), (3, 1))
    }
    assert len(ends) == 1
