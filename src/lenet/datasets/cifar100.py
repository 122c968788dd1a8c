"""CIFAR-100: 60,000 colour pictures in 100 classes of 20 kinds (Krizhevsky, 2009)."""

from __future__ import annotations

import os

from lenet.arguments.words import word
from lenet.datasets import search_order
from lenet.datasets.cifar_sets import CIFAR100
from lenet.datasets.keras_pairs import Split, pairs

LABEL_MODES = ("coarse", "fine")


def load_data(
    label_mode: str = "fine", data_dir: str | os.PathLike[str] | None = None
) -> tuple[Split, Split]:
    """Load CIFAR-100 as Keras does: ``((x_train, y_train), (x_test, y_test))``.

    All four are uint8: (50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3) and (10000, 1).
    ``label_mode``: "fine" for 100 classes, "coarse" for 20. ``data_dir`` as for ``cifar10``.
    ModelError for another mode, DataError.
    """
    column = LABEL_MODES.index(word("label_mode", label_mode, LABEL_MODES))
    parts, _ = search_order.obtain(CIFAR100, data_dir, search_order.silent)
    return pairs(parts, lambda labels: labels[:, column : column + 1].copy())
