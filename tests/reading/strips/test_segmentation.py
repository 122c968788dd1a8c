"""Cuts pass where there is least ink, and runs of pieces show the ink between two of them."""

import cv2
import numpy as np
import pytest

from lenet.reading.strips.segmentation import PIECES_AT_MOST, WIDEST, find_arcs, find_cuts

ROWS = 32


def strip_with(*bars: tuple[int, int], columns: int = 120, lean: float = 0.0) -> np.ndarray:
    """Bars of ink from row 6 to 26 between columns, each leaning to the right as it rises."""
    strip = np.zeros((ROWS, columns), np.float32)
    for begin, end in bars:
        strip[6:26, begin:end] = 1
    places = np.array([(1, -lean, lean * 16), (0, 1, 0)], np.float32)
    return cv2.warpAffine(strip, places, (columns, ROWS), flags=cv2.INTER_NEAREST)


def ink_cut_through(strip: np.ndarray, seam: np.ndarray) -> float:
    inside = (seam > 0) & (seam < strip.shape[1])
    return float(strip[np.arange(ROWS)[inside], seam[inside]].sum())


def test_a_gap_is_cut_in_its_middle() -> None:
    cuts = find_cuts(strip_with((20, 40), (60, 80)))
    assert cuts.middles[0] == 0
    assert cuts.middles[-1] == 120
    between = [middle for middle in cuts.middles if 40 <= middle < 60]
    assert between == pytest.approx([50], abs=1)


@pytest.mark.parametrize("lean", [-0.4, 0.4])
def test_a_cut_leans_with_the_writing(lean: float) -> None:
    strip = strip_with((30, 40), (45, 55), lean=lean)
    assert strip.any(axis=0)[28:57].all(), "no straight cut parts them"
    cuts = find_cuts(strip)
    (between,) = [n for n, middle in enumerate(cuts.middles) if 40 <= middle < 45]
    assert ink_cut_through(strip, cuts.seams[between]) == 0
    assert np.sign(cuts.seams[between][6] - cuts.seams[between][25]) == np.sign(lean)


def test_what_touches_is_cut_where_it_is_thinnest() -> None:
    strip = strip_with((20, 40), (46, 66))
    strip[22:25, 40:46] = 1
    cuts = find_cuts(strip)
    assert any(40 <= middle < 46 for middle in cuts.middles)
    assert not any(21 < middle < 39 for middle in cuts.middles), "no stroke is cut along its length"


def test_cuts_do_not_cross() -> None:
    strip = np.random.default_rng(0).random((ROWS, 200), np.float32)
    seams = find_cuts(strip).seams
    assert (np.diff(seams, axis=0) >= 0).all()
    assert (np.abs(np.diff(seams[1:-1], axis=1)) <= 1).all() or len(seams) == 2


def test_an_empty_strip_has_no_pieces_that_may_be_symbols() -> None:
    strip = np.zeros((ROWS, 100), np.float32)
    found = find_arcs(strip, find_cuts(strip))
    assert len(found.starts) == len(found.ends) == 0
    assert found.pictures.shape == (0, 32, 32)


def test_a_run_shows_its_own_ink_alone_in_the_middle() -> None:
    strip = strip_with((20, 30), (50, 60))
    found = find_arcs(strip, find_cuts(strip))
    alone = [picture for picture in found.pictures if picture.any(axis=0).sum() == 10]
    assert len(alone) == 2
    for picture in alone:
        assert np.array_equal(np.flatnonzero(picture.any(axis=0)), np.arange(11, 21))
        assert np.array_equal(picture[:, 11], np.rint(255 * strip[:, 20]))


def test_every_run_of_pieces_that_is_narrow_enough_is_there_once() -> None:
    strip = strip_with(*((10 + 9 * n, 16 + 9 * n) for n in range(11)))
    cuts = find_cuts(strip)
    found = find_arcs(strip, cuts)
    runs = list(zip(found.starts, found.ends, strict=True))
    assert len(set(runs)) == len(runs)
    expected = {
        (begin, end)
        for begin in range(1, 12)
        for end in range(begin + 1, min(12, begin + PIECES_AT_MOST) + 1)
        if 9 * (end - begin) - 3 <= WIDEST
    }
    assert len(cuts.middles) == 14
    assert set(runs) == expected
