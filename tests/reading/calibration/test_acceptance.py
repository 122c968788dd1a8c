"""From which confidence on a reading is accepted, for a greatest error."""

import math

import pytest

from lenet.reading.calibration.acceptance import ERRORS, least_accepted

THRESHOLDS = ((0.001, None), (0.01, 0.99), (0.05, 0.9))


@pytest.mark.parametrize(
    ("max_error", "least"),
    [(0, math.inf), (0.001, math.inf), (0.009, math.inf), (0.01, 0.99), (0.04, 0.99), (0.05, 0.9),
     (0.5, 0.9), (1, 0)],
)  # fmt: skip
def test_the_threshold_is_that_of_the_error_or_the_next_smaller(max_error, least):
    assert least_accepted(THRESHOLDS, max_error) == least


@pytest.mark.parametrize(("max_error", "least"), [(0, 1), (0.01, 0.99), (0.2, 0.8), (1, 0)])
def test_without_thresholds_probabilities_are_taken_at_their_word(max_error, least):
    assert least_accepted((), max_error) == least


def test_the_errors_with_a_threshold_rise_from_a_ten_thousandth_to_any():
    assert list(ERRORS) == sorted(set(ERRORS))
    assert (ERRORS[0], ERRORS[-1]) == (0.0001, 1)
    assert {0.005, 0.01, 0.02, 0.05} < set(ERRORS)
