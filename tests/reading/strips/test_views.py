"""Looks at a line: their mean decides, and as soon as it is sure they are enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.reader_training.strip_network import strip_reader
from lenet.reading.reader import Reader
from lenet.reading.strips import guesses as line_reading
from lenet.reading.strips.guesses import ENOUGH, Recognisers, guesses, looks, sureness
from lenet.reading.strips.looks import Line, Look, Swept, View, log_softmax, piece_line, sweep_line
from lenet.reading.strips.strip import Strip
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import SYMBOLS
from lenet.reading.texts.decoding import best_texts

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
    return look(strip, matrix)


def look(strip: Strip, matrix: np.ndarray) -> Swept:
    return Swept(View(1.0), strip, best_texts(matrix, amounts()), matrix)


def test_the_mean_over_the_looks_decides() -> None:
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
    assert guesses([look(strip, matrix)]) == []


def test_views_are_taken_until_their_mean_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[View] = []

    def pretend(chance: dict[View, float]):
        def look_at(line, view, network, automaton) -> Look:
            asked.append(view)
            return swept("25", chance.get(view, 1e-6))

        return look_at

    views = [View(1 - number / 10) for number in range(5)]
    for unsure in range(len(views) + 1):
        chances = dict.fromkeys(views[:unsure], 0.02)
        monkeypatch.setattr(line_reading, "look_at", pretend(chances))
        asked.clear()
        made = looks(LINE, Recognisers((strip_reader(),)), amounts(), views)
        sure = [
            sureness([guess.probability for guess in guesses(made[: count + 1])])
            for count in range(len(made))
        ]
        assert asked == views[: len(made)]
        assert all(one <= ENOUGH for one in sure[:-1])
        assert sure[-1] > ENOUGH or len(made) == len(views)


@pytest.mark.parametrize("with_pieces", [False, True])
def test_networks_take_turns_and_each_has_one(
    monkeypatch: pytest.MonkeyPatch, with_pieces: bool
) -> None:
    asked: list[object] = []

    def look_at(line, view, network, automaton) -> Look:
        asked.append(network)
        return swept("25", others)

    monkeypatch.setattr(line_reading, "look_at", look_at)
    one, two, judge = (strip_reader(seed) for seed in range(3))
    recognisers = Recognisers((one, two), judge if with_pieces else None)
    views = [View(1.0), View(0.9), View(0.8), View(0.9, pieces=True), View(0.7)]
    every = [one, two, one, judge, two] if with_pieces else [one, two, one, two]
    for others, expected in ((0.05, every), (1e-6, every[: 4 if with_pieces else 2])):  # noqa: B007
        asked.clear()
        looks(LINE, recognisers, amounts(), views)
        assert asked == expected


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


def test_a_line_in_pieces_is_read_with_what_the_judge_says_of_each() -> None:
    """A judge that knows pieces by their width alone: a narrow one is a 1, a wider one a 0."""
    ink = np.zeros((32, 110), np.float32)
    for column, width in ((20, 6), (50, 9), (80, 6)):
        ink[6:26, column : column + width] = 1
    line = Line(ink, ink, 1.0, 6, 26)

    class Judge:
        def predict(self, x: np.ndarray, *, threads: int) -> np.ndarray:
            widths = (x[..., 0] > x.min()).any(axis=1).sum(axis=1)
            answers = np.zeros((len(x), 1, 1, 13), np.float32)
            for number, width in enumerate(widths):
                answers[number, 0, 0, 2 if width < 10.5 else 1 if width < 16 else 0] = 12
            return answers

    made = piece_line(line, View(1.0, cleaned=True, pieces=True), Judge(), amounts())
    (first, *_) = guesses([made])
    assert first.candidate.digits == "101"
    assert first.probability > 0.9
    assert first.middles == pytest.approx((23, 54.5, 83), abs=1)


def test_a_line_without_ink_spells_nothing_in_pieces() -> None:
    made = piece_line(LINE, View(1.0, pieces=True), Reader.load().networks[0], amounts())
    assert guesses([made]) == []


def test_without_swept_networks_every_view_is_in_pieces_and_without_a_judge_none() -> None:
    network, judge = strip_reader(), strip_reader(1)
    views = [View(1.0), View(0.9, pieces=True), View(0.8)]
    assert list(Recognisers((network,)).turns(views)) == [(views[0], network), (views[2], network)]
    in_pieces = [(view._replace(pieces=True), judge) for view in views]
    assert list(Recognisers((), judge).turns(views)) == in_pieces
