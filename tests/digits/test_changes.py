"""The changes of a digit: the field they are applied on, and what each of them does."""

import numpy as np
import pytest

from lenet.digits.changes import CHANGES, Change, on_field


def test_a_digit_stands_in_the_middle_of_its_field() -> None:
    images = np.random.default_rng(0).integers(1, 256, (3, 28, 28), dtype=np.uint8)
    field = on_field(images)
    assert field.shape == (3, 32, 32)
    np.testing.assert_array_equal(field[:, 2:30, 2:30], images)
    assert field.sum() == images.sum()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_keeps_the_shape_and_is_nothing_at_its_still_value(change: Change) -> None:
    images = on_field(np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8))
    np.testing.assert_array_equal(change.apply(images, change.still), images)
    for value in (change.low, change.high):
        changed = change.apply(images, value)
        assert (changed.shape, changed.dtype) == (images.shape, images.dtype)
        assert value == change.still or (changed != images).any()


def test_moving_right_and_down_goes_right_and_down() -> None:
    images = np.zeros((1, 32, 32), np.uint8)
    images[0, 10, 12] = 255
    right, down = (change for change in CHANGES if change.name in ("right", "down"))
    assert np.argwhere(right.apply(images, 4.0))[0].tolist() == [0, 10, 16]
    assert np.argwhere(down.apply(images, 4.0))[0].tolist() == [0, 14, 12]
