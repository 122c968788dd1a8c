"""Sources of training samples: distorted images, made a block at a time while a network trains."""

from lenet.digits.sources import Expanded, Fresh

__all__ = ["Expanded", "Fresh"]
