"""Pieces of drawn strips: symbols carry their class, what is spoiled carries none."""

import numpy as np
import pytest

from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.drawn.pieces import EACH, DrawnPieces, labelled_pieces, some_pieces
from lenet.reader_training.drawn.writing import Drawn, drawn
from lenet.reading import SYMBOLS, find_arcs, find_cuts


@pytest.fixture(scope="module")
def digits(drawn_digits: np.ndarray, drawn_pens: PenHands) -> Exemplars:
    images = LabelledDigits.of(drawn_digits, np.arange(10, dtype=np.uint8))
    return Exemplars(images, drawn_pens)


def bars(*columns: int) -> np.ndarray:
    """Upright bars of ink, six columns wide each."""
    strip = np.zeros((32, 160), np.float32)
    for column in columns:
        strip[6:26, column : column + 6] = 1
    return strip


def test_a_symbol_carries_its_class_and_two_at_once_carry_none() -> None:
    made = Drawn(bars(30, 60), "17", ((30, 36), (60, 66)))
    pictures, classes = labelled_pieces(made)
    widths = [int(np.ptp(np.flatnonzero(picture.any(axis=0)))) + 1 for picture in pictures]
    assert sorted(zip(classes.tolist(), widths, strict=True)) == [(0, 32), (2, 6), (8, 6)]


def test_a_part_of_a_symbol_carries_no_class() -> None:
    made = Drawn(bars(30, 45), "0", ((30, 51),))
    pictures, classes = labelled_pieces(made)
    whole = [picture.any(axis=0).sum() == 12 for picture in pictures]
    assert classes[whole].tolist() == [SYMBOLS.index("0") + 1]
    assert classes[np.logical_not(whole)].tolist() == [0, 0]


def test_nothing_is_said_of_a_cut_that_may_be_right_or_wrong() -> None:
    made = Drawn(bars(30), "1", ((30, 36),))
    cuts = find_cuts(made.strip)
    (begin,) = cuts.middles[find_arcs(made.strip, cuts).starts]
    for inside, classes in ((1, [2]), (3, []), (6, [0])):
        spans = ((int(begin) - inside, 36),)
        assert labelled_pieces(made._replace(spans=spans))[1].tolist() == classes


def test_a_strip_gives_as_many_symbols_as_others(digits: Exemplars) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        made = drawn(digits, rng)
        x, y = some_pieces(made, rng)
        assert x.shape == (EACH, 32, 32)
        assert y.shape == (EACH, 1)
        known = labelled_pieces(made)[1]
        if (known > 0).any() and (known == 0).any():
            assert (y > 0).sum() == EACH // 2


def test_an_empty_strip_gives_empty_pictures() -> None:
    made = Drawn(np.zeros((32, 160), np.float32), "", ())
    x, y = some_pieces(made, np.random.default_rng(0))
    assert not x.any()
    assert not y.any()


def test_an_epoch_is_its_seeds_alone_on_any_number_of_threads(
    drawn_digits: np.ndarray, drawn_pens: PenHands
) -> None:
    def epoch(number: int, threads: int, size: int = 64) -> tuple[bytes, bytes]:
        labels = np.arange(10, dtype=np.uint8)
        source = DrawnPieces(DrawnStrings(drawn_digits, labels, drawn_pens, 24, 3, threads))
        x, y = zip(*source.blocks(number, size), strict=True)
        assert sum(map(len, x)) == len(source) == 24 * EACH
        return np.concatenate(x).tobytes(), np.concatenate(y).tobytes()

    assert epoch(0, 1) == epoch(0, 4) == epoch(0, 2, 100)
    assert epoch(0, 1) != epoch(1, 1)
