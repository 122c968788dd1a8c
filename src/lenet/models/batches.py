"""Batches that come one after another: generators, Keras's PyDataset, whatever can be iterated.

An item is a batch: (x, y) or (x, y, sample_weight), as large as it is. Each is a step.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.host.ahead import ahead
from lenet.models.feeds import RAN_OUT, Begin, Block, no_curvature
from lenet.models.samples import Samples

TOGETHER = 512
"""Samples of small batches that are one call into the engine, where no callback looks."""

Prepare = Callable[[Any], Samples]
"""An item -> samples as the engine takes them."""


class Batches:
    """Something that can be iterated again and again, such as a ``tf.data``-like object."""

    once = False
    """Whether it can be gone through once alone."""

    def __init__(self, items: Any) -> None:
        self.items = items

    @property
    def number(self) -> int | None:
        """How many there are; None where they do not say."""
        try:
            return len(self.items)
        except TypeError:
            return None

    def iterator(self, epoch: int) -> Iterator[Any]:
        """The items from the first on."""
        del epoch
        return iter(self.items)

    def first(self) -> Any:
        """The first item, without taking it away. ModelError where there is none."""
        for item in self.items:
            return item
        raise ModelError("expected at least one batch, received none")

    def call(self, name: str) -> None:
        """Call ``on_epoch_begin`` or ``on_epoch_end`` of what has them."""


class Generated(Batches):
    """A generator or iterator, which can be gone through once.

    Its first two items stay, and stand before the rest whenever it begins anew, as in Keras 3.
    """

    once = True

    def __init__(self, items: Iterator[Any]) -> None:
        super().__init__(items)
        self.peeked = list(itertools.islice(items, 2))
        if not self.peeked:
            raise ModelError("expected at least one batch, received an empty generator")

    @property
    def number(self) -> None:
        """Nobody knows."""
        return

    def iterator(self, epoch: int) -> Iterator[Any]:
        del epoch
        return itertools.chain(self.peeked, self.items)

    def first(self) -> Any:
        return self.peeked[0]


class Numbered(Batches):
    """A ``keras.utils.PyDataset`` or ``Sequence``: ``len(it)`` batches, batch k is ``it[k]``.

    One without a length is endless. ``seed``: their order is drawn anew each epoch; None: it is
    their own.
    """

    def __init__(self, items: Any, seed: int | None) -> None:
        super().__init__(items)
        self.seed = seed
        if self.number == 0:
            raise ModelError("expected at least one batch, received a sequence of none")

    @property
    def number(self) -> int | None:
        """``num_batches``, or the length."""
        given = getattr(self.items, "num_batches", None)
        return super().number if given is None else int(given)

    def iterator(self, epoch: int) -> Iterator[Any]:
        number = self.number
        if number is None:
            return (self.items[k] for k in itertools.count())
        order: Any = range(number)
        if self.seed is not None:
            order = np.random.default_rng([self.seed, epoch]).permutation(number).tolist()
        return (self.items[k] for k in order)

    def first(self) -> Any:
        return self.items[0]

    def call(self, name: str) -> None:
        getattr(self.items, name, lambda: None)()


@dataclass
class BatchFeed:
    """Batches in epochs of ``steps_per_epoch``, or as many as there are; Keras's EpochIterator."""

    batches: Batches
    prepare: Prepare
    steps_per_epoch: int | None = None
    count: None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew with the first item."""
        self._number = self.batches.number
        self._iterator: Iterator[Any] | None = None
        self._seen = 0

    @property
    def steps(self) -> int | None:
        """The batches of an epoch; None where nobody knows before its end."""
        return self.steps_per_epoch or self._number

    def blocks(self, epoch: int, begin: Begin) -> Generator[Block]:
        """The blocks of an epoch."""
        self.batches.call("on_epoch_begin")
        taken = self._samples(epoch, begin)
        if begin is not None:
            with closing(taken):
                for samples in taken:
                    yield Block(samples, None, len(samples))
        else:
            with closing(ahead(_together(taken))) as blocks:
                yield from blocks
        self.batches.call("on_epoch_end")

    def _samples(self, epoch: int, begin: Begin) -> Generator[Samples]:
        """The epoch's batches; ``begin`` is called before each is taken."""
        if self._iterator is None or self.steps_per_epoch is None:
            self._iterator, self._seen = self.batches.iterator(epoch), 0
        steps = self.steps
        for step in itertools.count() if steps is None else range(steps):
            if self._number is not None and self._seen >= self._number:
                if self.steps_per_epoch:
                    warnings.warn(RAN_OUT, stacklevel=2)
                break
            self._seen += 1
            if begin is not None:
                begin(step)
            try:
                item = next(self._iterator)
            except StopIteration:
                self._ended()
                return
            yield self.prepare(item)
        if self._number is not None and self._seen >= self._number:
            self._iterator = None

    def _ended(self) -> None:
        """The items came to an end that nobody had announced."""
        if self.batches.once or self.steps_per_epoch:
            warnings.warn(RAN_OUT, stacklevel=2)
        if self._number is None:
            self._number = self._seen
        self._iterator = None

    def some(self, epoch: int, count: int) -> Samples:
        """ModelError: an item that is looked at is gone."""
        del epoch, count
        raise no_curvature()


def _together(batches: Iterator[Samples]) -> Generator[Block]:
    """Batches of one size, the last may be smaller, as blocks of up to ``TOGETHER`` samples."""
    held: list[Samples] = []
    for batch in batches:
        if held and not _joins(held, batch):
            yield _block(held)
            held = []
        held.append(batch)
        if len(batch) < len(held[0]) or len(batch) * (len(held) + 1) > TOGETHER:
            yield _block(held)
            held = []
    if held:
        yield _block(held)


def _joins(held: list[Samples], batch: Samples) -> bool:
    alike = (held[0].weights is None) == (batch.weights is None)
    return alike and len(batch) <= len(held[0])


def _block(held: list[Samples]) -> Block:
    if len(held) == 1:
        return Block(held[0], None, len(held[0]))

    def joined(parts: list[Any]) -> Any:
        return None if parts[0] is None else np.concatenate(parts)

    samples = Samples(
        np.concatenate([one.x for one in held]),
        joined([one.labels for one in held]),
        joined([one.values for one in held]),
        joined([one.weights for one in held]),
        joined([one.targets for one in held]),
    )
    return Block(samples, None, len(held[0]))


def unpacked(item: Any) -> tuple[Any, Any, Any]:
    """An item as (x, y, sample_weight), None for what it has not. ModelError for other items."""
    if not isinstance(item, tuple | list):
        return item, None, None
    if not 1 <= len(item) <= 3:
        raise ModelError(
            "expected a batch as (x, y) or (x, y, sample_weight), "
            f"received {len(item)} things: {shown(item)}"
        )
    x, y, weights = (*item, None, None)[:3]
    return x, y, weights
