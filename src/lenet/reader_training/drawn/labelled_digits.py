"""Digit images sorted by their labels, to pick one of a digit at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


class LabelledDigits(NamedTuple):
    """Digit images, uint8 (n, 28, 28); ``of_class`` has the numbers of each digit's images."""

    images: NDArray[np.uint8]
    of_class: Sequence[NDArray[np.intp]]

    @classmethod
    def of(cls, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> LabelledDigits:
        """Sort images by their labels (n,)."""
        return cls(images, [np.flatnonzero(labels == digit) for digit in range(10)])

    def any(self, digit: int, rng: Generator) -> NDArray[np.uint8]:
        """One image of a digit at random."""
        numbers = self.of_class[digit]
        image: NDArray[np.uint8] = self.images[numbers[rng.integers(len(numbers))]]
        return image
