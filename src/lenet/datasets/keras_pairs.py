"""The four arrays of a data set as Keras's ``load_data`` gives them."""

from __future__ import annotations

from collections.abc import Callable

from lenet.datasets import idx
from lenet.datasets.parts import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts

Split = tuple[idx.Bytes, idx.Bytes]


def pairs(parts: Parts, shaped: Callable[[idx.Bytes], idx.Bytes]) -> tuple[Split, Split]:
    """``((x_train, y_train), (x_test, y_test))``, the labels as ``shaped`` gives them."""
    train = parts[TRAIN_IMAGES], shaped(parts[TRAIN_LABELS])
    return train, (parts[TEST_IMAGES], shaped(parts[TEST_LABELS]))
