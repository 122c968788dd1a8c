"""The four arrays of a data set, by the names of their IDX files."""

from __future__ import annotations

from functools import cached_property

from lenet.datasets import idx

TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
NAMES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


class Parts(dict[str, idx.Bytes]):
    """The four arrays by name: images uint8 [n, 28, 28], labels uint8 [n]; CIFAR's differ."""

    @cached_property
    def checksums(self) -> dict[str, str]:
        """SHA-256 of the four as raw IDX files; computed once, before the arrays change."""
        return {name: idx.checksum(self[name]) for name in NAMES}


def dimensions(name: str, image: int = 2, label: int = 0) -> int:
    """The axes of one of the four, whose images and labels have so many."""
    return 1 + (image if name in (TRAIN_IMAGES, TEST_IMAGES) else label)
