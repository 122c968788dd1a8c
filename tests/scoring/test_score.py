"""The arithmetic of scoring strings, against slow and obvious counting."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.errors import DataError
from lenet.scoring.score import DigitCounts, Outcome, align, reliability, score_strings

DIGITS = st.text("012", max_size=5)


def outcome(right, confidence, accepted=False):
    return Outcome("a.png", "12", "12" if right else "17", right, confidence, accepted)


def edits(truth, read):
    """The fewest edits between two strings, by trying all."""
    if not truth or not read:
        return len(truth) + len(read)
    return min(
        edits(truth[1:], read[1:]) + (truth[0] != read[0]),
        edits(truth[1:], read) + 1,
        edits(truth, read[1:]) + 1,
    )


@given(DIGITS, DIGITS)
def test_an_alignment_has_the_fewest_edits_and_accounts_for_every_digit(truth, read):
    found = align(truth, read)
    assert found.other + found.missed + found.added == edits(truth, read)
    assert found.right + found.other + found.missed == found.written == len(truth)
    assert found.right + found.other + found.added == len(read)
    assert min(found) >= 0


@pytest.mark.parametrize(
    ("truth", "read", "fates"),
    [
        ("5315", "5315", DigitCounts(4, 0, 0, 0)),
        ("5315", "5375", DigitCounts(3, 1, 0, 0)),
        ("5315", "535", DigitCounts(3, 0, 1, 0)),
        ("5315", "53115", DigitCounts(4, 0, 0, 1)),
        ("5315", "", DigitCounts(0, 0, 4, 0)),
        ("12", "23", DigitCounts(1, 0, 1, 1)),  # as many edits as misreading both
    ],
)
def test_digits_are_aligned_and_counted(truth, read, fates):
    assert align(truth, read) == fates


def test_strings_are_counted_whole_accepted_and_wrong():
    score = score_strings(
        [outcome(True, 0.9, True), outcome(False, 0.8, True), outcome(True, 0.3), outcome(False, 0)]
    )
    found = score.as_dict()
    assert (found["strings"], found["right"], found["right_rate"]) == (4, 2, 0.5)
    assert (found["accepted"], found["accepted_wrong"], found["rejected"]) == (2, 1, 2)
    assert found["error_rate_accepted"] == 0.5
    assert found["digits"]["right"] == 6
    assert found["digits"]["right_rate"] == 0.75


def test_without_an_accepted_one_there_is_no_error_among_them():
    assert score_strings([outcome(True, 0.9)]).as_dict()["error_rate_accepted"] is None


def test_how_many_can_be_accepted_is_the_most_with_so_few_wrong():
    rng = np.random.default_rng(0)
    sure = rng.integers(0, 60, 200) / 60  # with equals, which are accepted together
    right = rng.random(200) < sure**0.1
    score = score_strings(outcome(bool(r), float(c)) for r, c in zip(right, sure, strict=True))
    for error in (0.0, 0.01, 0.05, 0.2, 1.0):
        most = 0
        for least in {*sure, 2.0}:
            taken = right[sure >= least]
            if len(taken) and (~taken).sum() <= error * len(taken):
                most = max(most, len(taken))
        assert score.accepted_at(error) == most


def test_bins_hold_every_string_once():
    edges = (0.0, 0.5, 0.9, 1.0)
    sure = [0.0, 0.49, 0.5, 0.9, 1.0, 1.0]
    found = reliability(sure, [True, False, True, True, True, False], edges)
    assert [(one.strings, one.right) for one in found] == [(2, 1), (1, 1), (3, 2)]
    assert found[2].confidence == pytest.approx(2.9 / 3)
    assert [(a.high, b.low) for a, b in itertools.pairwise(found)] == [(0.5, 0.5), (0.9, 0.9)]


def test_the_calibration_error_is_the_mean_distance_of_confidence_from_being_right():
    certain = score_strings([outcome(True, 1.0), outcome(False, 1.0)])
    assert certain.calibration_error == pytest.approx(0.5)
    honest = score_strings([outcome(True, 0.5), outcome(False, 0.5)])
    assert honest.calibration_error == pytest.approx(0)


def test_no_strings_or_one_without_a_truth_is_refused():
    for wrong in ([], [Outcome("a.png", "", "1", right=False)]):
        with pytest.raises(DataError, match="expected one or more pictures"):
            score_strings(wrong)
