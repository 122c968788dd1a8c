"""The seven steps in which MNIST's digits were made, each against what can be reckoned by hand."""

import numpy as np
import pytest

from lenet.digits import mnist_steps as mnist_form
from lenet.digits.mnist_steps import framed, scaled


def test_the_tight_box_is_the_first_to_the_last_ink():
    ink = np.zeros((6, 7), np.float32)
    ink[1, 2] = ink[4, 3] = 0.01
    assert mnist_form.tight_box(ink).shape == (4, 2)


def test_a_small_piece_is_centred_in_a_square_of_ten_with_the_odd_pixel_after():
    square = mnist_form.centred_square(np.ones((3, 2), np.float32))
    rows, columns = np.nonzero(square)
    assert square.shape == (10, 10)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (3, 5, 4, 5)


def test_a_large_piece_is_centred_in_a_square_of_its_longer_side():
    square = mnist_form.centred_square(np.ones((31, 12), np.float32))
    assert square.shape == (31, 31)
    np.testing.assert_array_equal(np.flatnonzero(square[0]), np.arange(9, 21))


@pytest.mark.parametrize(("side", "expected"), [(10, 20), (11, 22), (19, 38), (20, 20), (45, 45)])
def test_pixels_are_doubled_until_the_side_is_twenty(side, expected):
    square = np.eye(side, dtype=np.float32)
    factor = expected // side
    np.testing.assert_array_equal(
        mnist_form.doubled(square), np.kron(square, np.ones((factor, factor)))
    )


def test_twenty_to_twenty_changes_nothing():
    square = np.random.default_rng(1).random((20, 20), np.float32)
    np.testing.assert_array_equal(mnist_form.resampled(square), square)


def test_forty_to_twenty_is_the_mean_of_two_by_two():
    square = np.random.default_rng(1).random((40, 40), np.float32)
    means = square.reshape(20, 2, 20, 2).mean((1, 3))
    np.testing.assert_allclose(mnist_form.resampled(square), means, rtol=1e-6)


def test_thirty_to_twenty_splits_every_second_pixel_and_measures_it_to_its_reach():
    # Pixel 0 covers 0 to 2/3; pixel 1 from 2/3 to 4/3, of which 1/3 falls left and, measured to
    # 0.99 of its width, 0.33 - 0.01 / 3 falls right.
    square = np.zeros((30, 30), np.float32)
    square[1, 1] = 1
    left, right = 1 / 3, 2 / 3 * 0.99 - 1 / 3
    result = mnist_form.resampled(square)
    expected = np.outer([left, right], [left, right])
    np.testing.assert_allclose(result[:2, :2], expected, rtol=1e-5)
    assert result.sum() == pytest.approx(expected.sum())


@pytest.mark.parametrize("side", [20, 22, 27, 38, 61, 200])
def test_resampling_agrees_with_a_slow_loop_over_pixels(side):
    square = np.random.default_rng(side).random((side, side)).astype(np.float32)
    expected, scale = np.zeros((20, 20)), 20 / side
    for row, column in np.ndindex(square.shape):
        vertical, horizontal = overlaps(row, scale), overlaps(column, scale)
        for target_row, share in vertical:
            for target_column, other in horizontal:
                expected[target_row, target_column] += square[row, column] * share * other
    np.testing.assert_allclose(mnist_form.resampled(square), expected, rtol=1e-4)


def overlaps(pixel: int, scale: float) -> list[tuple[int, float]]:
    """What one pixel covers along one axis of the target: its whole if in one, else to 0.99."""
    start = pixel * scale
    end = start + 0.99 * scale
    boundary = int(start + 1e-9) + 1
    if end <= boundary:
        return [(boundary - 1, scale)]
    return [(boundary - 1, boundary - start), (boundary, end - boundary)]


def test_the_darkest_becomes_255_and_halves_are_rounded_up():
    box = np.array([[0, 0.5, 0.25], [0.1, 0.05, 1 / 255]], np.float32) / 2
    np.testing.assert_array_equal(mnist_form.full_range(box), [[0, 255, 128], [51, 26, 2]])


def test_the_barycentre_counts_a_pixel_at_its_middle():
    box = np.zeros((20, 20), np.uint8)
    box[4, 7], box[4, 9] = 30, 90
    assert mnist_form.barycentre(box) == (4.5, 9.0)


@pytest.mark.parametrize(
    ("row", "expected"),
    # b = row + 0.5; pasted at trunc(15 - b): 14, 14.5 -> 5 at b = 9.5, and toward zero at 15.5
    [(0, 14), (9, 14), (10, 14), (14, 14), (15, 15), (19, 15)],
)
def test_a_single_pixel_lands_on_index_fourteen_or_after_the_turn_of_sign_fifteen(row, expected):
    box = np.zeros((20, 20), np.uint8)
    box[row, 10] = 255
    np.testing.assert_array_equal(np.argwhere(mnist_form.framed(box)), [[expected, 14]])


def test_what_falls_outside_the_frame_is_lost():
    box = np.zeros((20, 20), np.uint8)
    box[0, 0], box[:, 16:] = 1, 255
    assert mnist_form.framed(box).shape == (28, 28)
    assert np.count_nonzero(mnist_form.framed(box)) < np.count_nonzero(box)


def test_a_dot_becomes_four_pixels_in_the_middle():
    # A square of 10 with the dot at (4, 4); doubled, 2x2 from (8, 8); barycentre (9, 9), so at 6.
    ink = np.zeros((5, 5), np.float32)
    ink[2, 2] = 0.3
    expected = np.zeros((28, 28), np.uint8)
    expected[14:16, 14:16] = 255
    np.testing.assert_array_equal(framed(scaled(ink)), expected)
