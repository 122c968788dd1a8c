"""normalize and to_categorical, as Keras has them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.errors import ModelError
from lenet.utils import BLOCK, normalize, to_categorical


def by_loops(x: Any, axis: int, order: int) -> Any:
    """Keras's formula, a vector at a time."""
    x = np.moveaxis(np.array(x, float), axis, -1)
    result = np.zeros_like(x)
    for place in np.ndindex(x.shape[:-1]):
        norm = (abs(x[place]) ** order).sum() ** (1 / order)
        result[place] = x[place] / (norm or 1)
    return np.moveaxis(result, -1, axis)


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_normalize_divides_by_the_length_along_an_axis(axis: int, order: int) -> None:
    x = np.random.default_rng(0).integers(0, 3, (3, 4, 5)) - 1
    x[:, 0] = x[0, :, 1] = 0
    np.testing.assert_allclose(
        normalize(x, axis, order), by_loops(x, axis, order), rtol=1e-6, atol=1e-7
    )


def test_the_last_axis_is_normalized_unless_told() -> None:
    np.testing.assert_allclose(normalize([[3, 4], [0, 0]]), [[0.6, 0.8], [0, 0]], rtol=1e-6)
    np.testing.assert_allclose(normalize([3.0, 4.0]), [0.6, 0.8])


def test_whole_numbers_become_float32_and_floats_stay_what_they_are() -> None:
    assert normalize(np.ones((2, 3), np.uint8)).dtype == np.float32
    assert normalize(np.ones((2, 3), np.float64)).dtype == np.float64
    assert normalize(np.ones((2, 3), np.float32)).dtype == np.float32


def test_pixels_of_255_do_not_overflow() -> None:
    x = np.full((2, 4, 1), 255, np.uint8)
    np.testing.assert_allclose(normalize(x, axis=1), 0.5)


def test_many_samples_are_normalized_as_each_is_alone() -> None:
    x = np.random.default_rng(0).normal(size=(BLOCK + 3, 2, 2)).astype(np.float32)
    whole = normalize(x, axis=1)
    for k in (0, BLOCK - 1, BLOCK, BLOCK + 2):
        np.testing.assert_array_equal(whole[k : k + 1], normalize(x[k : k + 1], axis=1))


def test_normalize_leaves_its_argument_alone() -> None:
    for axis in (0, 1):
        x = np.full((2, 2), 3.0)
        normalize(x, axis=axis)
        np.testing.assert_array_equal(x, 3.0)


def test_no_samples_stay_no_samples() -> None:
    assert normalize(np.zeros((0, 28, 28, 1), np.uint8), axis=1).shape == (0, 28, 28, 1)


@pytest.mark.parametrize(
    ("x", "axis"), [(np.ones((2, 2)), 2), (np.ones((2, 2)), -3), ("text", -1), ([1j], -1)]
)
def test_what_cannot_be_normalized_is_refused(x: Any, axis: int) -> None:
    with pytest.raises(ModelError, match="expected"):
        normalize(x, axis)


def test_labels_become_rows_of_zeros_with_a_one() -> None:
    rows = to_categorical([2, 0], 4)
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]
    assert to_categorical(np.array([[1], [0]], np.uint8)).tolist() == [[0, 1], [1, 0]]
    assert to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("shape", "made"),
    [((4,), (4, 9)), ((4, 3), (4, 3, 9)), ((4, 1), (4, 9)), ((2, 3, 1), (2, 3, 9)), ((), (9,))],
)
def test_labels_of_any_shape_become_rows_and_a_last_side_of_1_is_dropped(
    shape: tuple, made: tuple
) -> None:
    labels = np.random.default_rng(0).integers(9, size=shape)
    rows = to_categorical(labels, 9)
    assert rows.shape == made
    assert (rows.sum(-1) == 1).all()
    np.testing.assert_array_equal(rows.argmax(-1), labels.reshape(made[:-1]))


@pytest.mark.parametrize(
    ("labels", "classes"),
    [([-1, 0], None), ([3], 3), ([0.5], None), ([np.nan], None), (["a"], None), ([[0], [1, 2]], 3)],
)
def test_labels_that_are_none_make_no_rows(labels: Any, classes: int | None) -> None:
    with pytest.raises(ModelError, match="expected"):
        to_categorical(labels, classes)


@given(st.lists(st.integers(0, 20), min_size=1))
def test_the_place_of_the_one_is_the_label(labels: list[int]) -> None:
    rows = to_categorical(labels)
    assert rows.argmax(axis=1).tolist() == labels
    assert (rows.sum(axis=1) == 1).all()
