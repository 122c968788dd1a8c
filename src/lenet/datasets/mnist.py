"""MNIST: 70,000 handwritten digits (LeCun, Cortes, Burges)."""

from __future__ import annotations

import os
from pathlib import Path

from lenet.datasets import npz_file
from lenet.datasets.dataset import load
from lenet.datasets.keras_pairs import Split, pairs

Place = str | os.PathLike[str]


def load_data(path: Place | None = None, data_dir: Place | None = None) -> tuple[Split, Split]:
    """Load MNIST as Keras does: ``((x_train, y_train), (x_test, y_test))``.

    All four are uint8: (60000, 28, 28), (60000,), (10000, 28, 28) and (10000,). ``path``: a file
    like Keras's mnist.npz, which is read; where there is none, such a name says nothing, as the
    cache has its own names. Any other ``path``, and ``data_dir``, is the folder of
    ``lenet.datasets.load``, which also says what is raised.
    """
    if path is not None and os.fspath(path).endswith(".npz"):
        file = Path(os.path.expanduser(path))
        if file.is_file():
            return pairs(npz_file.read(file)[0], lambda labels: labels)
        path = None
    dataset = load("mnist", path if data_dir is None else data_dir)
    return dataset.train, dataset.test
