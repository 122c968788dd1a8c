"""From digit images to a network's input."""

import numpy as np
import pytest

from lenet.digits.normalisation import MNIST_DEVIATION, MNIST_MEAN, NORMALISATIONS, network_input
from lenet.errors import ModelError
from lenet.utils import normalize

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("name", [*NORMALISATIONS, None])
def test_the_input_is_float32_with_one_channel(name: str | None) -> None:
    made = network_input(IMAGES, name)
    assert made.dtype == np.float32
    side = 32 if name == "original" else 28
    assert made.shape == (5, side, side, 1)
    assert made.flags.c_contiguous
    assert network_input(IMAGES[:0], name).shape == (0, side, side, 1)


def test_l2_is_the_tutorials_line() -> None:
    tutorial = normalize(IMAGES.reshape(5, 28, 28, 1), axis=1)
    np.testing.assert_array_equal(network_input(IMAGES, "l2"), tutorial)


def test_standard_has_mnists_mean_and_deviation_taken_out() -> None:
    expected = (IMAGES.astype(float) / 255 - MNIST_MEAN) / MNIST_DEVIATION
    np.testing.assert_allclose(network_input(IMAGES, "standard")[..., 0], expected, atol=1e-5)


def test_the_original_frames_an_image_with_paper_and_goes_from_minus_a_tenth_to_1_175() -> None:
    made = network_input(IMAGES, "original")[..., 0]
    expected = np.full((5, 32, 32), -0.1)
    expected[:, 2:30, 2:30] += IMAGES * (1.275 / 255)
    np.testing.assert_allclose(made, expected, atol=1e-6)
    extremes = network_input(np.array([[[0, 255]]], np.uint8), "original")
    np.testing.assert_allclose([extremes.min(), extremes.max()], [-0.1, 1.175], rtol=1e-6)


def test_no_normalisation_is_0_to_1() -> None:
    made = network_input(np.array([[[0, 255, 51]]], np.uint8), None)
    np.testing.assert_allclose(made.ravel(), [0, 1, 0.2], rtol=1e-6)


@pytest.mark.parametrize("name", [*NORMALISATIONS, None])
def test_one_image_is_made_as_among_many(name: str | None) -> None:
    np.testing.assert_array_equal(
        network_input(IMAGES[3:4], name), network_input(IMAGES, name)[3:4]
    )


@pytest.mark.parametrize("name", [*NORMALISATIONS, None])
def test_the_images_stay_as_they_are(name: str | None) -> None:
    images = IMAGES.copy()
    network_input(images, name)
    np.testing.assert_array_equal(images, IMAGES)


def test_the_constants_are_mnists_own(mnist: object) -> None:
    images, _ = mnist.train  # type: ignore[attr-defined]
    assert images.mean() / 255 == pytest.approx(MNIST_MEAN, abs=5e-5)
    assert images.std() / 255 == pytest.approx(MNIST_DEVIATION, abs=5e-5)


def test_another_normalisation_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match="l2, standard, strip, original; received 'zca'"):
        network_input(IMAGES, "zca")
