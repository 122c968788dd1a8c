"""What a cut costs: ink that it goes through, steps to the side; and how many pieces are one."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.reading.strips.segmentation import Arcs, Cuts, find_arcs, find_cuts

Strip = NDArray[np.float32]


def strip_of_bars(*bars: tuple[int, int], columns: int = 100) -> Strip:
    """Upright bars of full ink, each from a column to the one past its last."""
    strip = np.zeros((32, columns), np.float32)
    for begin, end in bars:
        strip[6:26, begin:end] = 1
    return strip


def cuts_between(strip: Strip, first: int, last: int) -> list[int]:
    return [int(middle) for middle in find_cuts(strip).middles if first <= middle < last]


@pytest.mark.parametrize(("rows", "found"), [(2, True), (5, True), (8, True), (10, False)])
def test_a_cut_goes_through_less_than_nine_rows_of_ink(rows: int, found: bool) -> None:
    strip = strip_of_bars((30, 40), (46, 56))
    strip[16 - rows // 2 : 16 - rows // 2 + rows, 40:46] = 1
    assert bool(cuts_between(strip, 40, 46)) is found


def test_pale_ink_costs_nothing_and_darker_ink_by_how_much_it_is_darker() -> None:
    strip = strip_of_bars((30, 40), (46, 56))
    for level, found in ((0.34, True), (0.6, True), (0.7, False)):
        strip[6:26, 40:46] = level
        assert bool(cuts_between(strip, 40, 46)) is found, level


def through_or_around(cost: float) -> bool:
    """Whether a cut goes through a short flat stroke of that cost, not seven columns around it."""
    strip = np.zeros((32, 100), np.float32)
    strip[15:17, 30:50] = 1
    strip[15:17, 40] = 0
    strip[8, 34:47] = 0.35 + 0.65 * cost
    found: Cuts = find_cuts(strip)
    (place,) = np.flatnonzero(found.middles == 40)
    return 34 <= int(found.seams[place, 8]) < 47


def test_seven_steps_aside_cost_as_much_as_a_third_of_a_row_of_ink() -> None:
    assert through_or_around(0.2)
    assert through_or_around(0.3)
    assert not through_or_around(0.4)
    assert not through_or_around(0.6)


def test_of_cuts_within_two_columns_one_stays() -> None:
    for apart, count in ((2, 1), (4, 2)):
        strip = strip_of_bars((20, 60))
        strip[:, 40] = strip[:, 40 + apart] = 0
        strip[10, 40 + apart] = 0.8  # equals would both stay
        assert len(cuts_between(strip, 36, 48)) == count, apart


def arcs_of(strip: Strip) -> tuple[Arcs, NDArray[Any]]:
    found = find_cuts(strip)
    made = find_arcs(strip, found)
    return made, found.ends[made.ends - 1] - found.begins[made.starts]


def test_a_symbol_has_eight_pieces_of_ink_and_gaps_at_most() -> None:
    comb = strip_of_bars(*((column, column + 2) for column in range(20, 80, 4)))
    made, _ = arcs_of(comb)
    assert int((made.ends - made.starts).max()) == 8


@pytest.mark.parametrize(("wide", "one"), [(40, True), (41, False)])
def test_a_symbol_is_forty_columns_wide_at_most(wide: int, one: bool) -> None:
    strip = strip_of_bars((20, 24), (20 + wide - 4, 20 + wide))
    _, widths = arcs_of(strip)
    assert (int(widths.max()) == wide) is one
