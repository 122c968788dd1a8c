"""CIFAR-10: 60,000 colour pictures in ten classes (Krizhevsky, 2009)."""

from __future__ import annotations

import os

from lenet.datasets import search_order
from lenet.datasets.cifar_sets import CIFAR10
from lenet.datasets.keras_pairs import Split, pairs


def load_data(data_dir: str | os.PathLike[str] | None = None) -> tuple[Split, Split]:
    """Load CIFAR-10 as Keras does: ``((x_train, y_train), (x_test, y_test))``.

    All four are uint8: (50000, 32, 32, 3), (50000, 1), (10000, 32, 32, 3) and (10000, 1).
    ``data_dir``: a folder with the binary version, packed or not; without it the cache, or the
    address that offers it. DataError.
    """
    parts, _ = search_order.obtain(CIFAR10, data_dir, search_order.silent)
    return pairs(parts, lambda labels: labels[:, None])
