"""A look at a strip: a sweep's log probabilities, and what a judge says of pieces."""

from typing import Any

import numpy as np
import pytest

from lenet.reading.reader import Reader
from lenet.reading.strips.guesses import guesses
from lenet.reading.strips.recognition import log_softmax, piece_strip, sweep_strip
from lenet.reading.strips.strip import strip_of
from lenet.reading.texts.amount import amounts

STRIP = strip_of(np.zeros((40, 100), np.float32), 0.5, 5, 35)


def test_a_sweep_is_log_probabilities_at_every_fourth_column() -> None:
    made = sweep_strip(STRIP, "", Reader.load().networks[0], amounts())
    columns = made.strip.pixels.shape[1]
    assert made.matrix.shape == ((columns - 32) // 4 + 1, 13)
    assert np.exp(made.matrix).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_log_softmax_is_the_logarithm_of_softmax_also_far_out() -> None:
    logits = np.array([[1000.0, 999.0], [-1000.0, -999.0]], np.float32)
    lower, higher = -np.log1p(np.exp(1)), -np.log1p(np.exp(-1))
    expected = [[higher, lower], [lower, higher]]
    assert log_softmax(logits) == pytest.approx(np.array(expected), abs=1e-5)


def test_a_strip_in_pieces_is_read_with_what_the_judge_says_of_each() -> None:
    """A judge that knows pieces by their width alone: a narrow one is a 1, a wider one a 0."""
    ink = np.zeros((32, 110), np.float32)
    for column, width in ((20, 6), (50, 9), (80, 6)):
        ink[6:26, column : column + width] = 1
    strip = strip_of(ink, 1.0, 6, 26)

    class Judge:
        def predict(self, x: np.ndarray, *, threads: int) -> np.ndarray:
            widths = (x[..., 0] > x.min()).any(axis=1).sum(axis=1)
            answers = np.zeros((len(x), 1, 1, 13), np.float32)
            for number, width in enumerate(widths):
                answers[number, 0, 0, 2 if width < 10.5 else 1 if width < 16 else 0] = 12
            return answers

    judge: Any = Judge()
    made = piece_strip(strip, "", judge, amounts())
    (first, *_) = guesses([made])
    assert first.candidate.digits == "101"
    assert first.probability > 0.9
    assert first.middles == pytest.approx((23, 54.5, 83), abs=1)
    assert made.chance_of_no_digit() < 0.01


def test_a_strip_without_ink_spells_nothing_in_pieces() -> None:
    made = piece_strip(STRIP, "", Reader.load().networks[0], amounts())
    assert guesses([made]) == []
