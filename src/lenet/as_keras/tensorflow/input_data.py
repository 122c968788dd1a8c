"""``tensorflow.examples.tutorials.mnist.input_data``: MNIST as TensorFlow 1's tutorials read it.

images: float32 (n, 784), 0 to 1, or (n, 28, 28, 1) without ``reshape``. labels: uint8 (n,), or
float64 (n, 10) with ``one_hot``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet import datasets
from lenet.as_keras.old.told import tell


class DataSet:
    """Pictures and labels, given in batches, in a new order each time all were given."""

    def __init__(self, images: NDArray[Any], labels: NDArray[Any], seed: int | None) -> None:
        self._images, self._labels = images, labels
        self._chance = np.random.default_rng(seed)
        self._given = 0
        self._epochs = 0
        self._order = np.arange(len(images))

    @property
    def images(self) -> NDArray[Any]:
        """All pictures."""
        return self._images

    @property
    def labels(self) -> NDArray[Any]:
        """All labels."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """How many there are."""
        return len(self._images)

    @property
    def epochs_completed(self) -> int:
        """How often all were given."""
        return self._epochs

    def next_batch(self, batch_size: int, fake_data: bool = False, shuffle: bool = True) -> Any:
        """The next pictures and labels; the last of one round and the first of the next."""
        del fake_data
        places: list[NDArray[Any]] = []
        wanted = int(batch_size)
        while wanted > 0:
            if self._given == 0:
                self._order = np.arange(self.num_examples)
                if shuffle:
                    self._order = self._chance.permutation(self.num_examples)
            part = self._order[self._given : self._given + wanted]
            places.append(part)
            wanted -= len(part)
            self._given += len(part)
            if self._given >= self.num_examples:
                self._given, self._epochs = 0, self._epochs + 1
        chosen = np.concatenate(places)
        return self._images[chosen], self._labels[chosen]


class Datasets(NamedTuple):
    """The three parts of MNIST, as TensorFlow 1 divided it."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: Any = None,
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = np.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = "",
) -> Datasets:
    """MNIST in three parts: 55,000 to train with, 5,000 to validate and 10,000 to test with.

    ``train_dir`` and ``source_url`` are where TensorFlow kept and fetched it; it is looked for
    where lenet looks. DataError.
    """
    del train_dir, fake_data, source_url
    tell("input_data.read_data_sets is keras.datasets.mnist.load_data() today")
    found = datasets.load("mnist")

    def part(images: NDArray[Any], labels: NDArray[Any]) -> DataSet:
        pixels = np.asarray(images)
        if np.dtype(dtype) == np.float32:
            pixels = pixels.astype(np.float32) / np.float32(255)
        shape = (len(pixels), 784) if reshape else (*pixels.shape, 1)
        given = np.eye(10)[labels] if one_hot else np.array(labels)
        return DataSet(pixels.reshape(shape), given, seed)

    (images, labels), held_out = found.train, validation_size
    return Datasets(
        part(images[held_out:], labels[held_out:]),
        part(images[:held_out], labels[:held_out]),
        part(*found.test),
    )
