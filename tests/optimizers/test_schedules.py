"""Schedules: the rate at each step, as Keras computes it, and what is refused."""

from typing import Any

import numpy as np
import pytest

from lenet.errors import ModelError
from lenet.optimizers import Adam, CosineDecay, PiecewiseConstantDecay


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: CosineDecay(0.1, 0), "decay_steps of at least 1"),
        (lambda: PiecewiseConstantDecay([3], [0.1]), "a value more than the 1 boundaries"),
        (lambda: PiecewiseConstantDecay([3], [0.1, -0.1]), "values of at least 0, received -0.1"),
        (lambda: CosineDecay(-0.1, 10), "initial_learning_rate"),
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


def test_cosine_decay_climbs_then_falls_along_half_a_cosine() -> None:
    rate = CosineDecay(0.0, 10, 0.1, warmup_target=2.0, warmup_steps=4)
    assert [rate(step) for step in range(5)] == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert rate(9) == pytest.approx(2.0 * (0.9 * 0.5 + 0.1))
    assert rate(14) == pytest.approx(0.2)
    assert rate(1000) == pytest.approx(0.2)
    assert CosineDecay(1.0, 2)(1) == pytest.approx(0.5)


def test_piecewise_constant_decay_keeps_a_value_until_its_boundary_is_over_as_keras_does() -> None:
    rate = PiecewiseConstantDecay([2, 5], [1.0, 0.5, 0.1])
    assert [rate(step) for step in range(8)] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.1, 0.1]
    assert PiecewiseConstantDecay([], [0.3])(1000) == 0.3
