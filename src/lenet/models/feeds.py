"""What an epoch is fed with, block by block: arrays in memory, or a source.

A block is what one call into the engine takes: samples, their order, and how many of them are a
batch. Where callbacks look at every batch, each batch is a block.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.host.ahead import ahead
from lenet.models import samples as sizes
from lenet.models.samples import Samples, StoredSamples, Streamed

ONCE = "once"
"""What ``shuffle`` is for one random order of all epochs, as in 1998."""

RAN_OUT = (
    "Your input ran out of data; interrupting training. Make sure that your dataset or generator "
    "can generate at least `steps_per_epoch * epochs` batches."
)
"""Keras's warning."""

Begin = Callable[[int], object] | None
"""Called with a batch's number before it is taken; then every batch is a block of its own."""


class Block(NamedTuple):
    """Samples for one call into the engine; ``order`` None takes them as they stand."""

    samples: Samples
    order: NDArray[np.int64] | None
    batch_size: int

    def __len__(self) -> int:
        return len(self.samples) if self.order is None else len(self.order)


class Feed(Protocol):
    """What ``fit`` trains on and ``evaluate`` measures, an epoch at a time."""

    @property
    def steps(self) -> int | None:
        """The batches of an epoch; None where nobody knows before its end."""
        ...

    @property
    def count(self) -> int | None:
        """The samples of an epoch; None where nobody knows before its end."""
        ...

    def blocks(self, epoch: int, begin: Begin) -> Generator[Block]:
        """The blocks of the epoch that is trained when ``epoch`` are behind."""
        ...

    def some(self, epoch: int, count: int) -> Samples:
        """``count`` of the epoch's samples, on which second derivatives are measured."""
        ...

    def reset(self) -> None:
        """Begin anew, as for the next validation."""
        ...


@dataclass
class ArrayFeed:
    """Arrays, in an order that is drawn from (seed, epoch) or in their own.

    With ``steps_per_epoch`` an order is gone through in so many batches an epoch, and a new one
    begins where it ends, as in Keras.
    """

    samples: StoredSamples
    batch_size: int
    shuffle: bool | str = False
    seed: int = 0
    steps_per_epoch: int | None = None

    def __post_init__(self) -> None:
        self.batches = max(1, -(-len(self.samples) // self.batch_size))
        self.reset()

    def reset(self) -> None:
        """Begin anew with the first batch."""
        self._order: NDArray[np.int64] | None = None
        self._done = 0  # batches of the order

    @property
    def steps(self) -> int:
        """The batches of an epoch."""
        return self.steps_per_epoch or self.batches

    @property
    def count(self) -> int:
        """The samples of an epoch."""
        return min(len(self.samples), self.steps * self.batch_size)

    def blocks(self, epoch: int, begin: Begin) -> Generator[Block]:
        """The blocks of an epoch."""
        if self._done == 0 or self.steps_per_epoch is None:
            self._order, self._done = self.order(epoch), 0
        steps = min(self.steps, self.batches - self._done)
        first, last = self._done, self._done + steps
        self._done = last % self.batches
        size = 1 if begin else max(1, sizes.BLOCK // self.batch_size)
        if self.samples.x.dtype == np.float32 and begin is None:
            size = steps
        for batches, block in self._ready(first, last, size, early=begin is None):
            if begin is not None:
                begin(batches - first)
            yield block
        if steps < self.steps:
            warnings.warn(RAN_OUT, stacklevel=2)

    def _ready(
        self, first: int, last: int, size: int, *, early: bool
    ) -> Generator[tuple[int, Block]]:
        """Blocks of ``size`` batches from ``first`` on; in float32 already, or made in a thread."""
        places = range(first, last, size)
        made = ((k, self._block(k, min(k + size, last))) for k in places)
        if early and len(places) > 1:
            with closing(ahead(made)) as blocks:
                yield from blocks
        else:
            yield from made

    def _block(self, first: int, last: int) -> Block:
        chosen = slice(first * self.batch_size, last * self.batch_size)
        if self._order is None:
            return Block(self.samples.part(chosen), None, self.batch_size)
        order = self._order[chosen]
        if self.samples.x.dtype != np.float32:
            return Block(self.samples.part(order), None, self.batch_size)
        return Block(self.samples.part(slice(None)), order, self.batch_size)

    def order(self, epoch: int) -> NDArray[np.int64] | None:
        """The order of an epoch; None is as they stand."""
        if not self.shuffle:
            return None
        drawn = 0 if self.shuffle == ONCE else epoch
        return np.random.default_rng([self.seed, drawn]).permutation(len(self.samples))

    def some(self, epoch: int, count: int) -> Samples:
        """``count`` random samples."""
        generator = np.random.default_rng([self.seed, epoch, 1])
        chosen = generator.choice(len(self.samples), min(count, len(self.samples)), False)
        return self.samples.part(np.sort(chosen))


@dataclass
class SourceFeed:
    """A source's samples, in its order."""

    source: Streamed
    batch_size: int

    @property
    def steps(self) -> int:
        """The batches of an epoch."""
        return -(-self.count // self.batch_size)

    @property
    def count(self) -> int:
        """The samples of an epoch."""
        return len(self.source)

    def blocks(self, epoch: int, begin: Begin) -> Generator[Block]:
        """The blocks of an epoch."""
        with closing(self.source.blocks(epoch, self.batch_size)) as made:
            if begin is None:
                for samples in made:
                    yield Block(samples, None, self.batch_size)
                return
            for number, batch in enumerate(self._batches(made)):
                begin(number)
                yield batch

    def _batches(self, made: Iterator[Samples]) -> Generator[Block]:
        for samples in made:
            for at in range(0, len(samples), self.batch_size):
                yield Block(samples.part(slice(at, at + self.batch_size)), None, self.batch_size)

    def some(self, epoch: int, count: int) -> Samples:
        """The first samples; they are shuffled."""
        return self.source.first(epoch, min(count, self.count))

    def reset(self) -> None:
        """A source gives each epoch by its number: there is nothing to begin anew."""


def no_curvature() -> ModelError:
    """What is said where second derivatives have no samples to be measured on."""
    return ModelError(
        "the optimizer sdlm measures second derivatives on arrays or a source, and not on batches "
        "that come one after another: choose adam or sgd, or give arrays"
    )
