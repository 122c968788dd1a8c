"""What is crossed out on a drawn strip is one mark; nothing else of the strip changes."""

import numpy as np
import pytest

from lenet.reader_training.drawn.crossing_out import crossed_out
from lenet.reader_training.drawn.hand import Hand
from lenet.reading import ROWS

SYMBOLS = ["1", "2", ".", "3"]
SPANS = [(40, 50), (55, 70), (75, 78), (80, 95)]


@pytest.mark.parametrize("seed", range(40))
def test_all_symbols_or_one_digit_are_a_mark(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = np.zeros((ROWS, 160), np.float32)
    symbols, spans = crossed_out(ink, SYMBOLS, SPANS, Hand.drawn(rng), rng)
    whole = (["-"], [(40, 95)])
    single = [([*SYMBOLS[:place], "-", *SYMBOLS[place + 1 :]], SPANS) for place in (0, 1, 3)]
    assert (symbols, spans) in [whole, *single]
    begin, end = spans[symbols.index("-")]
    assert ink[:, begin:end].max() > 0.4
    columns = np.flatnonzero(ink.max(axis=0) > 0)
    assert columns.min() < begin + 6
    assert columns.max() > end - 6


def test_marks_alone_can_be_crossed_out() -> None:
    rng = np.random.default_rng(0)
    ink = np.zeros((ROWS, 160), np.float32)
    symbols, _ = crossed_out(ink, ["-"], [(40, 60)], Hand.drawn(rng), rng)
    assert symbols == ["-"]
    assert ink.any()
