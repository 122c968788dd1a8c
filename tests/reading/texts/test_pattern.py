"""Patterns beside Python's own regular expressions."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.errors import PatternError
from lenet.reading.texts.automaton import DIGITS, SYMBOLS
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern, first_of

TEXTS = st.text(st.sampled_from(SYMBOLS), max_size=12)
ATOMS = st.sampled_from(
    ["0", "7", r"\.", "-", r"\d", ".", "[0-4]", "[^5-9.]", r"[\d-]", "[.]", "[1-]"]
)
COUNTS = st.sampled_from(["", "?", "*", "+", "{2}", "{1,}", "{,2}", "{0,3}", "{0}"])


def larger(patterns):
    return st.one_of(
        st.lists(patterns, max_size=3).map("".join),
        st.lists(patterns, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(patterns, COUNTS).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(st.tuples(ATOMS, COUNTS).map("".join), larger, max_leaves=5)


def allowed(pattern, text):
    return automaton_of_pattern(pattern).read(text) is not None


SHORT_TEXTS = ["".join(text) for n in range(5) for text in itertools.product("07.-", repeat=n)]


@settings(deadline=None, max_examples=200)
@given(PATTERNS, TEXTS)
def test_a_pattern_matches_what_it_does_in_python(pattern, longer):
    automaton = automaton_of_pattern(pattern)
    compiled = re.compile(pattern, re.ASCII)
    for text in [*SHORT_TEXTS, longer]:
        assert (automaton.read(text) is not None) == bool(compiled.fullmatch(text)), text


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        (r"\d{2}\.\d{2}\.\d{4}", ["01.02.2003"], ["01022003", "1.02.2003", "01-02-2003"]),
        (r"\d{2}/\d{2}/\d{4}", ["01-02-2003"], ["01.02.2003"]),
        ("[1-9]\\d{3}", ["8004"], ["0804", "80041", "-8004"]),
        (r"\d{3}-\d{7}", ["123-4567890"], ["1234567890"]),
        (r"\d{2}:\d{2}", ["12.30", "12-30"], ["1230"]),
        (r"\d{2} \d{2}", ["1230"], ["12-30"]),
        (r"12[ -]?30", ["1230", "12-30"], ["12.30"]),
        (r"\$\d+,\d\d\*", ["-5.00-"], ["5.00"]),
        ("^12$", ["12"], ["-12", "12-"]),
        ("", [""], ["1"]),
    ],
)
def test_marks_are_what_the_reader_tells_apart(pattern, matched, others):
    assert all(allowed(pattern, text) for text in matched)
    assert not any(allowed(pattern, text) for text in others)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("abc", "character 1: 'a' is neither a digit nor a mark"),
        (r"\w+", r"'\w+', at character 1: '\w' is neither a digit nor a mark"),
        ("12)", "character 3: there is no group to close"),
        ("(12", "character 4: a group is not closed"),
        ("[12", "character 4: it ends too soon"),
        ("\\", "it ends too soon"),
        ("*1", r"'*' has no meaning here; as a mark it is \*"),
        ("1$2", r"'$' has no meaning here; as a mark it is \$"),
        ("1*?", "a count follows a count"),
        ("1{3,2}", "{3,2} is no count"),
        ("1{}", "{} is no count"),
        ("(?=1)", "of the groups with (? only (?: is known"),
        ("[9-0]", "expected two digits in order, received 9-0"),
        ("[.-/]", "expected two digits in order, received .-/"),
        (r"[\d-9]", r"expected two digits in order, received \d-9"),
        ("1\n", r"'\n' is neither a digit nor a mark"),
        ("1" * 201, "expected a pattern of at most 200 characters, received 201"),
        ("(1{1000}){1000}", "its counts make it longer than 5000 symbols"),
        ("(" * 20 + "1" + "{1000})" * 20, "its counts make it longer than 5000 symbols"),
        ("(){1000}" * 9, "its counts make it longer than 5000 symbols"),
        (".*1.{20}", "expected a pattern of at most 2000 states, it has more"),
        (r"(\d{0,60}){0,60}", "in too many ways; expected fewer or smaller counts"),
        (r"\d{0,99}" * 22, "in too many ways; expected fewer or smaller counts"),
        (r"[^\d.-]", "no text is allowed"),
    ],
)
def test_what_is_no_pattern_is_refused_with_the_place_and_the_reason(pattern, message):
    with pytest.raises(PatternError) as refused:
        automaton_of_pattern(pattern)
    assert message in str(refused.value)


@settings(deadline=None, max_examples=300)
@given(st.text(st.sampled_from(r"\d019.-,[]{}()|?*+^$ :a"), max_size=20))
def test_any_pattern_at_all_is_taken_or_refused(pattern):
    try:
        automaton = automaton_of_pattern(pattern)
    except PatternError:
        return
    assert np.isfinite(automaton.ends).any()


@given(TEXTS)
def test_digits_pass_over_marks(text):
    count = sum(symbol in DIGITS for symbol in text)
    assert (any_digits().read(text) is not None) == (count > 0)
    assert (any_digits(3).read(text) is not None) == (count == 3)


@pytest.mark.parametrize("length", [0, -1, 101, 2.5, True])
def test_a_length_out_of_range_is_refused(length):
    with pytest.raises(PatternError, match="length"):
        any_digits(length)


def test_the_first_pattern_that_matches_gives_meaning_and_weight():
    both = first_of([r"1\d", r"\d\d", r"\d*"], meanings=[7, 8, 7], weights=[-1.0, 0.0, -3.0])
    assert both.read("12") == (-1.0, 7)
    assert both.read("22") == (0.0, 8)
    assert both.read("222") == (-3.0, 7)
    assert both.read("2-") is None
