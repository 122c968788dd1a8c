"""Schedules: the rate at each step, as Keras computes it, and what is refused."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import inspect
import json
from typing import Any

import keras
import numpy as np
import pytest

from lenet.errors import ModelError
from lenet.optimizers import SCHEDULES, SGD, Adam, deserialize, schedules, serialize
from lenet.optimizers.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    LearningRateSchedule,
    PiecewiseConstantDecay,
    PolynomialDecay,
)

MADE: list[tuple[str, dict[str, Any]]] = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.9}),
    (
        "ExponentialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.5, "staircase": True},
    ),
    ("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 3, "decay_rate": 0.9}),
    (
        "InverseTimeDecay",
        {"initial_learning_rate": 1.0, "decay_steps": 4, "decay_rate": 0.5, "staircase": True},
    ),
    ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 20}),
    (
        "PolynomialDecay",
        {
            "initial_learning_rate": 0.1, "decay_steps": 6, "end_learning_rate": 0.01,
            "power": 2.0, "cycle": True,
        },
    ),
    ("PiecewiseConstantDecay", {"boundaries": [3, 10], "values": [0.1, 0.05, 0.01]}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 20}),
    (
        "CosineDecay",
        {
            "initial_learning_rate": 0.01, "decay_steps": 15, "alpha": 0.1, "warmup_target": 0.2,
            "warmup_steps": 6,
        },
    ),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 5}),
    (
        "CosineDecayRestarts",
        {
            "initial_learning_rate": 0.1, "first_decay_steps": 5, "t_mul": 1.0, "m_mul": 0.5,
            "alpha": 0.1,
        },
    ),
    (
        "CosineDecayRestarts",
        {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.9},
    ),
]  # fmt: skip
each = pytest.mark.parametrize(("kind", "settings"), MADE)


@each
def test_the_rates_are_those_of_keras(kind: str, settings: dict[str, Any]) -> None:
    ours = getattr(schedules, kind)(**settings)
    theirs = getattr(keras.optimizers.schedules, kind)(**settings)
    rates = [ours(step) for step in range(40)]
    expected = [float(theirs(np.int32(step))) for step in range(40)]
    if kind == "CosineDecayRestarts":  # float32 may see a restart one step late
        assert np.mean(np.isclose(rates, expected, rtol=1e-4, atol=1e-6)) > 0.9
    else:
        np.testing.assert_allclose(rates, expected, rtol=2e-6, atol=1e-9)


@each
def test_the_config_is_that_of_keras_and_makes_it_again(
    kind: str, settings: dict[str, Any]
) -> None:
    ours = getattr(schedules, kind)(**settings)
    theirs = getattr(keras.optimizers.schedules, kind)(**settings)
    assert ours.get_config() == theirs.get_config()
    described = json.loads(json.dumps(schedules.serialize(ours)))
    assert described == keras.optimizers.schedules.serialize(theirs)
    assert schedules.deserialize(described) == ours
    optimizer = Adam(ours)
    again = deserialize(json.loads(json.dumps(serialize(optimizer))))
    assert again == optimizer
    assert again != Adam(0.1)


def test_arguments_without_names_are_in_keras_order() -> None:
    assert set(SCHEDULES) == {name for name in dir(keras.optimizers.schedules) if "Decay" in name}
    for name, kind in SCHEDULES.items():
        theirs = inspect.signature(getattr(keras.optimizers.schedules, name)).parameters
        ours = inspect.signature(kind).parameters
        assert [(p.name, p.default) for p in ours.values()] == [
            (p.name, p.default) for p in theirs.values()
        ]


class Halves(LearningRateSchedule):
    """A schedule of a program's own."""

    def __call__(self, step: int) -> float:
        return 1 / 2**step


def test_a_schedule_of_ones_own_is_a_subclass_or_a_function() -> None:
    np.testing.assert_array_equal(SGD(Halves()).rates(1, 3), [0.5, 0.25, 0.125])
    np.testing.assert_array_equal(SGD(lambda step: 2.0 * step).rates(1, 2), [2, 4])
    without_step: Any = lambda: 0.25  # noqa: E731
    np.testing.assert_array_equal(SGD(without_step).rates(1, 2), [0.25, 0.25])
    for own in (Halves(), float):
        with pytest.raises(ModelError, match=r"get_config|one of ExponentialDecay"):
            serialize(SGD(own))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: CosineDecay(0.1, 0), "decay_steps of at least 1"),
        (lambda: PiecewiseConstantDecay([3], [0.1]), "a value more than the 1 boundaries"),
        (lambda: PiecewiseConstantDecay([3], [0.1, -0.1]), "values of at least 0, received -0.1"),
        (lambda: CosineDecay(-0.1, 10), "initial_learning_rate"),
        (lambda: ExponentialDecay(0.1, 10, 0.9, "yes"), "True or False for staircase"),
        (lambda: PolynomialDecay(0.1, 10, name=3), "text for name"),
        (lambda: CosineDecayRestarts(0.1, 10, t_mul=0), "t_mul above 0"),
        (lambda: Adam(ExponentialDecay(1.0, 1, 10.0)).rates(999, 1), "received inf"),
        (lambda: schedules.deserialize({"class_name": "Halves"}), "no schedule 'Halves'"),
    ],
)
def test_a_schedule_of_settings_that_are_none_is_refused(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()


@pytest.mark.parametrize("rate", [float("nan"), -1.0, "a", None, float("inf")])
def test_a_schedule_that_gives_no_rate_is_refused(rate: Any) -> None:
    with pytest.raises(ModelError, match="the schedule's learning rates of at least 0, received"):
        Adam(lambda step: 0.1 if step < 2 else rate).rates(0, 3)


def test_rates_go_on_from_the_step_they_are_asked_for() -> None:
    np.testing.assert_array_equal(Adam(0.5).rates(7, 3), [0.5, 0.5, 0.5])
    np.testing.assert_array_equal(Adam(float).rates(7, 3), [7, 8, 9])


def test_restarts_that_come_ever_sooner_end_at_the_lowest_rate() -> None:
    rate = CosineDecayRestarts(1.0, 4, t_mul=0.5, alpha=0.1)
    assert rate(0) == 1.0
    assert rate(100) == pytest.approx(0.1)


def test_piecewise_constant_decay_keeps_a_value_until_its_boundary_is_over_as_keras_does() -> None:
    rate = PiecewiseConstantDecay([2, 5], [1.0, 0.5, 0.1])
    assert [rate(step) for step in range(8)] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.1, 0.1]
    assert PiecewiseConstantDecay([], [0.3])(1000) == 0.3
