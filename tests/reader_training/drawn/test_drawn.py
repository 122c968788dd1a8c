"""Drawn strips: what is written on them is what their labels say, and chance is an argument."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.backgrounds import background, draw_comb, guilloche
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.hand import Hand
from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reader_training.drawn.marks import DRAWINGS, mark, symbol
from lenet.reader_training.drawn.pen import curve, draw
from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.drawn.random_texts import text
from lenet.reader_training.drawn.shapes import in_hand
from lenet.reader_training.drawn.writing import COLUMNS, LineWriter, as_picture, classes_of, drawn
from lenet.reading import DIGITS, ROWS, STRETCH, SYMBOLS

HANDS = [Hand.drawn(np.random.default_rng(seed)) for seed in range(40)]


@pytest.fixture(scope="module")
def digits(drawn_digits: np.ndarray, drawn_pens: PenHands) -> Exemplars:
    return Exemplars(
        LabelledDigits(drawn_digits, [np.array([digit]) for digit in range(10)]), drawn_pens
    )


def test_a_strip_is_its_seeds_alone(digits: Exemplars) -> None:
    one, same, other = (drawn(digits, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert one.strip.tobytes() == same.strip.tobytes()
    assert one.symbols == same.symbols
    assert one.strip.tobytes() != other.strip.tobytes()


def test_a_strip_is_ink_from_0_to_1_and_its_symbols_stand_in_order(digits: Exemplars) -> None:
    for seed in range(60):
        made = drawn(digits, np.random.default_rng(seed))
        assert made.strip.shape == (ROWS, COLUMNS)
        assert made.strip.dtype == np.float32
        assert 0 <= made.strip.min() <= made.strip.max() <= 1
        assert set(made.symbols) <= set(SYMBOLS)
        assert len(made.spans) == len(made.symbols)
        begins = [begin for begin, _ in made.spans]
        assert begins == sorted(begins)
        assert all(0 <= begin < end <= COLUMNS for begin, end in made.spans)


def test_where_a_digit_should_stand_there_is_ink(digits: Exemplars) -> None:
    darker = 0
    spans = 0
    for seed in range(40):
        made = drawn(digits, np.random.default_rng(seed))
        for one, (begin, end) in zip(made.symbols, made.spans, strict=True):
            if one in DIGITS:
                spans += 1
                darker += made.strip[:, begin:end].max() > 0.3
    assert spans > 100
    assert darker > 0.97 * spans  # a hand may be faint


def test_what_is_to_be_written_is_written(digits: Exemplars) -> None:
    texts = [
        drawn(digits, np.random.default_rng(seed), [2, 0, "point", 4]).symbols for seed in range(9)
    ]
    assert set(texts) == {"20.4"}


def test_labels_are_the_places_of_symbols_in_the_alphabet_and_zeros_behind() -> None:
    assert classes_of("07.-", 6).tolist() == [1, 8, 11, 12, 0, 0]
    assert classes_of("", 2).tolist() == [0, 0]


@pytest.mark.parametrize("threads", [1, 3])
def test_a_source_gives_the_same_bytes_in_blocks_of_any_size_on_any_threads(
    drawn_digits: np.ndarray, drawn_pens: PenHands, threads: int
) -> None:
    images = drawn_digits
    source = DrawnStrings(
        images, np.arange(10, dtype=np.uint8), drawn_pens, 30, seed=5, threads=threads
    )
    x, y = (np.concatenate(part) for part in zip(*source.blocks(2, 7), strict=True))
    whole = DrawnStrings(images, np.arange(10, dtype=np.uint8), drawn_pens, 30, seed=5)
    (all_x, all_y), *rest = whole.blocks(2, 30)
    assert not rest
    assert x.tobytes() == all_x.tobytes()
    assert y.tobytes() == all_y.tobytes()
    assert x.shape == (30, ROWS, COLUMNS, 1)
    ((other, _),) = whole.blocks(3, 30)
    assert other.tobytes() != x.tobytes()


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_mark_leaves_ink_between_its_margins_and_has_a_symbol(name: str) -> None:
    for number, hand in enumerate(HANDS):
        canvas = mark(name, hand, np.random.default_rng(number))
        assert canvas.shape[0] == ROWS
        assert canvas.max() > 0.5
    assert symbol(name) in SYMBOLS[10:]


def test_texts_are_digits_and_marks_that_can_be_drawn() -> None:
    rng = np.random.default_rng(0)
    texts = [text(rng) for _ in range(2000)]
    assert {one for line in texts for one in line} <= {*range(10), *DRAWINGS}
    assert any(not line for line in texts)
    lengths = {sum(isinstance(one, int) for one in line) for line in texts}
    assert set(range(1, 9)) <= lengths


def test_a_digit_is_as_high_as_its_hand_writes_it(digits: Exemplars) -> None:
    for number, hand in enumerate(HANDS):
        canvas = in_hand(digits, 8, 0.0, hand, np.random.default_rng(number)).canvas
        rows = np.flatnonzero((canvas > 0.1).any(axis=1))
        height = rows[-1] + 1 - rows[0]
        assert 0.4 * hand.height < height < 1.6 * hand.height + 4


def one_image(image: np.ndarray, pens: PenHands) -> Exemplars:
    return Exemplars(LabelledDigits(image[None], [np.array([0])] * 10), pens)


def test_a_digit_without_ink_is_nothing(drawn_pens: PenHands) -> None:
    as_mnist = replace(HANDS[0], own_shapes=0.0, penned=0.0)
    empty = one_image(np.zeros((28, 28), np.uint8), drawn_pens)
    written = in_hand(empty, 7, 0.0, as_mnist, np.random.default_rng(0))
    assert not written.canvas.any()


@pytest.mark.parametrize("penned", [0.0, 1.0])
def test_a_hand_that_draws_strokes_does_not_look_at_the_image(
    penned: float, drawn_pens: PenHands
) -> None:
    own = replace(HANDS[0], own_shapes=1.0, penned=penned)
    one, other = (
        in_hand(
            one_image(np.full((28, 28), level, np.uint8), drawn_pens),
            4,
            0.0,
            own,
            np.random.default_rng(0),
        ).canvas
        for level in (0, 255)
    )
    assert one.max() > 0.9
    assert one.tobytes() == other.tobytes()


def test_without_pens_strips_are_drawn_all_the_same(digits: Exemplars) -> None:
    penless = digits._replace(pens=None)
    made = [drawn(penless, np.random.default_rng(seed), [2, 0]) for seed in range(20)]
    assert {one.symbols for one in made} == {"20"}


def test_what_is_less_wild_is_nearer_to_what_is_usual() -> None:
    heights = {
        wild: np.std([Hand.drawn(np.random.default_rng(seed), wild).height for seed in range(200)])
        for wild in (0.3, 1.0)
    }
    assert 2 * heights[0.3] < heights[1.0]


def test_pressure_changes_the_width_along_a_stroke(digits: Exemplars) -> None:
    even = replace(HANDS[0], penned=1.0, pressure=0.0, pen=2.0)
    drawn = [
        in_hand(digits, 1, 0.0, hand, np.random.default_rng(5)).canvas
        for hand in (even, replace(even, pressure=0.5))
    ]
    widths = [(one > 0.5).sum(axis=1)[(one > 0.5).any(axis=1)] for one in drawn]
    assert widths[1].std() > widths[0].std()


def test_a_joined_hand_does_not_lift_the_pen(digits: Exemplars) -> None:
    counts = {}
    for joined in (0.0, 1.0):
        counts[joined] = 0
        for seed in range(20):
            rng = np.random.default_rng(seed)
            hand = replace(Hand.drawn(rng), penned=1.0, gap=4, joined=joined, pen=2.5, comb=False)
            line = LineWriter(hand, rng)
            assert line.add(2, digits)
            assert line.add(2, digits)
            counts[joined] += cv2.connectedComponents((line.ink > 0.2).astype(np.uint8))[0] - 1
    assert counts[0.0] > 30
    assert counts[1.0] < 25


def test_a_comb_divides_its_symbols(digits: Exemplars) -> None:
    hand = replace(HANDS[0], comb=True, tilt=0.0)
    paper = np.zeros((ROWS, COLUMNS), np.float32)
    draw_comb(paper, [(20, 40), (60, 80), (100, 120)], hand, np.random.default_rng(1))
    dark = paper.max(axis=0)
    assert dark[45:56].max() > 0.2
    assert dark[85:96].max() > 0.2


def test_linked_zeros_are_one_piece_of_ink(digits: Exemplars) -> None:
    counts = {}
    for linked in (None, (0.02, 0.02)):
        count = 0
        for seed in range(20):
            rng = np.random.default_rng(seed)
            hand = replace(
                Hand.drawn(rng), own_shapes=1.0, penned=0.0, gap=4, linked=linked, pen=2.5
            )
            line = LineWriter(hand, rng)
            assert line.add(0, digits)
            assert line.add(0, digits)
            count += cv2.connectedComponents((line.ink > 0.2).astype(np.uint8))[0] - 1
        counts[linked] = count
    assert counts[None] > 30
    assert counts[0.02, 0.02] < 25


def test_a_stroke_is_as_thick_as_its_width() -> None:
    canvas = np.zeros((20, 40), np.float32)
    draw(canvas, [(5, 10), (35, 10)], 3)
    assert canvas[:, 20].sum() == pytest.approx(3, abs=0.5)
    assert canvas.max() == 1


def test_a_curve_begins_and_ends_where_it_should_and_bends_between() -> None:
    path = curve((0, 0), (10, 0), 0.5)
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [10, 0]
    assert np.abs(path[:, 1]).max() == pytest.approx(2.5, abs=0.2)


def test_a_background_is_between_its_columns_alone() -> None:
    for number, hand in enumerate(HANDS):
        paper = background(COLUMNS, hand, 20, 100, np.random.default_rng(number))
        assert 0 <= paper.min() <= paper.max() <= 1
        assert not paper[:, :20].any()
        assert not paper[:, 100:].any()
    assert guilloche(COLUMNS, np.random.default_rng(1)).max() > 0.04


def test_a_picture_of_a_strip_is_dark_on_light_and_unstretched(digits: Exemplars) -> None:
    made = drawn(digits, np.random.default_rng(11))
    picture = as_picture(made)
    assert picture.dtype == np.uint8
    assert picture.shape == (2 * ROWS, round(2 * COLUMNS / STRETCH))
    assert np.median(picture) > 128
