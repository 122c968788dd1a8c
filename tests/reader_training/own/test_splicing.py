"""Strips of own strings: spliced from them, all of their symbols named, as a source gives them."""

import numpy as np
import pytest

from lenet.pictures.boxes import Box
from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.own.cutting import OwnString
from lenet.reader_training.own.splicing import COLUMNS, SYMBOLS_AT_MOST, OwnStrips, joined, parts_of
from lenet.reader_training.strip_network import strip_reader
from lenet.reader_training.strip_training import StripRecipe, fit, narrow
from lenet.reading import SYMBOLS, Line, View


def as_own(text: str, ink: np.ndarray, height: int = 40) -> OwnString:
    """A drawn line, cut between all of its symbols."""
    margin, step = height // 2, 0.9 * height
    cuts = tuple(round(margin + step * place) for place in range(1, len(text)))
    box = Box(0, 0, ink.shape[1], len(ink))
    mask = (ink > 0).astype(np.uint8)
    line = Line(box, ink, ink, mask, 4.0, 1.0, margin, margin + height)
    return OwnString(line, tuple(text), cuts)


@pytest.fixture
def own(draw_line) -> list[OwnString]:
    return [as_own(text, draw_line(text, 40)) for text in ("1111", "2.22", "3-3", "4")]


@pytest.fixture
def drawn(drawn_digits: np.ndarray, drawn_pens: PenHands) -> DrawnStrings:
    return DrawnStrings(drawn_digits, np.arange(10, dtype=np.uint8), drawn_pens, 20, seed=1)


def texts(y: np.ndarray) -> list[str]:
    return ["".join(SYMBOLS[number - 1] for number in row if number) for row in y]


def test_an_epoch_has_so_many_own_strips_and_the_drawn_ones(
    own: list[OwnString], drawn: DrawnStrings
) -> None:
    source = OwnStrips(own, drawn, 12, seed=3)
    x, y = (np.concatenate(part) for part in zip(*source.blocks(0, 7), strict=True))
    assert x.shape == (len(source), 32, COLUMNS, 1) == (32, 32, 208, 1)
    assert y.shape == (32, SYMBOLS_AT_MOST)
    again = np.concatenate([part for part, _ in source.blocks(0, 32)])
    assert again.tobytes() == x.tobytes()
    other = np.concatenate([part for part, _ in source.blocks(1, 32)])
    assert other.tobytes() != x.tobytes()


def test_each_own_string_begins_as_many_strips_and_many_go_on_as_others(
    own: list[OwnString], drawn_digits: np.ndarray, drawn_pens: PenHands
) -> None:
    none = DrawnStrings(drawn_digits, np.arange(10, dtype=np.uint8), drawn_pens, 0)
    ((_, y),) = OwnStrips(own, none, 400, seed=0).blocks(0, 400)
    begun = [text[0] for text in texts(y)]
    assert all(begun.count(digit) == 100 for digit in "1234")
    whole = sum(text in ("1111", "2.22", "3-3", "4") for text in texts(y))
    assert 100 < whole < 200
    ends = {text[-1] for text in texts(y) if text[0] == "1"}
    assert ends.issuperset("1234")


def test_a_strip_has_ink_for_each_of_its_symbols(
    own: list[OwnString], drawn_digits: np.ndarray, drawn_pens: PenHands
) -> None:
    none = DrawnStrings(drawn_digits, np.arange(10, dtype=np.uint8), drawn_pens, 0)
    ((x, y),) = OwnStrips(own, none, 100, seed=0).blocks(0, 100)
    paper = x.min()
    for strip, text in zip(x[..., 0], texts(y), strict=True):
        inked = np.flatnonzero((strip > paper + 0.3).any(axis=0))
        assert len(inked) > 3 * len(text)


def test_the_parts_of_a_string_are_its_strip_in_a_view_cut_between_the_symbols(
    own: list[OwnString],
) -> None:
    parts = parts_of(own[1], View(1.0, 1.0), np.random.default_rng(0))
    assert [group for _, group in parts] == ["2", ".", "2", "2"]
    widths = [columns.shape[1] for columns, _ in parts]
    assert widths[1] == pytest.approx(0.9 * 20 * 1.3, abs=4)
    assert widths[1] == pytest.approx(widths[2], abs=1)
    assert all(columns.max() > 0.5 for columns, _ in parts)
    edges = [columns[:, [0, -1]] for columns, _ in parts[1:-1]]
    assert max(edge.max() for edge in edges) < 0.2


def test_what_has_no_room_is_left_out() -> None:
    part = np.full((32, 90), 0.5, np.float32), "7"
    strip, symbols = joined([part, part, part])
    assert symbols == "77"
    assert strip.shape == (32, COLUMNS)
    assert (strip[:, :180] == 0.5).all()
    assert not strip[:, 180:].any()
    narrow_part = np.full((32, 1), 0.5, np.float32), "1"
    assert joined([narrow_part] * 30)[1] == "1" * SYMBOLS_AT_MOST
    assert joined([(np.ones((32, COLUMNS + 1), np.float32), "0"), narrow_part])[1] == "1"


@pytest.mark.slow
def test_training_on_own_strips_lowers_the_loss_on_them_moved_anew(
    own: list[OwnString], drawn: DrawnStrings
) -> None:
    source = OwnStrips(own, drawn, 60, seed=0)
    wide = strip_reader(0, COLUMNS)
    recipe = StripRecipe(epochs=3, batch_size=16, learning_rate=1e-3)
    wide.compile(optimizer=recipe.optimizer(len(source)), loss="ctc")
    x, y = next(source.blocks(9, len(source)))
    before = wide.evaluate(x, y, verbose=0)
    fit(wide, source, recipe)
    assert wide.evaluate(x, y, verbose=0) < 0.8 * before
    assert narrow(wide).input_shape == (32, 32, 1)
