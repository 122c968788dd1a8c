"""A line becomes strips of one height, whatever its own, and finds its pixels again."""

import numpy as np
import pytest

from lenet.reading.strips.geometry import DIGIT_ROWS, ROWS, STRETCH
from lenet.reading.strips.strip import COLUMNS_AT_MOST, MARGIN, strip_of


def bar(height: int, width: int = 200) -> np.ndarray:
    """A line with one upright bar from a quarter to three quarters of its height."""
    depth = np.zeros((height, width), np.float32)
    depth[height // 4 : 3 * height // 4, width // 2 - 4 : width // 2 + 4] = 0.6
    return depth


@pytest.mark.parametrize("height", [24, 64, 200])
@pytest.mark.parametrize("size", [0.75, 1.0, 1.3])
def test_digits_come_out_as_high_as_asked(height: int, size: float) -> None:
    strip = strip_of(bar(height), 0.6, height / 4, 3 * height / 4, size=size)
    rows = strip.pixels.max(axis=1) > 0.4
    assert rows.sum() == pytest.approx(DIGIT_ROWS * size, abs=2)
    middle = np.flatnonzero(rows).mean()
    assert middle == pytest.approx(ROWS / 2 - 0.5, abs=1)


def test_an_aspect_makes_a_strip_wider_but_no_higher() -> None:
    plain, wide = (strip_of(bar(64), 0.6, 16, 48, aspect=aspect) for aspect in (1.0, 1.5))
    inked = [(one.pixels > 0.4).any(axis=0).sum() for one in (plain, wide)]
    assert inked[1] == pytest.approx(1.5 * inked[0], abs=2)
    assert wide.down == plain.down
    assert wide.across == pytest.approx(1.5 * plain.across)


def test_columns_of_the_strip_are_pixels_of_the_line() -> None:
    strip = strip_of(bar(64), 0.6, 16, 48)
    inked = np.flatnonzero(strip.pixels.max(axis=0) > 0.4)
    begin, end = strip.column_of(inked[0]), strip.column_of(inked[-1] + 1)
    assert begin == pytest.approx(96, abs=1.5)
    assert end == pytest.approx(104, abs=1.5)
    assert strip.shows(begin) == pytest.approx(inked[0])
    assert strip.across == pytest.approx(STRETCH * strip.down)


def test_full_ink_is_not_the_darkest_there_can_be() -> None:
    faint, full, darker = (
        strip_of(share * bar(64), 0.6, 16, 48).pixels.max() for share in (0.5, 1.0, 1.5)
    )
    assert faint < full < darker <= 1
    assert full == pytest.approx(1 / 1.2, abs=0.02)


def test_both_ends_have_paper_for_half_a_window() -> None:
    strip = strip_of(np.full((40, 100), 0.5, np.float32), 0.5, 5, 35)
    assert not strip.pixels[:, : MARGIN - 1].any()
    assert not strip.pixels[:, -MARGIN + 1 :].any()


def test_a_line_that_rises_is_levelled() -> None:
    rows, columns = np.mgrid[0:80, 0:300]
    depth = (np.abs(rows - 40 - 0.1 * (columns - 150)) < 8).astype(np.float32)
    strip = strip_of(depth, 1.0, 32, 48, slope=0.1)
    inked = strip.pixels[:, 2 * MARGIN : -2 * MARGIN] > 0.4
    middles = (inked * np.arange(ROWS)[:, None]).sum(axis=0) / inked.sum(axis=0)
    assert np.ptp(middles) < 1.5


def test_a_line_longer_than_memory_should_hold_is_made_narrower() -> None:
    strip = strip_of(np.zeros((20, 60_000), np.float32), 1.0, 2, 18)
    assert strip.pixels.shape == (ROWS, COLUMNS_AT_MOST)
