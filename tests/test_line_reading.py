"""Sweeps of a line: their mean decides, and a sure first one is enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet import line_reading
from lenet.amount import amounts
from lenet.automaton import SYMBOLS
from lenet.decoding import best_texts
from lenet.line_reading import (
    ENOUGH,
    VIEWS,
    Line,
    Swept,
    View,
    guesses,
    log_softmax,
    sureness,
    sweep_line,
    sweeps,
)
from lenet.networks import strip_reader
from lenet.reader import Reader
from lenet.strip import Strip

PAPER = np.zeros((40, 100), np.float32)
LINE = Line(PAPER, PAPER, 0.5, 5, 35)


def swept(text: str, others: float) -> Swept:
    """A sweep that finds the text; ``others`` is what each other class gets at every position."""
    chances = np.full((2 * len(text) + 1, 13), others)
    for place, symbol in enumerate(text):
        chances[2 * place + 1, SYMBOLS.index(symbol) + 1] = 1 - 12 * others
    chances[::2, 0] = 1 - 12 * others
    matrix = np.log(chances).astype(np.float32)
    strip = Strip(np.zeros((32, 4 * len(matrix) + 28), np.float32), 1.3, 1.0)
    return Swept(View(1.0), strip, matrix, best_texts(matrix, amounts()))


def test_the_mean_over_the_sweeps_decides() -> None:
    sure, unsure = swept("25", 1e-4), swept("26", 0.03)
    (first, *others) = guesses([sure, unsure])
    assert first.candidate.digits == "25"
    assert "26" in {other.candidate.digits for other in others}
    assert first.probability == pytest.approx(guesses([sure])[0].probability / 2, rel=0.1)
    (first, *_) = guesses([sure, swept("26", 1e-5), swept("26", 1e-5)])
    assert first.candidate.digits == "26"


def test_marks_do_not_part_texts_of_the_same_digits() -> None:
    with_point, without = swept("20.244", 1e-3), swept("20244", 1e-3)
    (first, *_) = guesses([with_point, without])
    assert first.candidate.digits == "20244"
    assert first.probability > 0.8


def test_the_places_of_symbols_are_in_order() -> None:
    (first, *_) = guesses([swept("20.244", 1e-3)])
    assert first.candidate.text == "20.244"
    assert list(first.middles) == sorted(first.middles)
    assert np.diff(first.middles) == pytest.approx(8 / 1.3)  # two positions of four columns
    assert first.middles[0] == pytest.approx(4 / 1.3)


def test_nothing_that_is_allowed_is_no_guess() -> None:
    matrix = np.full((1, 13), -np.inf, np.float32)
    matrix[0, 12] = 0
    strip = Strip(np.zeros((32, 32), np.float32), 1, 1)
    made = Swept(View(1.0), strip, matrix, best_texts(matrix, amounts()))
    assert guesses([made]) == []


def test_views_are_taken_until_their_mean_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[View] = []

    def pretend(chance: dict[View, float]):
        def sweep(line, view, network, automaton) -> Swept:
            asked.append(view)
            return swept("25", chance.get(view, 1e-6))

        return sweep

    for unsure in range(len(VIEWS) + 1):
        chances = dict.fromkeys(VIEWS[:unsure], 0.02)
        monkeypatch.setattr(line_reading, "sweep_line", pretend(chances))
        asked.clear()
        made = sweeps(LINE, [strip_reader()], amounts())
        sure = [
            sureness([guess.probability for guess in guesses(made[: count + 1])])
            for count in range(len(made))
        ]
        assert asked == list(VIEWS[: len(made)])
        assert all(one <= ENOUGH for one in sure[:-1])
        assert sure[-1] > ENOUGH or len(made) == len(VIEWS)


def test_networks_take_turns_and_each_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def sweep(line, view, network, automaton) -> Swept:
        asked.append(network)
        return swept("25", 0.05 if unsure else 1e-6)

    monkeypatch.setattr(line_reading, "sweep_line", sweep)
    networks = [strip_reader(), strip_reader(1)]
    for unsure, views in ((False, 2), (True, len(VIEWS))):  # noqa: B007
        asked.clear()
        assert len(sweeps(LINE, networks, amounts())) == views
        assert asked == (networks * views)[:views]


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6))
def test_sureness_is_a_share_and_no_less_than_the_probability(parts: list[float]) -> None:
    whole = sum(parts)
    falling = sorted((part / whole for part in parts), reverse=True)
    assert falling[0] - 1e-9 <= sureness(falling[:-1]) <= 1


def test_sureness_falls_with_the_next_text_more_than_with_what_is_no_text() -> None:
    assert sureness([0.6, 0.4]) < sureness([0.6, 0.1]) < sureness([0.6]) < sureness([0.9])
    assert sureness([]) == sureness([0.0]) == 0
    assert sureness([1.0]) == pytest.approx(1)


def test_a_cleaned_view_sees_the_ink_alone() -> None:
    noise = np.random.default_rng(0).random((40, 100), np.float32)
    line = Line(noise, PAPER, 0.5, 5, 35)
    network = Reader.load().networks[0]
    assert sweep_line(line, View(1.0), network, amounts()).strip.pixels.any()
    assert not sweep_line(line, View(1.0, cleaned=True), network, amounts()).strip.pixels.any()


def test_a_sweep_is_log_probabilities_at_every_fourth_column() -> None:
    made = sweep_line(LINE, View(1.0), Reader.load().networks[0], amounts())
    columns = made.strip.pixels.shape[1]
    assert made.matrix.shape == ((columns - 32) // 4 + 1, 13)
    assert np.exp(made.matrix).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_log_softmax_is_the_logarithm_of_softmax_also_far_out() -> None:
    logits = np.array([[1000.0, 999.0], [-1000.0, -999.0]], np.float32)
    lower, higher = -np.log1p(np.exp(1)), -np.log1p(np.exp(-1))
    expected = [[higher, lower], [lower, higher]]
    assert log_softmax(logits) == pytest.approx(np.array(expected), abs=1e-5)


def test_a_line_turned_twice_is_the_line() -> None:
    plane = np.random.default_rng(0).random((40, 90), np.float32)
    line = Line(plane, plane / 2, 0.5, 5, 30, 0.02)
    twice = line.turned().turned()
    assert np.array_equal(twice.depth, line.depth)
    assert np.array_equal(twice.ink, line.ink)
    assert (twice.top, twice.bottom, twice.slope) == (line.top, line.bottom, line.slope)
    assert line.turned().top == 10
