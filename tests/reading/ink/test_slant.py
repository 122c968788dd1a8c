"""The slant: measured as it was made, 0 for what does not lean, and taken out again."""

import numpy as np
import pytest

from lenet.reading.ink.slant import margin, slant_of, upright


def leaning(ink, slant):
    return upright(ink, -slant)


@pytest.mark.parametrize("slant", [-0.6, -0.3, 0.0, 0.2, 0.4, 0.6])
@pytest.mark.parametrize("height", [20, 40, 150])
def test_a_slant_is_measured_as_it_was_made(draw_line, slant, height):
    ink = leaning(draw_line("1141", height), slant)
    assert slant_of((ink > 0.5).astype(np.uint8)) == pytest.approx(slant, abs=0.06)


def test_strings_are_measured_nearly_as_well(draw_line):
    for text in ("1906", "31415", "477141"):
        straight = slant_of((draw_line(text, 40) > 0.5).astype(np.uint8))
        for slant in (-0.4, 0.4):
            ink = leaning(draw_line(text, 40), slant)
            found = slant_of((ink > 0.5).astype(np.uint8))
            assert found - straight == pytest.approx(slant, abs=0.12)


def test_round_digits_lean_nowhere(draw_line):
    assert slant_of((draw_line("000", 40) > 0.5).astype(np.uint8)) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("shape", [(1, 1), (30, 1), (1, 30), (40, 90)])
def test_no_ink_and_nothing_but_ink_lean_nowhere(shape):
    assert slant_of(np.zeros(shape, np.uint8)) == 0
    assert abs(slant_of(np.ones(shape, np.uint8))) < 0.1


@pytest.mark.parametrize("slant", [-0.7, -0.2, 0.0, 0.35, 0.8])
def test_upright_moves_each_pixel_to_where_it_says(slant):
    ink = np.zeros((21, 30), np.float32)
    for row, column in ((0, 3), (10, 15), (20, 29), (5, 0)):
        ink[:] = 0
        ink[row, column] = 1
        moved = upright(ink, slant)
        assert moved.shape == (21, 30 + 2 * margin(21, slant))
        place = column + margin(21, slant) + slant * (row - 10)
        where = np.flatnonzero(moved[row])
        assert moved[row].sum() == pytest.approx(1, abs=1e-5)
        assert (where * moved[row, where]).sum() == pytest.approx(place, abs=0.04)


def test_no_slant_leaves_the_ink_as_it_was(draw_line):
    ink = draw_line("25", 30)
    np.testing.assert_array_equal(upright(ink, 0.0), ink)
