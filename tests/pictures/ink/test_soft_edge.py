"""The soft edge of ink: a pixel around the mask is as dark as it is, and nothing further off is."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.pictures.ink.cleaning import clean, soft_ink


def bar(edge: float) -> NDArray[np.uint16]:
    """A dark bar on light paper whose sides are pixels that it covers by a share."""
    ink = np.zeros((60, 80), np.float64)
    ink[10:50, 30:36] = 1
    ink[10:50, 29] = ink[10:50, 36] = edge
    return np.rint((0.85 - 0.65 * ink) * 65535).astype(np.uint16)


@pytest.mark.parametrize("edge", [0.15, 0.2, 0.3])
def test_what_a_stroke_covers_in_part_is_ink_in_part(edge: float) -> None:
    cleaned = clean(bar(edge))
    sides = cleaned.ink[15:45, [29, 36]]
    np.testing.assert_allclose(sides, edge, atol=0.05)
    assert not cleaned.mask[15:45, [29, 36]].any()
    assert not cleaned.ink[:, [27, 28, 37, 38]].any()


def test_hardly_anything_is_nothing() -> None:
    assert not clean(bar(0.05)).ink[:, [29, 36]].any()


def test_full_ink_is_the_sixtieth_percentile_and_a_removed_line_leaves_no_edge() -> None:
    mask = np.zeros((9, 30), np.uint8)
    mask[4, 5:25] = 1
    depth = np.zeros((9, 30), np.float32)
    depth[4, 5:25] = np.linspace(0.05, 1, 20)
    depth[3] = 0.5
    removed = np.zeros_like(mask)
    removed[3, :15] = 1
    ink = soft_ink(depth, mask, removed)
    assert (ink[4] == 1).sum() == 8  # the thirteenth of twenty, and what is darker
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    assert not ink[near == 0].any()
    assert not ink[3, :15].any()
    assert (ink[3, 15:26] > 0.7).all()
