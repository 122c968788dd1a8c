"""Digits in shapes of their own: every shape is a digit's height, and no two times the same."""

import numpy as np
import pytest

from lenet.reader_training.drawn.allographs import SHAPES, shape, smooth

EVERY = [(digit, number) for digit, shapes in SHAPES.items() for number in range(len(shapes))]


def test_every_digit_has_shapes() -> None:
    assert sorted(SHAPES) == list(range(10))
    assert all(len(shapes) >= 4 for shapes in SHAPES.values())


@pytest.mark.parametrize(("digit", "number"), EVERY)
def test_a_shape_reaches_from_the_top_to_the_line(digit: int, number: int) -> None:
    tops, feet, widths = [], [], []
    for seed in range(50):
        path = np.concatenate(shape(digit, number, np.random.default_rng(seed)))
        assert np.isfinite(path).all()
        tops.append(path[:, 1].min())
        feet.append(path[:, 1].max())
        widths.append(np.ptp(path[:, 0]))
    assert abs(np.median(tops)) < 0.12
    assert abs(np.median(feet) - 1) < 0.12
    assert 0 < np.median(widths) < 0.85


def test_a_shape_is_its_generators_alone_and_never_quite_the_same() -> None:
    one, same, other = (shape(4, 0, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one[0], other[0])


def test_a_spline_passes_through_its_points_and_turns_sharply_at_a_corner() -> None:
    points = np.array([(0.0, 0), (1, 2), (3, 1), (3, 1), (3, 5)])
    path = smooth(points, steps=4)
    assert path.shape == (17, 2)
    assert np.array_equal(path[::4], points)
    assert (path[8:12] == (3, 1)).all()
    assert smooth(np.array([(0.0, 0), (4, 0)]), steps=4)[2].tolist() == [2, 0]
