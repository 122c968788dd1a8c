"""Drawn strips as training samples: new ones in every epoch, drawn while a network trains.

x  float32 (m, 32, 160, 1), normalised;  y  int32 (m, 16), the classes of the symbols
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from lenet.arguments.numbers import checked_seed
from lenet.digits.distortion import Distortion, checked_images, distorted
from lenet.digits.normalisation import network_input
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.drawn.writing import Drawn, classes_of, drawn

Taken = TypeVar("Taken")

SYMBOLS_AT_MOST = 16
"""Of a strip."""

ELASTIC = Distortion(rotation=11, squeeze=0.15, shear=0.15, elastic=1.0)
"""How far MNIST's digits are distorted before they are written."""


WILD = 0.3, 1.0
"""How far hands and paper stray, see ``Hand.wild``: at least and at most, so that a network learns
how sure it may be of ordinary writing too."""


def moved_digits(
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    pens: PenHands | None,
    variant: int,
    seed: int,
) -> Exemplars:
    """Digit images uint8 (n, 28, 28) with labels (n,), each distorted by ``ELASTIC``, and pens."""
    moved = distorted(images, ELASTIC, variants=variant, seed=seed)
    return Exemplars(LabelledDigits.of(moved, labels), pens)


@dataclass(frozen=True, eq=False)
class DrawnStrings:
    """``count`` strips in each epoch, drawn from digit images uint8 (n, 28, 28) with labels (n,).

    A strip depends on nothing but the images, the pens, the seed, the epoch and its number.
    ``threads`` threads draw them.
    """

    images: NDArray[np.uint8]
    digits: NDArray[np.uint8]
    pens: PenHands | None
    count: int
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        checked_images(self.images)
        checked_seed(self.seed)

    def __len__(self) -> int:
        return self.count

    def blocks(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """The epoch's strips in order, ``size`` at a time: x and y as the module describes them."""
        for strips, classes in self.pictures(epoch, size):
            yield network_input(strips, "strip"), classes

    def pictures(
        self, epoch: int, size: int
    ) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.int32]]]:
        """The same strips as pictures, uint8 (m, 32, 160), 0 paper to 255 ink, and their y."""
        for made in self.each(epoch, size, _sample):
            strips, classes = zip(*made, strict=True)
            yield np.stack(strips), np.stack(classes)

    def each(
        self, epoch: int, size: int, take: Callable[[Drawn, Generator], Taken]
    ) -> Iterator[list[Taken]]:
        """What ``take`` makes of each strip of the epoch, in order, ``size`` strips at a time.

        ``take`` gets the strip and the generator that it was drawn with, in one of the threads.
        """
        digits = moved_digits(self.images, self.digits, self.pens, epoch + 1, self.seed)

        def taken(number: int) -> Taken:
            rng = np.random.default_rng([self.seed, epoch, number])
            return take(drawn(digits, rng, wild=rng.uniform(*WILD)), rng)

        with ThreadPoolExecutor(self.threads) as pool:
            for begin in range(0, self.count, size):
                yield list(pool.map(taken, range(begin, min(begin + size, self.count))))


def _sample(made: Drawn, _: Generator) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    picture = np.rint(255 * made.strip).astype(np.uint8)
    return picture, classes_of(made.symbols, SYMBOLS_AT_MOST)
