"""Numbers, words and lists from users: Python's and NumPy's are taken, all else is a sentence."""

import math
from fractions import Fraction

import numpy as np
import pytest

from lenet.arguments.numbers import (
    FINITE,
    NOT_NEGATIVE,
    PART,
    POSITIVE,
    SHARE,
    Interval,
    checked_seed,
    real,
    truth,
    whole,
)
from lenet.arguments.words import LONGEST_SHOWN, row, shown, text, word
from lenet.errors import ModelError, PatternError

NO_NUMBERS = [
    True, np.True_, np.array(True), "1", b"1", None, math.nan, np.float32("nan"), 1j, [1], (1,),
    np.array([1.0]), np.array("1"), 10**400, -(10**400), 10**5000, object(), float, {},
]  # fmt: skip


def kind_of(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("value", NO_NUMBERS, ids=kind_of)
def test_what_is_no_number_is_refused_in_one_sentence(value: object) -> None:
    with pytest.raises(
        ModelError, match=r"^expected (a finite )?a rate of at least 0, received .+$"
    ):
        real("a rate", value, NOT_NEGATIVE)


@pytest.mark.parametrize("value", [1.5, np.float32(1.5), np.array(1.5), Fraction(3, 2)])
def test_a_number_becomes_a_float(value: object) -> None:
    found = real("a rate", value, NOT_NEGATIVE)
    assert type(found) is float
    assert found == 1.5


@pytest.mark.parametrize("value", [2, np.int64(2), np.uint8(2), np.array(2)])
def test_a_whole_number_becomes_an_int(value: object) -> None:
    found = whole("steps", value)
    assert type(found) is int
    assert found == 2
    assert real("steps", value, NOT_NEGATIVE) == 2


@pytest.mark.parametrize("value", [*NO_NUMBERS, 2.0, np.float64(2), np.array(2.0)], ids=kind_of)
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(ModelError, match="steps"):
        whole("steps", value, 0, 10)


def test_the_error_says_the_bounds() -> None:
    with pytest.raises(ModelError, match=r"^expected steps from 1 to 9, received 10$"):
        whole("steps", 10, 1, 9)
    with pytest.raises(ModelError, match=r"^expected steps of at least 1, received 0$"):
        whole("steps", 0, 1)
    with pytest.raises(PatternError, match="steps"):
        whole("steps", 0, 1, error=PatternError)


@pytest.mark.parametrize(
    ("interval", "words", "inside", "outside"),
    [
        (SHARE, "from 0 to 1", [0, 1, 0.5], [-0.1, 1.1, math.nan]),
        (PART, "from 0 to below 1", [0, 0.99], [1, -1e-9]),
        (POSITIVE, "above 0", [1e-300, 1e300], [0, math.inf]),
        (NOT_NEGATIVE, "of at least 0", [0, 1e300], [-1e-300, math.inf]),
        (FINITE, "as a finite number", [-1e300, 1e300], [math.inf, -math.inf]),
        (Interval(0, 1e-3, without_low=True), "above 0 to 0.001", [1e-3], [0]),
    ],
)
def test_an_interval_holds_its_numbers_and_says_which(
    interval: Interval, words: str, inside: list[float], outside: list[float]
) -> None:
    assert str(interval) == words
    assert all(interval.holds(number) for number in inside)
    assert not any(interval.holds(number) for number in outside)


def test_infinity_is_told_from_what_is_too_small() -> None:
    with pytest.raises(ModelError, match=r"^expected a finite rate of at least 0, received inf$"):
        real("rate", math.inf, NOT_NEGATIVE)


def test_seeds_are_whole_numbers_of_64_bits() -> None:
    assert checked_seed(np.int64(3)) == 3
    assert checked_seed(2**64 - 1) == 2**64 - 1
    for value in (-1, 2**64, 10**400, 1.0, True, "1", None):
        with pytest.raises(ModelError, match=r"a seed from 0 to below 2\^64"):
            checked_seed(value)


def test_true_and_false_are_pythons_or_numpys() -> None:
    assert truth("it", np.True_) is True
    assert truth("it", False) is False
    for value in (0, 1, "yes", None, np.array([True])):
        with pytest.raises(ModelError, match="True or False for it"):
            truth("it", value)


def test_words_and_lists() -> None:
    assert type(text("a name", np.str_("a"))) is str
    assert word("mode", "b", ("a", "b")) == "b"
    with pytest.raises(ModelError, match="expected mode a or b, received 'c'"):
        word("mode", "c", ("a", "b"))
    with pytest.raises(ModelError, match="expected mode a or b, received"):
        word("mode", np.array(["a", "b"]), ("a", "b"))
    assert row("steps", np.array([1, 2])) == row("steps", (1, 2)) == [1, 2]
    for value in (5, "12", b"12", {1: 2}, None, np.array(3)):
        with pytest.raises(ModelError, match="expected a list for steps, received"):
            row("steps", value)


def test_any_value_is_shown_shortly() -> None:
    class Silent:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown("a\ud800") == r"'a\ud800'"
    assert shown(10**5000) == "a int"
    assert shown(Silent()) == "a Silent"
    assert len(shown("long" * 1000)) <= LONGEST_SHOWN + 3
