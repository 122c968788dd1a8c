"""The calibration of single digits: its file, its fit, and what is refused."""

import json

import numpy as np
import pytest

from lenet.errors import DataError, ModelError
from lenet.reading import (
    DIGIT_CALIBRATION,
    DigitCalibration,
    DigitReading,
    Known,
    fit_digits,
    load_digit_calibration,
)
from lenet.reading.one_digit.sight import Sight


def test_the_default_leaves_probabilities_unchanged():
    calibration = DigitCalibration()
    assert calibration.chance_of_one(0.3, 0.9) == pytest.approx(0.3)
    assert calibration.chance_of_right(0.8, 0.2) == pytest.approx(0.8)
    assert calibration.chance_of_right(0.8, None) == pytest.approx(0.8)


def test_a_calibration_is_saved_and_loaded(tmp_path):
    calibration = DigitCalibration((1, 2, 3), (4, 5, 6), (7, 8), 0.5, "these")
    calibration.save(tmp_path)
    assert load_digit_calibration(tmp_path) == calibration


def test_a_folder_without_the_file_has_the_default(tmp_path):
    assert load_digit_calibration(tmp_path) == DigitCalibration()


@pytest.mark.parametrize(
    "change",
    [
        {"is_one": [1, 2]},
        {"is_right": "123"},
        {"stands": [1, float("inf")]},
        {"is_empty": 2},
        {"fitted_to": 3},
        {"another": 1},
        {"lenet_digit_calibration": 2},
    ],
)
def test_a_damaged_file_is_named(tmp_path, change):
    DigitCalibration().save(tmp_path)
    path = tmp_path / DIGIT_CALIBRATION
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(DataError, match="digit_calibration"):
        load_digit_calibration(tmp_path)


def test_a_value_that_cannot_be_is_refused():
    with pytest.raises(ModelError, match="is_one"):
        DigitCalibration(is_one=(1.0,))


def simulated(count: int, digits: bool, random: np.random.Generator) -> list[Known]:
    """Readings of which a fifth is wrong where the reader disagrees."""
    known = []
    for _ in range(count):
        agrees = random.random() < 0.8
        right = random.random() < (0.99 if agrees else 0.5)
        one = random.beta(8, 1) if digits else random.beta(1, 8)
        sight = Sight({"3" if agrees else "5": one}, 0.0, "")
        reading = DigitReading("3", 0.0, scores={"3": 0.9, "5": 0.1}, looked_at=sight)
        known.append(Known(reading, ("3" if right else "5") if digits else ""))
    return known


def test_a_fit_tells_digits_from_others_and_what_disagreement_costs():
    random = np.random.default_rng(0)
    known = simulated(600, True, random) + simulated(300, False, random)
    standing = [Known(DigitReading("3", 0.0, scores={"3": 0.9}), "3") for _ in range(50)]
    found = fit_digits(known, standing, "simulated")
    assert found.fitted_to == "simulated"
    assert found.chance_of_one(0.95, 0.9) > 0.99
    assert found.chance_of_one(0.05, 0.9) < 0.1
    assert found.chance_of_right(0.9, 0.9999) == pytest.approx(0.99, abs=0.02)
    assert found.chance_of_right(0.9, 0.0) == pytest.approx(0.5, abs=0.12)
    assert found.chance_of_right(0.9, None) > 0.95


def test_a_fit_without_anything_but_digits_is_refused():
    known = simulated(30, True, np.random.default_rng(0))
    with pytest.raises(DataError, match="something else"):
        fit_digits(known, known, "digits alone")
