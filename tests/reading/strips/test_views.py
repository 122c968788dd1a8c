"""Views of a line: which are taken, by which network, and when they are enough."""

import pytest

from lenet.reader_training.strip_network import strip_reader
from lenet.reading.reader import Reader
from lenet.reading.strips import views as module
from lenet.reading.strips.guesses import sureness_of
from lenet.reading.strips.recognition import Look, Pieced, Swept
from lenet.reading.strips.views import ENOUGH, Recognisers, View, look_at, looks, strip_in_view
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
