"""Guesses: the mean over several looks decides, and how sure it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.reading.strips.guesses import chance_of_no_digit, guesses, sureness, sureness_of
from lenet.reading.strips.recognition import Swept
from lenet.reading.strips.strip import Strip
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.decoding import best_texts
from lenet.reading.texts.pattern import automaton_of_pattern


def test_the_mean_over_the_looks_decides(swept) -> None:
    sure, unsure = swept("25", 1e-4), swept("26", 0.03)
    (first, *others) = guesses([sure, unsure])
    assert first.candidate.digits == "25"
    assert "26" in {other.candidate.digits for other in others}
    assert first.probability == pytest.approx(guesses([sure])[0].probability / 2, rel=0.1)
    (first, *_) = guesses([sure, swept("26", 1e-5), swept("26", 1e-5)])
    assert first.candidate.digits == "26"


def test_marks_do_not_part_texts_of_the_same_digits(swept) -> None:
    with_point, without = swept("20.244", 1e-3), swept("20244", 1e-3)
    (first, *_) = guesses([with_point, without])
    assert first.candidate.digits == "20244"
    assert first.probability > 0.8


def test_the_places_of_symbols_are_in_order(swept) -> None:
    (first, *_) = guesses([swept("20.244", 1e-3)])
    assert first.candidate.text == "20.244"
    assert list(first.middles) == sorted(first.middles)
    assert np.diff(first.middles) == pytest.approx(8 / 1.3)  # two positions of four columns
    assert first.middles[0] == pytest.approx(4 / 1.3)


def test_nothing_that_is_allowed_is_no_guess() -> None:
    matrix = np.full((1, 13), -np.inf, np.float32)
    matrix[0, 12] = 0
    strip = Strip(np.zeros((32, 32), np.float32), 1, 1)
    assert guesses([Swept("", strip, best_texts(matrix, amounts()), matrix)]) == []


def test_a_line_of_marks_has_no_digit(swept) -> None:
    assert chance_of_no_digit([swept("-", 1e-4)]) > 0.98
    assert chance_of_no_digit([swept("5", 1e-4)]) < 0.01
    assert chance_of_no_digit([swept("-5", 1e-4)]) < 0.01
    both = chance_of_no_digit([swept("-", 1e-4), swept("5", 1e-4)])
    assert both == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("text", ["-", "5", ".-", "20"])
def test_the_chance_of_no_digit_is_that_of_all_texts_without_one(swept, text) -> None:
    look = swept(text, 0.03)
    marks = best_texts(look.matrix, automaton_of_pattern("[-.]*"), beam=1000, least=0.0)
    expected = np.exp(marks.log_allowed - marks.log_all)
    assert look.chance_of_no_digit() == pytest.approx(expected, rel=1e-4)


def sure_of(chances: list[list[float]]) -> float:
    """The sureness of texts with these probabilities, a row a look."""
    each = np.array(chances)
    first = each[:, each.mean(axis=0).argmax()]
    return sureness(first, each.sum(axis=1) - first)


@given(st.lists(st.floats(0, 0.33), min_size=3, max_size=3), st.floats(0.34, 1))
def test_sureness_is_from_0_to_1_and_above_a_half_for_most_of_what_is_allowed(
    others: list[float], first: float
) -> None:
    sure = sure_of([[first, *others]])
    assert 0 < sure < 1
    assert (sure >= 0.5) == (first >= max(sum(others), 0.01))


def test_each_look_has_the_same_say() -> None:
    doubted = sure_of([[0.9, 0.05], [0.9, 0.05], [0.2, 0.6]])
    assert sure_of([[0.9, 0.05], [0.9, 0.05], [0.9, 0.05]]) > 0.94
    assert 0.7 < doubted < 0.85
    assert doubted == pytest.approx(sure_of([[0.9, 0.05], [0.2, 0.6], [0.9, 0.05]]))


def test_a_look_that_is_far_surer_does_not_decide_alone() -> None:
    assert sure_of([[1.0, 1e-9], [0.1, 0.2]]) == sure_of([[1.0, 0.01], [0.1, 0.2]])


def test_what_is_no_text_does_not_hide_how_clear_the_digits_are() -> None:
    assert sure_of([[0.4, 0.02]]) == pytest.approx(0.4 / 0.42)
    assert sureness_of([]) == 0
