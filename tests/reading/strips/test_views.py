"""Views of a line: which are taken, by which network, and when they are enough."""

import pytest

from lenet.reader_training.strip_network import strip_reader
from lenet.reading.reader import Reader
from lenet.reading.strips import views as module
from lenet.reading.strips.guesses import guesses, sureness_of
from lenet.reading.strips.recognition import Look, Pieced, Swept
from lenet.reading.strips.views import (
    ENOUGH,
    USUAL_PITCH,
    Recognisers,
    View,
    look_at,
    looks,
    pitch_of,
    strip_in_view,
)
from lenet.reading.texts.amount import amounts


def test_views_are_taken_until_their_mean_is_sure(
    monkeypatch: pytest.MonkeyPatch, swept, line
) -> None:
    asked: list[View] = []

    def pretend(chance: dict[View, float]):
        def look_at(line, view, network, automaton) -> Look:
            asked.append(view)
            return swept("25", chance.get(view, 1e-6))

        return look_at

    views = [View(1 - number / 10) for number in range(5)]
    for unsure in range(len(views) + 1):
        chances = dict.fromkeys(views[:unsure], 0.02)
        monkeypatch.setattr(module, "look_at", pretend(chances))
        asked.clear()
        made = looks(line, Recognisers((strip_reader(),)), amounts(), views)
        sure = [sureness_of(made[: count + 1], told=True) for count in range(len(made))]
        assert asked == views[: len(made)]
        assert all(one <= ENOUGH for one in sure[:-1])
        assert sure[-1] > ENOUGH or len(made) == len(views)


@pytest.mark.parametrize("with_pieces", [False, True])
def test_networks_take_turns_and_each_has_one(
    monkeypatch: pytest.MonkeyPatch, swept, line, with_pieces: bool
) -> None:
    asked: list[object] = []

    def look_at(line, view, network, automaton) -> Look:
        asked.append(network)
        return swept("25", others)

    monkeypatch.setattr(module, "look_at", look_at)
    one, two, judge = (strip_reader(seed) for seed in range(3))
    recognisers = Recognisers((one, two), judge if with_pieces else None)
    views = [View(1.0), View(0.9), View(0.8), View(0.9, pieces=True), View(0.7)]
    every = [one, two, one, judge, two] if with_pieces else [one, two, one, two]
    for others, expected in ((0.05, every), (1e-6, every[: 4 if with_pieces else 2])):  # noqa: B007
        asked.clear()
        looks(line, recognisers, amounts(), views)
        assert asked == expected


def test_a_cleaned_view_shows_the_ink_alone(line) -> None:
    assert strip_in_view(line, View(1.0)).pixels.any()
    assert not strip_in_view(line, View(1.0, cleaned=True)).pixels.any()


def test_a_line_is_looked_at_as_the_view_says(line) -> None:
    network = Reader.load().networks[0]
    swept, pieced = (
        look_at(line, View(0.8, 1.2, cleaned=True, pieces=pieces), network, amounts())
        for pieces in (False, True)
    )
    assert isinstance(swept, Swept)
    assert isinstance(pieced, Pieced)
    assert swept.view == pieced.view == "ink, 0.8 as high, 1.2 as wide"


def test_without_swept_networks_every_view_is_in_pieces_and_without_a_judge_none() -> None:
    network, judge = strip_reader(), strip_reader(1)
    views = [View(1.0), View(0.9, pieces=True), View(0.8)]
    assert list(Recognisers((network,)).turns(views)) == [(views[0], network), (views[2], network)]
    in_pieces = [(view._replace(pieces=True), judge) for view in views]
    assert list(Recognisers((), judge).turns(views)) == in_pieces


def test_a_view_by_pitch_brings_digits_to_their_usual_distance(
    monkeypatch: pytest.MonkeyPatch, swept, line
) -> None:
    asked: list[View] = []

    def look_at(line, view, network, automaton) -> Look:
        asked.append(view)
        return swept("2225", 0.05)

    monkeypatch.setattr(module, "look_at", look_at)
    looks(line, Recognisers((strip_reader(),)), amounts(), [View(1.0), View(0.9, by_pitch=True)])
    pitch = pitch_of(line, guesses([swept("2225", 0.05)]))
    assert pitch is not None
    # from one digit to the next two positions of the sweep, of a line with digits 30 rows high
    assert pitch == pytest.approx(2 * 4 / 1.3 / 30)
    assert asked[1] == View(0.9, min(USUAL_PITCH / pitch, 1.8))
    assert View(1.0).at_pitch(USUAL_PITCH / 1.5).aspect == pytest.approx(1.5)
    narrow, wide = (strip_in_view(line, View(1.0).at_pitch(pitch)) for pitch in (1.2, 0.6))
    assert wide.across == pytest.approx(2 * narrow.across)


def test_a_view_by_pitch_is_left_out_where_there_are_not_two_digits(
    monkeypatch: pytest.MonkeyPatch, swept, line
) -> None:
    monkeypatch.setattr(module, "look_at", lambda *_: swept("2", 0.05))
    views = [View(1.0), View(0.9, by_pitch=True)]
    assert len(looks(line, Recognisers((strip_reader(),)), amounts(), views)) == 1
    assert pitch_of(line, []) is None
