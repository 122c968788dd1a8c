"""PyDataset: batches by their number, which a user's class makes; Keras 2's Sequence."""

from __future__ import annotations

from typing import Any

from lenet.arguments.numbers import truth, whole


class PyDataset:
    """Batches for ``fit``, ``evaluate`` and ``predict``; to be subclassed, as Keras's.

    ``__getitem__(index)`` gives batch number ``index``: (x, y) or (x, y, sample_weight);
    ``__len__()`` the number of batches, without which they are endless; ``on_epoch_begin`` and
    ``on_epoch_end`` are called around each epoch.

    Batches are made in one thread ahead of training. ``workers``, ``use_multiprocessing`` and
    ``max_queue_size`` are accepted as in Keras and change nothing.
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ) -> None:
        self.workers = whole("workers", workers)
        self.use_multiprocessing = truth("use_multiprocessing", use_multiprocessing)
        self.max_queue_size = whole("max_queue_size", max_queue_size)

    def __getitem__(self, index: int) -> Any:
        """Batch number ``index``."""
        raise NotImplementedError

    @property
    def num_batches(self) -> int | None:
        """The number of batches; None where there is no ``__len__``."""
        return len(self) if hasattr(self, "__len__") else None

    def on_epoch_begin(self) -> None:
        """Before each epoch."""

    def on_epoch_end(self) -> None:
        """After each epoch."""
