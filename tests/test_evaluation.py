"""Errors out of n, the confusion matrix and the list of mistakes, against slow counting."""

import dataclasses
import fractions
import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.errors import ModelError
from lenet.evaluation import (
    Mistake,
    Score,
    confusion_matrix,
    mistakes,
    permutation_test,
    rejection,
    score,
    share_interval,
)

LABELS = np.array([2, 0, 1, 1], np.uint8)
PROBABILITIES = np.array(
    [[0.1, 0.2, 0.7], [0.5, 0.25, 0.25], [0.6, 0.3, 0.1], [0.0, 0.2, 0.8]], np.float32
)


def test_errors_loss_and_rates_are_as_counted_by_hand():
    result = score(LABELS, PROBABILITIES)
    assert (result.images, result.errors) == (4, 2)
    assert (result.error_rate, result.accuracy) == (0.5, 0.5)
    expected = -(math.log(0.7) + math.log(0.5) + math.log(0.3) + math.log(0.2)) / 4
    assert result.loss == pytest.approx(expected)


def test_the_dictionary_has_exactly_the_five_keys_and_is_json():
    result = score(LABELS, PROBABILITIES).as_dict()
    assert list(result) == ["images", "errors", "error_rate", "accuracy", "loss"]
    assert json.loads(json.dumps(result)) == result


def test_a_score_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Score(1, 0, 0.0).errors = 1  # type: ignore[misc]


def test_accuracy_is_the_nearest_float_to_the_share():
    assert Score(images=10_000, errors=164, loss=0.1).accuracy == 0.9836


def test_a_probability_of_zero_for_the_truth_is_a_large_loss_not_an_infinite_one():
    result = score([1], [[1.0, 0.0]])
    assert result.loss == pytest.approx(-math.log(1e-7))
    assert score([0], [[1.0, 0.0]]).loss == 0


def test_of_equal_probabilities_the_first_is_the_answer():
    assert score([0, 1], [[0.5, 0.5], [0.5, 0.5]]).errors == 1


def test_the_sum_of_many_losses_does_not_lose_precision():
    n = 1_000_000
    chances = np.full((n, 2), 0.9, np.float32)
    assert score(np.zeros(n, int), chances).loss == pytest.approx(-math.log(np.float32(0.9)), 1e-9)


def test_mistakes_are_listed_by_rising_index_with_the_answers_confidence():
    assert mistakes(LABELS, PROBABILITIES) == (
        Mistake(2, 1, 0, pytest.approx(0.6)),
        Mistake(3, 1, 2, pytest.approx(0.8)),
    )


def test_no_mistakes_is_an_empty_tuple():
    assert mistakes([0], [[0.9, 0.1]]) == ()


def test_rows_are_the_truth():
    matrix = confusion_matrix([0, 0, 1], [1, 1, 1], 3)
    assert matrix.dtype == np.int64
    assert matrix.tolist() == [[0, 2, 0], [0, 1, 0], [0, 0, 0]]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_the_matrix_agrees_with_counting_one_by_one(pairs):
    expected = np.zeros((5, 5), int)
    for truth, answer in pairs:
        expected[truth, answer] += 1
    truth, answers = np.array(pairs, np.uint8).reshape(-1, 2).T
    np.testing.assert_array_equal(confusion_matrix(truth, answers, 5), expected)


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_score_matrix_and_mistakes_agree(n, seed):
    chance = np.random.default_rng(seed)
    labels, chances = chance.integers(0, 10, n), chance.dirichlet(np.ones(10), n)
    wrong = mistakes(labels, chances)
    matrix = confusion_matrix(labels, chances.argmax(1), 10)
    assert score(labels, chances).errors == len(wrong) == n - matrix.trace()
    assert [m.index for m in wrong] == sorted({m.index for m in wrong})


@pytest.mark.parametrize(
    ("labels", "probabilities", "sentence"),
    [
        ([0, 1], [[0.5, 0.5]], "expected one label an image, 1, received 2"),
        ([0], [0.5, 0.5], r"expected probabilities as floats \[images, classes\]"),
        ([], np.zeros((0, 2)), r"received float64 \[0, 2\]"),
        ([0], [[1, 0]], "received int64"),
        ([0.0], [[1.0, 0.0]], r"expected labels as integers \[images\], received float64"),
        ([[0]], [[1.0, 0.0]], r"expected labels as integers \[images\]"),
        ([2], [[1.0, 0.0]], "expected labels from 0 to 1, received 2 to 2"),
        ([-1], [[1.0, 0.0]], "expected labels from 0 to 1, received -1 to -1"),
        ([0], [[math.nan, 0.0]], "expected finite probabilities"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(labels, probabilities, sentence):
    for function in (score, mistakes):
        with pytest.raises(ModelError, match=sentence):
            function(np.asarray(labels), probabilities)


def test_a_matrix_of_unequal_lengths_or_unknown_classes_is_refused():
    with pytest.raises(ModelError, match="as many answers as labels, 2, received 1"):
        confusion_matrix([0, 1], [0], 2)
    with pytest.raises(ModelError, match="expected answers from 0 to 1, received 2 to 2"):
        confusion_matrix([0], [2], 2)


# Rejection


def rejected_one_by_one(labels, answers, confidence):
    """Every threshold in turn: the share rejected, and the errors among the others."""
    points = []
    for threshold in sorted(set(confidence)):
        kept = [i for i in range(len(labels)) if confidence[i] >= threshold]
        wrong = sum(labels[i] != answers[i] for i in kept)
        points.append((1 - len(kept) / len(labels), wrong / len(kept)))
    return points


@pytest.mark.parametrize("levels", [3, 1000])
def test_rejection_is_that_of_every_threshold_in_turn(levels):
    generator = np.random.default_rng(levels)
    labels, answers = generator.integers(0, 2, (2, 40))
    confidence = generator.integers(0, levels, 40) / 10
    found = rejection(labels, answers, confidence)
    expected = rejected_one_by_one(labels, answers, confidence)
    assert found.rejected == pytest.approx([share for share, _ in expected])
    assert found.error == pytest.approx([error for _, error in expected])


def test_the_share_to_reject_is_the_least_that_is_good_enough():
    found = rejection([0, 0, 0, 0], [1, 0, 1, 0], [1.0, 2.0, 3.0, 4.0])
    assert found.share_for(0.5) == 0
    assert found.share_for(0.4) == 0.25
    assert found.share_for(0.1) == 0.75


def test_all_are_rejected_when_the_surest_answer_is_wrong():
    assert rejection([0, 0], [0, 1], [1.0, 2.0]).share_for(0.1) == 1


def test_rejection_refuses_arrays_that_do_not_fit():
    with pytest.raises(ModelError, match="a label, an answer, a confidence"):
        rejection([0, 1], [0], [1.0, 2.0])
    with pytest.raises(ModelError, match="received"):
        rejection([], [], [])


def test_the_interval_of_a_share_holds_it_and_narrows() -> None:
    assert share_interval(0, 0) == (0.0, 1.0)
    low, high = share_interval(0, 61)
    assert low == 0
    assert high == pytest.approx(0.0592, abs=1e-3)
    wide, narrow = share_interval(1, 10), share_interval(100, 1000)
    assert wide[0] < narrow[0] < 0.1 < narrow[1] < wide[1]
    with pytest.raises(ModelError):
        share_interval(2, 1)


# Two samples


def dealt_by_hand(first, second):
    """The share of deals whose means are at least as far apart, one deal after the other."""
    everyone = [*first, *second]

    def apart(hand):
        ours = [everyone[place] for place in hand]
        rest = [one for place, one in enumerate(everyone) if place not in hand]
        means = [fractions.Fraction(sum(hand), len(hand)) for hand in (ours, rest)]
        return abs(means[0] - means[1])

    deals = [apart(hand) for hand in itertools.combinations(range(len(everyone)), len(first))]
    seen = apart(tuple(range(len(first))))
    return sum(deal >= seen for deal in deals) / len(deals), len(deals)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([1, 2, 3], [4, 5, 6]),
        ([100, 97, 103, 99], [98, 101]),
        ([5, 5, 5], [5, 5, 5, 5]),
        ([1, 3], [2, 2]),
        ([95, 88, 91, 90, 97], [93, 92, 99, 104, 98]),
    ],
)
def test_the_permutation_test_counts_all_deals(first, second):
    p, deals = dealt_by_hand(first, second)
    made = permutation_test(first, second)
    assert (made.exact, made.deals) == (True, deals)
    assert made.p == pytest.approx(p)
    assert permutation_test(np.divide(first, 7), np.divide(second, 7)).p == pytest.approx(p)


def test_of_too_many_deals_some_are_drawn_and_the_seed_says_which():
    random = np.random.default_rng(0)
    first, second = random.normal(100, 10, 11), random.normal(106, 10, 11)
    made = permutation_test(first, second)
    assert not made.exact
    assert made == permutation_test(first, second)
    assert made != permutation_test(first, second, seed=1)
    few = permutation_test(first[:10], second[:10])
    assert few.exact
    assert permutation_test(np.zeros(12), np.ones(12)).p == 1 / (made.deals + 1)


@pytest.mark.parametrize("sample", [[1], [], [1, float("nan")], [[1, 2], [3, 4]]])
def test_a_sample_has_two_finite_numbers_or_more(sample):
    with pytest.raises(ModelError, match="two samples of two finite numbers"):
        permutation_test([1, 2], sample)
