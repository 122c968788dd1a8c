"""What ImageDataGenerator gives: batches of pictures drawn anew, without end or by their number."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import real_array
from lenet.arguments.numbers import truth, whole
from lenet.arguments.words import shown, word
from lenet.errors import ModelError
from lenet.preprocessing.picture_arrays import save_img
from lenet.preprocessing.py_dataset import PyDataset

SUBSETS = ("training", "validation")


class Draws(Protocol):
    """What the batches ask of an ``ImageDataGenerator``."""

    data_format: str
    split: float

    def drawn(self, batch: NDArray[np.float32], chance: Any) -> NDArray[np.float32]:
        """A batch (n, ...) of float32, drawn anew from ``chance`` and standardised."""
        ...


class Iterator(PyDataset):
    """Batches of ``n`` samples in orders that are drawn anew; as Keras's, from the same chance.

    Without a ``seed`` that is NumPy's own, which ``np.random.seed`` decides; with one, batch number
    k of all has the chance of ``seed + k`` and leaves NumPy's alone.
    """

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None) -> None:
        super().__init__()
        self.n, self.batch_size = n, whole("batch_size", batch_size, 1)
        self.shuffle = truth("shuffle", shuffle)
        self.seed = None if seed is None else whole("seed", seed, 0, 2**32 - 1)
        self.index_array: NDArray[Any] | None = None
        self.total_batches_seen = 0
        self.batch_index = 0
        self.lock = threading.Lock()

    def __len__(self) -> int:
        return -(-self.n // self.batch_size)

    def _chance(self) -> Any:
        if self.seed is None:
            return np.random
        return np.random.RandomState((self.seed + self.total_batches_seen) % 2**32)

    def _set_index_array(self, chance: Any) -> NDArray[Any]:
        self.index_array = chance.permutation(self.n) if self.shuffle else np.arange(self.n)
        return self.index_array

    def on_epoch_end(self) -> None:
        """Draw the next epoch's order."""
        self._set_index_array(np.random if self.seed is None else self._chance())

    def reset(self) -> None:
        """Begin anew with the first batch."""
        self.batch_index = 0

    def __getitem__(self, index: int) -> Any:
        """Batch number ``index`` of this epoch. IndexError beyond the last."""
        if not 0 <= index < len(self):
            raise IndexError(f"expected a batch from 0 to {len(self) - 1}, received {index}")
        chance = self._chance()
        self.total_batches_seen += 1
        order = self._set_index_array(chance) if self.index_array is None else self.index_array
        return self.samples_of(
            order[index * self.batch_size : (index + 1) * self.batch_size], chance
        )

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        """The next batch; after the last of an order comes the first of the next."""
        with self.lock:
            chance = self._chance()
            order = self.index_array
            if self.batch_index == 0 or order is None:
                order = self._set_index_array(chance)
            first = self.batch_index * self.batch_size
            self.batch_index = 0 if first + self.batch_size >= self.n else self.batch_index + 1
            self.total_batches_seen += 1
        return self.samples_of(order[first : first + self.batch_size], chance)

    next = __next__

    def samples_of(self, chosen: NDArray[Any], chance: Any) -> Any:
        """The samples of these numbers, drawn anew from ``chance``."""
        raise NotImplementedError


class Saved:
    """Where drawn pictures are written, if anywhere: ``PREFIX_INDEX_NUMBER.FORMAT``."""

    def __init__(self, folder: Any, prefix: str, kind: str, data_format: str) -> None:
        self.folder = None if folder is None else Path(folder)
        self.prefix, self.kind, self.data_format = prefix, kind, data_format

    def write(self, batch: NDArray[Any], chosen: NDArray[Any], chance: Any) -> None:
        """Write a batch of pictures, each whole. OSError."""
        if self.folder is None:
            return
        for picture, index in zip(batch, chosen, strict=True):
            name = f"{self.prefix}_{index}_{chance.randint(10_000)}.{self.kind}"
            save_img(self.folder / name, picture, self.data_format)


class NumpyArrayIterator(Iterator):
    """What ``ImageDataGenerator.flow`` gives: batches (x, y), (x, y, sample_weight), or x alone.

    The arrays stay as they are; a batch is float32.
    """

    def __init__(
        self,
        x: ArrayLike,
        y: ArrayLike | None,
        image_data_generator: Draws,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: ArrayLike | None = None,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
    ) -> None:
        made = image_data_generator
        given = real_array(x, "pictures")
        if given.ndim != 4:
            raise ModelError(f"expected pictures of four axes, received {given.shape}")
        parts: list[Any] = [
            given,
            *(None if one is None else np.asarray(one) for one in (y, sample_weight)),
        ]
        for name, part in zip(("y", "sample_weight"), parts[1:], strict=True):
            if part is not None and part.shape[:1] != given.shape[:1]:
                raise ModelError(
                    f"expected {name} for each of {len(given)} pictures, received {part.shape}"
                )
        if subset is not None:
            parts = _subset(
                parts, made.split, subset, truth("ignore_class_split", ignore_class_split)
            )
        self.x, self.y, self.sample_weight = parts
        self.image_data_generator = made
        self.saved = Saved(save_to_dir, save_prefix, save_format, made.data_format)
        super().__init__(len(parts[0]), batch_size, shuffle, seed)

    def samples_of(self, chosen: NDArray[Any], chance: Any) -> Any:
        assert self.x is not None
        batch = self.image_data_generator.drawn(self.x[chosen].astype(np.float32), chance)
        self.saved.write(batch, chosen, chance)
        if self.y is None:
            return batch
        if self.sample_weight is None:
            return batch, self.y[chosen]
        return batch, self.y[chosen], self.sample_weight[chosen]


def _subset(parts: list[Any], share: float, subset: str, careless: bool) -> list[Any]:
    """The first share of the samples for validation, the rest for training."""
    word("subset", subset, SUBSETS)
    at = int(len(parts[0]) * share)
    y = parts[1]
    if y is not None and not careless and not np.array_equal(np.unique(y[:at]), np.unique(y[at:])):
        raise ModelError(
            "expected all classes in both subsets: shuffle arrays that are sorted by their labels, "
            f"or pass ignore_class_split=True; received validation_split={shown(share)}"
        )
    cut = slice(at) if subset == "validation" else slice(at, None)
    return [None if part is None else part[cut] for part in parts]
