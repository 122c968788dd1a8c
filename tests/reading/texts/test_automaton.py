"""Automata: joined, made smaller, made to pass over marks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.errors import PatternError
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import SYMBOLS, Automaton
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern

TEXTS = st.text(st.sampled_from(SYMBOLS), max_size=12)
DATE = automaton_of_pattern(r"\d\d\.\d\d")


@given(TEXTS)
def test_both_allow_what_each_allows(text):
    three = any_digits(3)
    amount, joined = amounts().read(text), amounts().both(three).read(text)
    assert joined == (amount if three.read(text) else None)


def test_both_multiply_their_weights_and_keep_the_firsts_meanings():
    stray = automaton_of_pattern(r"\d\.?\d").passing_over_marks(-2.0)
    joined = amounts().both(stray)
    weight, meaning = amounts().read("-1.2")
    assert joined.read("-1.2") == (weight - 2.0, meaning)
    assert joined.read("12.3") is None


def test_what_contradicts_itself_is_refused():
    with pytest.raises(PatternError, match="no text is allowed"):
        DATE.both(any_digits(3))


def test_stray_marks_are_passed_over_at_a_cost_and_foreseen_ones_are_free():
    passing = DATE.passing_over_marks(-1.5)
    assert passing.read("12.34") == (0.0, 0)
    assert passing.read("-12.34") == (-1.5, 0)
    assert passing.read("1.2-.34--") == (-6.0, 0)
    assert passing.read("1234") is None
    assert DATE.read("-12.34") is None


def test_the_smallest_automaton_has_no_states_too_many():
    # 0 and 1 are alike, 2 ends, 3 is a dead end, 4 is never reached.
    following = np.full((5, 12), -1, np.int32)
    following[[0, 1], 0] = [1, 0]
    following[[0, 1, 4], 1] = 2
    following[[0, 3], 2] = 3
    ends = np.array([-np.inf, -np.inf, -0.5, -np.inf, 0], np.float32)
    given = Automaton(following, np.zeros((5, 12), np.float32), ends, np.arange(5, dtype=np.int32))
    small = given.smallest()
    assert len(small) == 2
    for text in ("1", "01", "001", "02", "1x", "", "12"):
        assert small.read(text) == given.read(text)
    assert small.read("001") == (-0.5, 2)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_no_two_states_of_the_smallest_allow_the_same_texts(seed, states):
    random = np.random.default_rng(seed)
    chosen = random.integers(0, states, (states, 12))
    following = np.where(random.random((states, 12)) < 0.3, chosen, -1).astype(np.int32)
    ends = np.where(random.random(states) < 0.4, 0, -np.inf).astype(np.float32)
    ends[0] = 0
    weights, meanings = np.zeros((states, 12), np.float32), np.zeros(states, np.int32)
    given = Automaton(following, weights, ends, meanings)
    small = given.smallest()
    for text in ("".join(random.choice(list(SYMBOLS), 4)) for _ in range(20)):
        assert small.read(text) == given.read(text)
    # Moore (1956): pairs that differ at their ends, then those whose steps lead to such a pair.
    differ = small.ends[:, None] != small.ends
    differ = np.pad(differ, (0, 1), constant_values=True)
    differ[-1, -1] = False
    for _ in range(len(small)):
        differ[:-1, :-1] |= differ[small.following[:, None], small.following].any(axis=2)
    assert (differ | np.eye(len(small) + 1, dtype=bool)).all()


def test_states_of_other_weights_or_meanings_are_not_alike():
    following = np.full((3, 12), -1, np.int32)
    following[0, :2] = [1, 2]
    for ends, meanings in (([-np.inf, 0, -1], [0, 0, 0]), ([-np.inf, 0, 0], [0, 1, 2])):
        made = Automaton(
            following,
            np.zeros((3, 12), np.float32),
            np.array(ends, np.float32),
            np.array(meanings, np.int32),
        )
        assert len(made.smallest()) == 3
    weights = np.zeros((3, 12), np.float32)
    weights[0, 0] = -1
    made = Automaton(
        following, weights, np.array([-np.inf, 0, 0], np.float32), np.zeros(3, np.int32)
    )
    assert len(made.smallest()) == 2
    assert made.smallest().read("0") == (-1.0, 0)
