"""A line of writing as data."""

import numpy as np

from lenet.pictures.boxes import Box
from lenet.reading.lines.line import Line


def test_a_line_turned_twice_is_the_line() -> None:
    plane = np.random.default_rng(0).random((40, 90), np.float32)
    mask = (plane > 0.7).astype(np.uint8)
    line = Line(
        Box(3, 4, 90, 40), plane, (plane / 2).astype(np.float32), mask, 4.0, 0.5, 5, 30, 0.02
    )
    once, twice = line.turned(), line.turned().turned()
    for name in ("depth", "ink", "mask"):
        assert np.array_equal(getattr(twice, name), getattr(line, name))
        assert np.array_equal(getattr(once, name), getattr(line, name)[::-1, ::-1])
    assert (twice.top, twice.bottom, twice.slope) == (line.top, line.bottom, line.slope)
    assert (once.top, once.bottom) == (10, 35)
