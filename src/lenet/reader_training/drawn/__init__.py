"""Strips of handwriting drawn from MNIST's training digits, to train the reader's networks on."""

from lenet.reader_training.drawn.source import DrawnStrings

__all__ = ["DrawnStrings"]
