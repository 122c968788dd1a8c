"""Strips of handwriting drawn from MNIST's training digits, to train the reader's networks on."""

from lenet.strings.alphabet import BLANK, CLASSES, MARK, SEPARATOR, SYMBOLS
from lenet.strings.source import DrawnStrings

__all__ = ["BLANK", "CLASSES", "MARK", "SEPARATOR", "SYMBOLS", "DrawnStrings"]
