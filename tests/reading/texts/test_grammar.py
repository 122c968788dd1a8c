"""What a reading is asked for: any pattern gives an automaton of written texts, or a sentence."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.errors import PatternError
from lenet.reading.texts.automaton import SYMBOLS
from lenet.reading.texts.decoding import best_texts
from lenet.reading.texts.grammar import automaton_for

NEVER_EMPTY = ["()", "^$", "||", " ", "", "[ ]", "(?:){5}", "( |)*", r"\s"]


@pytest.mark.parametrize("pattern", NEVER_EMPTY)
def test_a_pattern_that_only_the_empty_text_matches_is_refused(pattern):
    with pytest.raises(PatternError, match="some text of at least one digit or mark matches"):
        automaton_for("amount", None, pattern)


@pytest.mark.parametrize("pattern", [r"\d*", r"(\d{4})?", r"(\d|)+", r"[-\d]*", r"(1*2)*"])
def test_the_empty_text_alone_is_left_out(pattern):
    automaton, plain = automaton_for("amount", None, pattern), re.compile(pattern)
    assert automaton.read("") is None
    for text in ("7", "1984", "12", "112", "122", "-", "5-5"):
        if plain.fullmatch(text):
            assert automaton.read(text) == (0.0, 0)


@settings(max_examples=400)
@given(
    st.text(st.sampled_from(r"\d019.-,[]{}()|?*+^$ :a\ud800٣é"), max_size=20) | st.text(max_size=30)
)
def test_whatever_the_pattern_it_is_refused_or_only_written_texts_are_read(pattern):
    try:
        automaton = automaton_for("digits", None, pattern)
    except PatternError as refused:
        sentence = str(refused)
    else:
        sentence = ""
    assert "\n" not in sentence
    if sentence:
        return
    chances = np.random.default_rng(len(pattern)).dirichlet(np.full(13, 0.2), 6)
    with np.errstate(divide="ignore"):
        found = best_texts(np.log(chances), automaton)
    for candidate in found.candidates:
        assert candidate.text
        assert set(candidate.text) <= set(SYMBOLS)


@pytest.mark.parametrize("pattern", [5, b"1", None.__class__, ["1"]])
def test_what_is_no_text_is_no_pattern(pattern):
    with pytest.raises(PatternError, match="expected text for pattern"):
        automaton_for("amount", None, pattern)


@pytest.mark.parametrize("length", [0, 101, 10**400, True, 2.0, "2", np.nan, [2]])
def test_what_is_no_length_is_refused(length):
    with pytest.raises(PatternError, match="length"):
        automaton_for("digits", length, None)


def test_numbers_of_numpy_are_lengths():
    lengths: list[Any] = [2, np.int64(2), np.array(2)]
    first, *others = (automaton_for("digits", length, None) for length in lengths)
    assert all(other is first for other in others)
