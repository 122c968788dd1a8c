"""A fit finds the map that readings were drawn from, and thresholds that keep their promise."""

import numpy as np
import pytest

from lenet.errors import DataError
from lenet.reading.calibration.acceptance import ERRORS
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.calibration.fitting import LEAST_READINGS, fit


def drawn(count, seed=0, slope=1.6, offset=0.8):
    """Raw confidences that are too sure, and whether each reading was right."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(3, 3, count)
    raw, chance = (1 / (1 + np.exp(-z)) for z in (slope * logits + offset, logits))
    return raw, rng.random(count) < chance, chance


def test_many_readings_give_the_probabilities_they_were_drawn_with():
    raw, right, chance = drawn(20_000)
    found = fit(raw, right)
    assert np.abs(found.probabilities(raw) - chance).max() < 0.03
    assert np.abs(raw - chance).max() > 0.15
    assert (found.readings, found.right) == (20_000, right.sum())


def test_a_few_readings_leave_an_honest_reader_nearly_as_it_is():
    raw, right, _ = drawn(LEAST_READINGS, slope=1, offset=0)
    found = fit(raw, right)
    assert np.abs(found.probabilities(raw) - raw).mean() < 0.1


def test_the_most_probable_map_is_a_top():
    raw, right, _ = drawn(200)
    found = fit(raw, right)

    def height(rising, falling, offset):
        chance = Calibration(rising, falling, offset).probabilities(raw).clip(1e-12, 1 - 1e-12)
        likelihood = np.sum(np.log(np.where(right, chance, 1 - chance)))
        return likelihood - 2 * ((rising - 1) ** 2 + (falling - 1) ** 2) - offset**2 / 2

    top = np.array([found.rising, found.falling, found.offset])
    for axis in range(3):
        for step in (-1e-3, 1e-3):
            moved = top.copy()
            moved[axis] += step
            assert height(*moved) < height(*top)


@pytest.mark.slow
def test_the_accepted_of_other_readings_are_wrong_no_more_often_than_asked():
    over = 0
    for seed in range(40):
        raw, right, _ = drawn(500, seed)
        found = fit(raw, right)
        others, _, chance = drawn(20_000, 1000 + seed)
        accepted = found.probabilities(others) >= found.threshold(0.05)
        assert accepted.mean() > 0.5
        over += (1 - chance)[accepted].mean() > 0.05
    assert over <= 12  # 4 are expected of 40


def test_no_more_of_the_sample_are_wrong_than_asked():
    raw, right, _ = drawn(1000)
    found = fit(raw, right)
    for error in ERRORS:
        accepted = found.probabilities(raw) >= found.threshold(error)
        assert not accepted.any() or (~right[accepted]).mean() <= error


def test_thresholds_fall_as_more_error_is_allowed():
    raw, right, _ = drawn(1000)
    least = [fit(raw, right).threshold(error) for error in ERRORS]
    assert least == sorted(least, reverse=True)
    assert least[0] > 1 > least[-8]


def test_a_few_readings_promise_nothing_small():
    raw, right, _ = drawn(LEAST_READINGS)
    assert fit(raw, right).threshold(0.0001) == np.inf


@pytest.mark.parametrize("right", [True, False])
def test_readings_all_right_or_all_wrong_are_fitted(right):
    found = fit(np.linspace(0.1, 1, 50), np.full(50, right))
    assert (found.probability(0.9) > 0.5) == right
    assert found.threshold(0.01) >= 0


def test_a_reader_that_is_surer_when_wrong_still_keeps_its_order():
    raw = np.linspace(0.01, 0.99, 400)
    found = fit(raw, raw < 0.5)
    assert (np.diff(found.probabilities(raw)) > 0).all()


def test_equal_confidences_are_accepted_together():
    raw = np.repeat([0.2, 0.9], 100)
    right = np.r_[np.zeros(100, bool), np.arange(100) > 0]
    accepted = fit(raw, right).probabilities(raw) >= fit(raw, right).threshold(0.1)
    assert accepted.tolist() == [False] * 100 + [True] * 100


def test_a_fit_is_the_same_twice():
    raw, right, _ = drawn(100)
    assert fit(raw, right) == fit(raw, right)


@pytest.mark.parametrize(
    ("raw", "right", "sentence"),
    [
        (np.zeros(19), np.zeros(19, bool), "expected 20 readings to calibrate on, received 19"),
        (np.zeros(30), np.zeros(29, bool), "a confidence and a bool a reading"),
        (np.zeros((5, 6)), np.zeros((5, 6), bool), "a confidence and a bool a reading"),
        (np.zeros(30), np.zeros(30), "a bool a reading"),
        (np.full(30, 1.1), np.zeros(30, bool), "from 0 to 1"),
        (np.full(30, np.nan), np.zeros(30, bool), "from 0 to 1"),
    ],
)
def test_what_cannot_be_fitted_is_refused(raw, right, sentence):
    with pytest.raises(DataError, match=sentence):
        fit(raw, right)
