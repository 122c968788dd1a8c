"""What is asked of every picture."""

import pytest

from lenet.errors import ModelError, PatternError
from lenet.pictures.limits import LIMITS
from lenet.reading.read_options import ReadOptions, grammar_of


def test_limits_that_nobody_chose_are_left_to_the_reader():
    assert "limits" not in ReadOptions().arguments()
    assert ReadOptions(limits=LIMITS).arguments()["limits"] is LIMITS


def test_the_arguments_are_the_options():
    options = ReadOptions("digits", length=4, max_error=0.05)
    assert options.arguments() == {
        "grammar": "digits", "length": 4, "pattern": None, "boxes": None, "max_error": 0.05,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "grammar"),
    [
        ((False,), "amount"),
        ((False, None, None), "amount"),
        ((True,), "digits"),
        ((False, 4), "digits"),
        ((False, None, "12"), "digits"),
    ],
)
def test_digits_a_length_or_a_pattern_ask_for_digits(options, grammar):
    assert grammar_of(*options) == grammar


def test_only_readings_of_the_grammar_of_amounts_have_an_amount():
    assert ReadOptions("amount", length=3).is_amount
    assert not ReadOptions("digits").is_amount
    assert not ReadOptions("amount", pattern=r"\d+").is_amount


def test_a_length_bounds_a_pattern_and_stray_marks_cost():
    automaton = ReadOptions(pattern=r"\d+", length=2).automaton()
    assert automaton.read("12") == (0.0, 0)
    assert automaton.read("123") is None
    read = automaton.read("1-2")
    assert read is not None
    assert read[0] < 0


def test_options_that_allow_no_text_are_refused():
    with pytest.raises(ModelError, match="expected the grammar"):
        ReadOptions("roman").automaton()
    with pytest.raises(PatternError):
        ReadOptions(pattern="12", length=3).automaton()


def test_which_texts_alone_are_wanted_is_said_in_words() -> None:
    assert ReadOptions().wanted == ReadOptions("digits").wanted == ""
    assert ReadOptions("digits", 1).wanted == "one digit"
    both = ReadOptions("digits", 5, r"\d+")
    assert both.wanted == "5 digits and a text of the pattern"
