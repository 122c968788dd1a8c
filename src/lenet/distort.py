"""Digit images distorted as handwriting varies: planar affine maps, elastic displacement, noise."""

from lenet.arguments.numbers import checked_seed
from lenet.digits.distortion import (
    AFFINE,
    Distortion,
    checked_images,
    distorted,
    inverted,
    transformed,
)

__all__ = [
    "AFFINE",
    "Distortion",
    "checked_images",
    "checked_seed",
    "distorted",
    "inverted",
    "transformed",
]
