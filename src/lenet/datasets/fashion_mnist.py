"""Fashion-MNIST: 70,000 pictures of clothes (Zalando Research, 2017)."""

from __future__ import annotations

import os

from lenet.datasets.dataset import Split, load


def load_data(data_dir: str | os.PathLike[str] | None = None) -> tuple[Split, Split]:
    """Load Fashion-MNIST as Keras does: ``((x_train, y_train), (x_test, y_test))``.

    All four are uint8: (60000, 28, 28), (60000,), (10000, 28, 28) and (10000,). ``data_dir`` and
    the errors are those of ``lenet.datasets.load``.
    """
    dataset = load("fashion", data_dir)
    return dataset.train, dataset.test
