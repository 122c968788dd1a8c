"""Guesses: the mean over several looks decides, and how sure it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.reading.strips.guesses import guesses, sureness
from lenet.reading.strips.recognition import Swept
from lenet.reading.strips.strip import Strip
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.decoding import best_texts


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


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6))
def test_sureness_is_a_share_and_no_less_than_the_probability(parts: list[float]) -> None:
    whole = sum(parts)
    falling = sorted((part / whole for part in parts), reverse=True)
    assert falling[0] - 1e-9 <= sureness(falling[:-1]) <= 1


def test_sureness_falls_with_the_next_text_more_than_with_what_is_no_text() -> None:
    assert sureness([0.6, 0.4]) < sureness([0.6, 0.1]) < sureness([0.6]) < sureness([0.9])
    assert sureness([]) == sureness([0.0]) == 0
    assert sureness([1.0]) == pytest.approx(1)
