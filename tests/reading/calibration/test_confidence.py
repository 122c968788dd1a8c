"""The map and its thresholds: what they say, and as a file that is checked."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.errors import DataError
from lenet.reading.calibration.confidence import (
    CALIBRATION,
    LARGEST_CALIBRATION,
    Calibration,
    load_calibration,
)

ONE = Calibration(0.5, 2.0, -1.0, ((0.001, None), (0.01, 0.99), (0.05, 0.9)), 500, 400)
CHANCE = st.floats(0, 1)


@given(CHANCE)
def test_without_a_fit_raw_is_left_as_it_is(raw):
    assert Calibration().probability(raw) == pytest.approx(raw, abs=2e-6)


@given(CHANCE, CHANCE)
def test_the_map_never_changes_the_order(one, other):
    low, high = sorted((one, other))
    assert 0 <= ONE.probability(low) <= ONE.probability(high) <= 1


def test_the_map_is_the_formula():
    raw = 0.7
    logit = 0.5 * math.log(raw) - 2.0 * math.log(1 - raw) - 1.0
    assert ONE.probability(raw) == pytest.approx(1 / (1 + math.exp(-logit)))
    assert ONE.probabilities([raw, raw]).tolist() == [ONE.probability(raw)] * 2


def test_the_threshold_is_that_of_the_greatest_error():
    assert ONE.threshold(0.01) == 0.99
    assert ONE.threshold(0.001) == math.inf


@pytest.mark.parametrize("one", [ONE, Calibration()])
def test_a_calibration_is_read_as_it_was_written(one, tmp_path):
    one.save(tmp_path)
    assert load_calibration(tmp_path) == one
    assert [path.name for path in tmp_path.iterdir()] == [CALIBRATION]


def test_there_may_be_none(tmp_path):
    with pytest.raises(DataError, match=r"calibration.json: No such file"):
        load_calibration(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"lenet_calibration": 2},
        {"rising": 0},
        {"falling": -1},
        {"rising": "1"},
        {"rising": True},
        {"offset": math.nan},
        {"offset": 1e300},
        {"readings": -1},
        {"thresholds": {}},
        {"thresholds": [[0.1]]},
        {"thresholds": ["ab"]},
        {"thresholds": [[0.1, 1.5]]},
        {"thresholds": [[0.2, 0.9], [0.1, 0.9]]},
        {"thresholds": [[0.1, 0.8], [0.2, 0.9]]},
        {"thresholds": [[0.1, 0.8], [0.2, None]]},
        {"another": 1},
        {"offset": ...},
    ],
)
def test_a_file_that_is_no_calibration_is_refused(changes, tmp_path):
    ONE.save(tmp_path)
    path = tmp_path / CALIBRATION
    found = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({k: v for k, v in found.items() if v is not ...}))
    with pytest.raises(DataError, match="is not a calibration"):
        load_calibration(tmp_path)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_calibration_are_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("reader")
    (folder / CALIBRATION).write_bytes(content)
    with pytest.raises(DataError, match="is not a calibration"):
        load_calibration(folder)


def test_a_huge_file_is_refused(tmp_path):
    (tmp_path / CALIBRATION).write_bytes(b" " * (LARGEST_CALIBRATION + 1))
    with pytest.raises(DataError, match="of at most"):
        load_calibration(tmp_path)


def test_nested_brackets_are_refused(tmp_path):
    (tmp_path / CALIBRATION).write_bytes(b"[" * LARGEST_CALIBRATION)
    with pytest.raises(DataError, match="is not a calibration"):
        load_calibration(tmp_path)


def test_arrays_are_taken(tmp_path):
    assert Calibration().probabilities(np.linspace(0, 1, 5)).shape == (5,)
