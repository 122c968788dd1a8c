"""Before and after on the same pictures: each judged by what was made from others."""

import numpy as np
import pytest

from lenet.errors import DataError
from lenet.reading import Calibration
from lenet.scoring.comparison import (
    calibrated,
    compared,
    cross_calibrated,
    each_from_others,
    fitted,
    in_words,
)
from lenet.scoring.score import Outcome


def outcome(place, right=True, confidence=0.9, accepted=True):
    read = "17" if right else "12"
    return Outcome(f"{place}.png", "17", read, right, confidence, accepted)


def raw_outcomes(count=200, seed=0):
    """Too sure by far: of those at 0.9 and more hardly half are right."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, count)
    sure = 1 / (1 + np.exp(-(2 * logits + 2)))
    right = rng.random(count) < 1 / (1 + np.exp(-logits))
    return [outcome(i, bool(r), float(c)) for i, (r, c) in enumerate(zip(right, sure, strict=True))]


def test_every_picture_is_judged_by_what_was_made_from_others():
    seen = []

    def outcomes_of(made_from, judged_by):
        assert not set(made_from) & set(judged_by)
        seen.append(len(made_from))
        return [outcome(place) for place in judged_by]

    found = each_from_others(10, outcomes_of, folds=3, seed=1)
    assert [one.file for one in found] == [f"{place}.png" for place in range(10)]
    assert sorted(seen) == [6, 7, 7]


def test_calibrated_outcomes_have_probabilities_and_are_accepted_by_them():
    calibration = Calibration(1, 1, -1.0, ((0.01, 0.8),))
    high, low, never = calibrated(
        [
            outcome(0, confidence=0.95),
            outcome(1, confidence=0.5),
            outcome(2, confidence=0.99, accepted=False),
        ],
        calibration,
        0.01,
    )
    assert high.confidence == pytest.approx(calibration.probability(0.95))
    assert (high.accepted, low.accepted) == (True, False)
    assert (never.accepted, never.confidence) == (False, 0.0)


def test_a_reading_that_nothing_could_make_accepted_is_not_fitted_to():
    raw = raw_outcomes()
    hopeless = [outcome(i, right=False, confidence=0.99, accepted=False) for i in range(100)]
    assert fitted([*raw, *hopeless]) == fitted(raw)
    with pytest.raises(DataError, match="expected 20 readings"):
        fitted(hopeless)


def test_calibrating_across_folds_makes_confidence_honest():
    raw = raw_outcomes()
    after = cross_calibrated(raw, folds=5, seed=0, max_error=0.2)
    found = compared(calibrated(raw, Calibration(), 0.2), after, 5)
    assert found.before.right == found.after.right
    assert found.before.calibration_error > 0.15
    assert found.after.calibration_error < 0.08
    assert found.after.accepted < found.before.accepted
    words = in_words(found, 0.2)
    assert "in 5 folds" in words
    assert f"{100 * found.before.calibration_error:.1f} points" in words
    assert "nothing is accepted" not in words
    assert found.as_dict()["before"]["strings"] == 200


def test_too_few_pictures_to_promise_an_error_are_told():
    raw = raw_outcomes(40)
    after = cross_calibrated(raw, folds=5, seed=0, max_error=0.001)
    words = in_words(compared(raw, after, 5), 0.001)
    assert words.endswith("40 pictures cannot promise 0.1 % of error: nothing is accepted.")


def test_a_calibration_that_accepts_fewer_though_nothing_was_wrong_is_told():
    before = [outcome(i, right=True, confidence=0.99, accepted=i < 30) for i in range(40)]
    after = [outcome(i, right=True, confidence=0.99, accepted=i < 10) for i in range(40)]
    assert "Fewer are accepted than before" in in_words(compared(before, after, 5), 0.01)
    assert "Fewer" not in in_words(compared(after, before, 5), 0.01)
    wrong = [outcome(i, right=i > 5, confidence=0.99, accepted=i < 30) for i in range(40)]
    assert "Fewer" not in in_words(compared(wrong, after, 5), 0.01)


def test_an_outcome_that_is_exactly_as_sure_as_is_needed_is_accepted():
    just = Calibration().probability(0.9)
    for least, accepted in ((just, True), (float(np.nextafter(just, 1)), False)):
        calibration = Calibration(thresholds=((0.01, least),))
        (found,) = calibrated([outcome(0, confidence=0.9)], calibration, 0.01)
        assert found.accepted is accepted


def test_no_calibration_makes_a_hopeless_outcome_accepted():
    calibration = Calibration(1, 1, 5.0, ((0.01, 0.0),))
    for error in (0.01, 0.5, 1.0):
        hopeless = [outcome(i, right=False, confidence=0.99, accepted=False) for i in range(3)]
        found = calibrated([*hopeless, outcome(3)], calibration, error)
        assert [one.accepted for one in found] == [False, False, False, True]
        assert [one.confidence for one in found[:3]] == [0.0] * 3
