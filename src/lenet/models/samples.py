"""What a model is trained and measured on, checked: arrays in memory, or a source of blocks.

x: any real dtype (n, *input_shape); y: what the loss takes; w: a weight a sample (n,), or None.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import float_array, real_array
from lenet.arguments.numbers import PART, real
from lenet.errors import ModelError
from lenet.host.ahead import ahead
from lenet.layers import Shape
from lenet.losses import Loss
from lenet.models.class_weights import ClassWeight, weights_of

BLOCK = 2048  # samples: as a block of a source nearly 7 MB of 28x28 images

LARGEST_COPY = 2**28
"""Bytes of the largest float32 copy of an input that is made at once; larger ones in blocks."""


@runtime_checkable
class Source(Protocol):
    """Samples that are made while a network trains, such as those of ``lenet.sources``."""

    def __len__(self) -> int:
        """The samples of an epoch."""
        ...

    def blocks(self, epoch: int, size: int) -> Iterator[tuple[ArrayLike, ...]]:
        """An epoch's x and y in order, ``size`` samples at a time; the last block may be less.

        (x, y), or (x, y, sample_weight).
        """
        ...


@dataclass(frozen=True)
class StoredSamples:
    """Samples whose x stays as the user has it, (n, *input_shape) of any real dtype.

    What is trained on is brought to float32 a block at a time, so that many pictures of one byte a
    pixel take no more memory than they have bytes.
    """

    x: NDArray[Any]
    labels: NDArray[np.int32] | None
    values: NDArray[np.float32] | None
    weights: NDArray[np.float32] | None
    targets: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.x)

    def part(self, chosen: slice | NDArray[np.int64]) -> Samples:
        """The samples of a slice, or of these indices, as the engine takes them."""
        x = np.asarray(self.x[chosen], np.float32, order="C")
        return Samples(x, *self._targets_of(chosen))

    def without_copy(self, chosen: slice) -> StoredSamples:
        """The samples of a slice, which stay where they are."""
        return StoredSamples(self.x[chosen], *self._targets_of(chosen))

    def _targets_of(self, chosen: slice | NDArray[np.int64]) -> list[Any]:
        """All but x, of some of the samples."""
        every = self.labels, self.values, self.weights, self.targets
        return [None if given is None else given[chosen] for given in every]


@dataclass(frozen=True)
class Samples(StoredSamples):
    """Inputs and targets as the engine takes them: x float32, labels int32 or values float32."""

    x: NDArray[np.float32]


class SampleSpec(NamedTuple):
    """What samples are checked against: the shapes of a model's input and output, and its loss.

    ``class_weight``: what the samples of a class count, instead of weights of their own.
    """

    input_shape: Shape
    output_shape: Shape
    loss: Loss
    class_weight: ClassWeight | None = None


def prepare_input(x: ArrayLike, shape: Shape) -> NDArray[np.float32]:
    """``x`` as contiguous float32 (n, *shape). ModelError.

    A last side of 1 may be missing, or be there where the model has none, as in Keras.
    """
    given = _shaped(x, shape)
    return float_array(given, "input").reshape(len(given), *shape)


def store_input(x: ArrayLike, shape: Shape) -> NDArray[Any]:
    """``x`` as ``prepare_input`` gives it, but where that would be a large copy as it is.

    ModelError, also for values that float32 does not hold.
    """
    given = _shaped(x, shape)
    whole = given.dtype == np.float32 and given.flags.c_contiguous
    if whole or 4 * given.size <= LARGEST_COPY:
        return float_array(given, "input").reshape(len(given), *shape)
    if given.dtype.kind == "f" and given.dtype.itemsize > 4:
        for begin in range(0, len(given), BLOCK):
            float_array(given[begin : begin + BLOCK], "input")
    return given.reshape(len(given), *shape)


def _shaped(x: ArrayLike, shape: Shape) -> NDArray[Any]:
    given = real_array(x, "input")
    sides = given.shape[1:]
    if given.ndim == 0 or (shape not in (sides, (*sides, 1)) and sides != (*shape, 1)):
        shown = ", ".join(map(str, ("n", *shape)))
        raise ModelError(f"expected input of shape ({shown}), received {given.shape}")
    return given


def prepare(
    spec: SampleSpec, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None
) -> Samples:
    """Check arrays and bring them to the engine's types. ModelError for what does not fit."""
    inputs = prepare_input(x, spec.input_shape)
    return Samples(inputs, *_targets(spec, len(inputs), y, weights))


def store(
    spec: SampleSpec, x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None
) -> StoredSamples:
    """Check arrays, and leave a large x as it is. ModelError for what does not fit."""
    inputs = store_input(x, spec.input_shape)
    return StoredSamples(inputs, *_targets(spec, len(inputs), y, weights))


def _targets(spec: SampleSpec, count: int, y: ArrayLike, weights: ArrayLike | None) -> Targets:
    """Labels, values and weights of ``count`` samples."""
    if count == 0:
        raise ModelError("expected at least one sample, received none")
    labels, values = spec.loss.targets(y, count, spec.output_shape)
    targets = real_array(y, "targets")
    return labels, values, _weights(spec, targets, weights), targets


def _weights(
    spec: SampleSpec, targets: NDArray[Any], weights: ArrayLike | None
) -> NDArray[np.float32] | None:
    """A weight a sample, or None: the given ones, or those of its class."""
    if weights is None:
        return None if spec.class_weight is None else weights_of(targets, spec.class_weight)
    if spec.class_weight is not None:
        raise ModelError("expected class_weight or sample_weight, received both")
    given = float_array(weights, "sample_weight")
    if given.shape == (len(targets), 1):
        given = given[:, 0]
    if given.shape != (len(targets),):
        raise ModelError(
            f"expected a weight for each of {len(targets)} samples, received {given.shape}"
        )
    return given


Targets = tuple[
    NDArray[np.int32] | None, NDArray[np.float32] | None, NDArray[np.float32] | None, NDArray[Any]
]  # labels, values, weights, and the targets as they were given


def hold_out(samples: StoredSamples, share: float) -> tuple[StoredSamples, StoredSamples | None]:
    """The samples without the last ``share``, and these for validation, unshuffled; as in Keras."""
    real("validation_split", share, PART)
    if share == 0:
        return samples, None
    kept = math.floor(len(samples) * (1 - share))
    if kept == 0 or kept == len(samples):
        raise ModelError(
            f"validation_split {share} of {len(samples)} samples leaves one part empty"
        )
    return samples.without_copy(slice(kept)), samples.without_copy(slice(kept, None))


@dataclass(frozen=True)
class Streamed:
    """A source's samples, brought to the engine's types block by block.

    ``epoch`` is the first that will be needed; one of its samples is checked at once.
    """

    spec: SampleSpec
    source: Source
    epoch: int

    def __post_init__(self) -> None:
        self.first(self.epoch, 1)  # what is wrong is said before anything changes

    def __len__(self) -> int:
        return len(self.source)

    def first(self, epoch: int, count: int) -> Samples:
        """The first samples of an epoch."""
        with closing(self._prepared(epoch, count)) as blocks:
            for samples in blocks:
                return samples
        raise ModelError("expected at least one sample an epoch, received none")

    def blocks(self, epoch: int, batch_size: int) -> Generator[Samples]:
        """The epoch's samples in whole batches, the last may be smaller; made ahead in a thread."""
        size = batch_size * max(1, BLOCK // batch_size)
        with closing(ahead(self._prepared(epoch, size))) as blocks:
            yield from blocks

    def _prepared(self, epoch: int, size: int) -> Generator[Samples]:
        for block in self.source.blocks(epoch, size):
            yield prepare(self.spec, *block)
