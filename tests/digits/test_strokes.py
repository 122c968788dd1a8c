"""Thicker and thinner strokes, against a pixel-by-pixel disc."""

import numpy as np
import pytest
from PIL import Image

from lenet.digits.strokes import FINER, thickened


def slow(image, pixels):
    """The same on one image: the extreme over a disc on the finer grid, and the mean back."""
    size = image.shape[1] * FINER, image.shape[0] * FINER
    fine = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR))
    radius, best = round(abs(pixels) * FINER / 2), max if pixels > 0 else min
    rows, columns = fine.shape
    grown = np.zeros(fine.shape)
    for i in range(rows):
        for j in range(columns):
            grown[i, j] = best(
                fine[k, m]
                for k in range(max(0, i - radius), min(rows, i + radius + 1))
                for m in range(max(0, j - radius), min(columns, j + radius + 1))
                if (k - i) ** 2 + (m - j) ** 2 <= radius**2
            )
    return np.rint(grown.reshape(rows // FINER, FINER, columns // FINER, FINER).mean((1, 3)))


@pytest.mark.parametrize("pixels", [-2.0, -1.0, 1.0, 3.0])
def test_a_stroke_grows_and_shrinks_as_by_a_disc(pixels):
    images = np.random.default_rng(0).integers(0, 256, (2, 8, 10), dtype=np.uint8)
    changed = thickened(images, pixels)
    assert changed.dtype == np.uint8
    for image, result in zip(images, changed, strict=True):
        np.testing.assert_array_equal(result, slow(image, pixels))


def test_no_change_gives_the_same_images():
    images = np.random.default_rng(0).integers(0, 256, (2, 8, 8), dtype=np.uint8)
    assert thickened(images, 0.0) is images


def test_a_bar_becomes_as_much_wider_as_was_asked():
    bar = np.zeros((1, 32, 32), np.uint8)
    bar[:, :, 12:18] = 255
    width = bar[0, 16].astype(float).sum() / 255
    for pixels in (-2.0, 1.0, 3.0):
        wider = thickened(bar, pixels)[0, 16].astype(float).sum() / 255
        assert wider - width == pytest.approx(pixels, abs=0.6)
