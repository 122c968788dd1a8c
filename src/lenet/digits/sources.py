"""Sources of training samples: distorted images, made block by block while a network trains.

``Model.fit`` takes a source in place of arrays. ``len(source)`` is the number of samples an epoch.
``source.blocks(epoch, size)`` gives that epoch's samples in order, ``size`` at a time: x float32
(m, ...), the network's input, and y (m,) labels or (m, units) values. They depend on the epoch
alone, so a training that is resumed sees the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.arrays import real_array
from lenet.arguments.numbers import checked_seed, whole
from lenet.arguments.words import shown
from lenet.digits.distortion import Distortion, checked_images, distorted
from lenet.errors import ModelError
from lenet.host.cores import thread_count

MOST_COPIES = 1000
"""Distortions that are kept of each image."""


@dataclass(frozen=True, eq=False)
class _Distorted:
    images: NDArray[np.uint8]
    labels: NDArray[Any]
    distortion: Distortion
    _: KW_ONLY
    prepare: Callable[[NDArray[np.uint8]], NDArray[np.float32]]
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", checked_seed(self.seed))
        object.__setattr__(self, "threads", thread_count(self.threads))
        if not isinstance(self.distortion, Distortion) or not callable(self.prepare):
            raise ModelError(
                "expected a Distortion and a function that prepares pictures, received "
                f"{shown(self.distortion)} and {shown(self.prepare)}"
            )
        images, labels = len(checked_images(self.images)), real_array(self.labels, "targets").shape
        if images == 0 or labels[:1] != (images,):
            raise ModelError(
                f"expected a target for each of at least one image, received {images} images and "
                f"targets {labels}"
            )

    def __len__(self) -> int:
        return len(self.images)

    def drawn(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The epoch's samples in order: indices of images (n,) and their variants (n,)."""
        raise NotImplementedError

    def blocks(self, epoch: int, size: int) -> Iterator[tuple[NDArray[np.float32], NDArray[Any]]]:
        """The epoch's samples in their order, ``size`` at a time: network input and targets."""
        size = whole("size", size, 1)
        which, variants = self.drawn(whole("epoch", epoch))
        for begin in range(0, len(which), size):
            block = slice(begin, begin + size)
            pictures = distorted(
                self.images,
                self.distortion,
                which=which[block],
                variants=variants[block],
                seed=self.seed,
                threads=self.threads,
            )
            yield self.prepare(pictures), np.asarray(self.labels)[which[block]]


@dataclass(frozen=True, eq=False)
class Fresh(_Distorted):
    """Each epoch has a new distortion of every image, in a new random order.

    The last epochs may take the images undistorted, as they will be recognised later.

    Parameters
    ----------
    images : uint8 (n, rows, columns)
        The digit images.
    labels : array (n,) or (n, units)
        Labels, or a row of values an image.
    distortion : Distortion
        How far they are distorted.
    prepare : callable
        Makes the network's input of pictures uint8 (m, rows, columns), such as
        ``functools.partial(lenet.digits.normalisation.network_input, normalisation="standard")``.
    seed : int
        Decides the distortions and the orders.
    threads : int
        That make a block; the result is the same for any number.
    until : int, optional
        The first epoch, from 0, that takes the images undistorted; None: none does.

    Raises ModelError for arrays that do not belong together.
    """

    until: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.until is not None:
            object.__setattr__(self, "until", whole("until", self.until))

    def drawn(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The epoch's samples in order: indices of images (n,) and their variants (n,)."""
        order = np.random.default_rng([self.seed, epoch]).permutation(len(self))
        as_they_are = self.until is not None and epoch >= self.until
        return order, np.full(len(self), 0 if as_they_are else epoch + 1)


@dataclass(frozen=True, eq=False)
class Expanded(_Distorted):
    """The images and ``copies`` distortions of each, in one fixed random order.

    An epoch takes as many of them as there are images; the next continues where it ended, and
    starts again after the last. LeCun et al. 1998, section III.C: 60,000 images and 540,000
    distortions of them, 20 passes of 60,000. The parameters are those of ``Fresh`` without
    ``until``, and

    copies : int
        Distortions of each image.
    """

    copies: int = 9

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "copies", whole("copies", self.copies, 0, MOST_COPIES))

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """All of them: variant v of image k is number v * n + k."""
        count = len(self) * (self.copies + 1)
        return np.random.default_rng([self.seed]).permutation(count)

    def drawn(self, epoch: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The epoch's samples in order: indices of images (n,) and their variants (n,)."""
        places = np.arange(epoch * len(self), (epoch + 1) * len(self)) % len(self.order)
        variants, which = np.divmod(self.order[places], len(self))
        return which, variants
