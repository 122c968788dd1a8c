"""What users hand over becomes one array, or one sentence."""

from typing import Any

import numpy as np
import pytest

from lenet.arguments.arrays import float_array, real_array
from lenet.errors import ModelError


@pytest.mark.parametrize("given", [3, [1, 2], (1.5,), True, np.ones((2, 3), np.int8), []])
def test_numbers_in_any_container_become_contiguous_float32(given: Any) -> None:
    made = float_array(given, "input")
    assert made.dtype == np.float32
    assert made.flags.c_contiguous
    assert made.shape == np.shape(given)
    np.testing.assert_array_equal(made, given)


def test_what_is_contiguous_float32_already_is_not_copied() -> None:
    x = np.ones((3, 4), np.float32)
    assert np.shares_memory(float_array(x, "input"), x)
    assert not np.shares_memory(float_array(x.T, "input"), x)
    assert float_array(x.T, "input").flags.c_contiguous


def test_what_is_a_real_array_is_handed_on_as_it_is() -> None:
    x = np.ones(3, np.uint8)
    assert real_array(x, "input") is x


def test_values_that_are_no_numbers_yet_stay_so() -> None:
    np.testing.assert_array_equal(float_array([np.nan, -np.inf], "input"), [np.nan, -np.inf])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (None, "expected weights of real numbers, received object"),
        ("text", "expected weights of real numbers"),
        (1j, "expected weights of real numbers, received complex128"),
        ([[1], [1, 2]], "expected weights as one array"),
        ({"a": 1}, "real numbers, received object"),
        ([2**70], "real numbers, received object"),
        (np.datetime64("1998-11-01"), "real numbers, received datetime"),
        (1e39, "float32"),
        ([0.0, -1e300], "float32"),
    ],
)
def test_all_else_is_refused(given: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        float_array(given, "weights")
