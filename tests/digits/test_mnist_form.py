"""MNIST's own form: all its images have it, and a changed one has not."""

import numpy as np
import pytest

from lenet.digits.mnist_form import mnist_form
from lenet.digits.mnist_steps import framed


def digit() -> np.ndarray:
    box = np.zeros((20, 20), np.uint8)
    box[:, 8:12] = 255
    box[3:6, 12:18] = 90
    return framed(box)


def test_what_the_seven_steps_make_has_the_form():
    assert mnist_form(digit()[None]).tolist() == [True]


@pytest.mark.parametrize(
    "change",
    [
        lambda image: 255 - image,
        lambda image: image // 2,
        lambda image: np.maximum(image, 3),
        lambda image: np.roll(image, 2, axis=0),
        lambda image: np.roll(image, 2, axis=1),
        lambda image: np.where(np.arange(28)[:, None] < 12, 0, image),
        lambda image: np.zeros_like(image),
        lambda image: np.repeat(np.repeat(image[7:21, 7:21], 2, 0), 2, 1),
    ],
)
def test_a_changed_one_has_not(change):
    assert mnist_form(change(digit())[None]).tolist() == [False]


def test_images_are_judged_one_by_one():
    both = np.stack([digit(), 255 - digit(), digit()])
    assert mnist_form(both).tolist() == [True, False, True]


def test_all_images_of_mnist_have_it(mnist):
    for images, _ in (mnist.train, mnist.test):
        assert mnist_form(images).all()
    assert mnist.centred
