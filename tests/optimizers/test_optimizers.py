"""Optimizers: names, defaults, settings. What they do is compared with Keras's formulas here."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lenet import optimizers
from lenet.errors import ModelError
from lenet.layers import Dense
from lenet.models import Sequential
from lenet.optimizers import (
    SGD,
    Adam,
    AdamW,
    EngineOptimizer,
    StochasticDiagonalLM,
)

Floats = np.ndarray[Any, np.dtype[np.float64]]


@pytest.mark.parametrize(
    ("name", "kind", "rate", "decay"),
    [("sgd", SGD, 0.01, None), ("adam", Adam, 0.001, None), ("AdamW", AdamW, 0.001, 0.004)],
)
def test_an_optimizer_is_had_by_its_name_with_keras_defaults(
    name: str, kind: type, rate: float, decay: float | None
) -> None:
    found = optimizers.get(name)
    assert type(found) is kind
    assert (found.learning_rate, found.weight_decay) == (rate, decay)


def test_adams_other_defaults_are_keras_own() -> None:
    adam = Adam()
    assert (adam.beta_1, adam.beta_2, adam.epsilon) == (0.9, 0.999, 1e-7)
    assert (SGD().momentum, SGD().nesterov) == (0.0, False)


def test_arguments_without_names_are_in_keras_order() -> None:
    assert SGD(0.1, 0.9, True) == SGD(learning_rate=0.1, momentum=0.9, nesterov=True)
    assert Adam(0.1, 0.8, 0.9, 0.5) == Adam(0.1, beta_1=0.8, beta_2=0.9, epsilon=0.5)
    assert AdamW(0.1, 0.2) == AdamW(learning_rate=0.1, weight_decay=0.2)


def test_two_models_compiled_by_name_do_not_share_an_optimizer() -> None:
    assert optimizers.get("adam") is not optimizers.get("adam")


@pytest.mark.parametrize("given", ["ftrl", None, 3, Adam, ["adam"]])
def test_another_optimizer_is_refused_with_the_names_there_are(given: Any) -> None:
    with pytest.raises(ModelError, match=r"optimizers sgd, rmsprop, .*, lion, sdlm; received"):
        optimizers.get(given)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Adam(-0.1), "learning_rate of at least 0, received -0.1"),
        (lambda: Adam(float("nan")), "learning_rate"),
        (lambda: Adam(float("inf")), "learning_rate"),
        (lambda: Adam("0.1"), "learning_rate"),
        (lambda: Adam(None), "learning_rate"),
        (lambda: Adam(beta_1=1.0), "beta_1 from 0 to below 1, received 1.0"),
        (lambda: Adam(beta_2=-0.5), "beta_2"),
        (lambda: Adam(epsilon=-1), "epsilon"),
        (lambda: AdamW(weight_decay=-1), "weight_decay"),
        (lambda: SGD(momentum=1.5), "momentum from 0 to 1, received 1.5"),
        (lambda: SGD(momentum=None), "momentum"),
        (lambda: StochasticDiagonalLM(mu=-0.02), "mu of at least 0"),
        (lambda: StochasticDiagonalLM(samples=0), "samples of at least 1, received 0"),
        (lambda: StochasticDiagonalLM(samples=0.5), "whole number for samples"),
    ],
)
def test_a_setting_that_is_no_setting_is_refused(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()


def test_a_setting_that_is_set_later_is_checked_too() -> None:
    adam = Adam()
    with pytest.raises(ModelError, match="learning_rate of at least 0, received -1"):
        adam.learning_rate = -1.0
    assert adam.learning_rate == 0.001
    adam.learning_rate = np.float32(0.5)  # type: ignore[assignment]
    assert type(vars(adam)["learning_rate"]) is float


def test_the_engine_is_given_each_optimizers_settings_by_name() -> None:
    assert SGD(0.1, 0.9, True).engine_optimizer() == EngineOptimizer(
        "sgd", momentum=0.9, nesterov=True
    )
    assert AdamW(0.1, 0.2).engine_optimizer() == EngineOptimizer(
        "adam", beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0.2
    )
    assert StochasticDiagonalLM(mu=0.3).engine_optimizer() == EngineOptimizer("sdlm", mu=0.3)


def test_the_papers_optimizer_has_the_papers_settings() -> None:
    found = optimizers.get("sdlm")
    assert found == StochasticDiagonalLM(5e-4, mu=0.02, samples=500)
    assert found.curvature_samples == 500
    assert SGD().curvature_samples == Adam().curvature_samples == 0


def sgd(w: Floats, gradient: Callable[[Floats], Floats], steps: int) -> Floats:
    for _ in range(steps):
        w = w - 0.1 * gradient(w)
    return w


def momentum(w: Floats, gradient: Callable[[Floats], Floats], steps: int) -> Floats:
    v = np.zeros_like(w)
    for _ in range(steps):
        v = 0.9 * v - 0.1 * gradient(w)
        w = w + v
    return w


def nesterov(w: Floats, gradient: Callable[[Floats], Floats], steps: int) -> Floats:
    v = np.zeros_like(w)
    for _ in range(steps):
        g = gradient(w)
        v = 0.9 * v - 0.1 * g
        w = w + 0.9 * v - 0.1 * g
    return w


def adam(w: Floats, gradient: Callable[[Floats], Floats], steps: int, decay: float = 0.0) -> Floats:
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, steps + 1):
        g = gradient(w)
        w = w - w * decay * 0.1
        m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g * g
        w = w - 0.1 * np.sqrt(1 - 0.95**t) / (1 - 0.8**t) * m / (np.sqrt(v) + 1e-3)
    return w


def adamw(w: Floats, gradient: Callable[[Floats], Floats], steps: int) -> Floats:
    return adam(w, gradient, steps, decay=0.05)


@pytest.mark.parametrize(
    ("optimizer", "formula"),
    [
        (SGD(0.1), sgd),
        (SGD(0.1, momentum=0.9), momentum),
        (SGD(0.1, momentum=0.9, nesterov=True), nesterov),
        (Adam(0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3), adam),
        (AdamW(0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3, weight_decay=0.05), adamw),
    ],
    ids=["sgd", "momentum", "nesterov", "adam", "adamw"],
)
def test_five_steps_of_fit_are_five_steps_of_keras_formula(
    optimizer: optimizers.Optimizer, formula: Callable[..., Floats]
) -> None:
    noise = np.random.default_rng(0)
    x, y = noise.normal(size=(6, 3)), noise.normal(size=(6, 2))
    model = Sequential([Dense(2, use_bias=False, input_shape=(3,))])
    model.compile(optimizer, "mse")
    (start,) = model.get_weights()
    model.fit(x, y, batch_size=6, epochs=5, verbose=0)

    def gradient(w: Floats) -> Floats:
        return x.T @ (x @ w - y) * (2 / y.size)

    expected = formula(start.astype(np.float64), gradient, 5)
    np.testing.assert_allclose(model.get_weights()[0], expected, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("decay", [None, 0.05])
def test_five_steps_of_the_papers_optimizer_are_divided_by_the_second_derivatives(
    decay: float | None,
) -> None:
    noise = np.random.default_rng(0)
    x, y = noise.normal(size=(6, 3)), noise.normal(size=(6, 2))
    model = Sequential([Dense(2, use_bias=False, input_shape=(3,))])
    model.compile(StochasticDiagonalLM(0.1, mu=0.3, weight_decay=decay), "mse")
    (w,) = model.get_weights()
    model.fit(x, y, batch_size=6, epochs=5, verbose=0)
    h = (2 / 2) * (x**2).mean(axis=0)[:, None]  # E = mean over two units of (x w - y)^2
    for _ in range(5):
        w = w - 0.1 * (decay or 0) * w - 0.1 / (0.3 + h) * x.T @ (x @ w - y) * (2 / y.size)
    np.testing.assert_allclose(model.get_weights()[0], w, rtol=2e-5, atol=2e-6)


def test_second_derivatives_are_measured_on_so_many_samples_before_each_epoch() -> None:
    noise = np.random.default_rng(0)
    x, y = noise.normal(size=(40, 3)).astype(np.float32), np.zeros((40, 1))
    model = Sequential([Dense(1, use_bias=False, input_shape=(3,))])
    model.compile(StochasticDiagonalLM(0.0, samples=7), "mse")
    measured = []
    for _ in range(2):
        model.fit(x, y, batch_size=1, verbose=0)
        measured.append(model.network.second_moments.copy())
        squares = 2 * x.astype(float) ** 2
        assert not np.allclose(measured[-1], squares.mean(axis=0), rtol=1e-3)
        assert (measured[-1] <= np.sort(squares, axis=0)[-7:].mean(axis=0) * 1.0001).all()
    assert not np.array_equal(*measured), "others are drawn each epoch"
