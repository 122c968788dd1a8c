"""Digits from strokes of pens: what a stroke becomes, and what keeps its shape."""

import numpy as np
import pytest

from lenet.errors import DataError
from lenet.reader_training.drawn import pen_hands
from lenet.reader_training.drawn.pen_hands import POINTS, PenHands, normalised, varied


def test_a_digit_is_one_high_and_its_strokes_have_equal_steps() -> None:
    line = np.array([[0, -100], [0, -60], [0, 0]], np.float32)
    (stroke,) = normalised([line])
    assert stroke.shape == (POINTS, 2)
    assert stroke[0].tolist() == [0, 0]
    assert stroke[-1].tolist() == [0, 1]
    assert np.diff(stroke[:, 1]) == pytest.approx(1 / (POINTS - 1))


def test_a_point_is_a_stroke() -> None:
    strokes = normalised([np.array([[5, -9]], np.float32)])
    assert strokes.shape == (1, POINTS, 2)
    assert np.isfinite(strokes).all()


@pytest.mark.parametrize("wild", [0.2, 1.0])
def test_a_varied_shape_is_near_its_own(drawn_pens: PenHands, wild: float) -> None:
    shape = drawn_pens.of_writer[0][2][0]
    away = [
        np.abs(varied(shape, np.random.default_rng(seed), wild) - shape).mean()
        for seed in range(50)
    ]
    assert min(away) > 0
    assert np.mean(away) < 0.08 * (0.4 + wild)


def test_a_writer_writes_his_own_digits(drawn_pens: PenHands) -> None:
    for writer in (0, 1):
        own = drawn_pens.of_writer[writer][7][0]
        drawn = drawn_pens.any(7, writer / 2, np.random.default_rng(3), wild=0.0)
        straightened = np.abs(drawn[:, [0, -1]] - own[:, [0, -1]])
        assert straightened.max() < 0.05


def test_shapes_of_other_strokes_are_not_blended(drawn_pens: PenHands) -> None:
    four = np.zeros((1, POINTS, 2))
    hands = PenHands([[[four]] * 10] * 2, [[four, np.ones((2, POINTS, 2))]] * 10)
    for seed in range(20):
        made = hands.any(4, 0.0, np.random.default_rng(seed))
        assert made.shape in {(1, POINTS, 2), (2, POINTS, 2)}


def test_where_pens_cannot_be_had_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> None:
        raise DataError("no connection")

    said: list[str] = []
    monkeypatch.setattr(pen_hands, "train_pens", nowhere)
    assert pen_hands.pens_that_can_be_had(said.append) is None
    assert said == ["Strips are drawn without pen digits: no connection"]
