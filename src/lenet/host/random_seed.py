"""The seeds of models without one of their own: from the system, or from a seed that was set."""

from __future__ import annotations

import numpy as np

from lenet.arguments.numbers import checked_seed

_LARGEST = 2**31


class _Source:
    """The seeds of this process, one after the other."""

    def __init__(self) -> None:
        self.generator = np.random.default_rng()


_source = _Source()


def set_random_seed(seed: int) -> None:
    """Decide all seeds that are drawn from here on (Keras's ``utils.set_random_seed``).

    Models that are made afterwards, in the same order, are the same to the byte, and so is their
    training, on any number of threads. Python's and NumPy's own generators are seeded too, as Keras
    does. ModelError unless it is a whole number from 0 on.
    """
    import random

    given = checked_seed(seed)
    random.seed(given)
    np.random.seed(given % 2**32)  # noqa: NPY002 - a listing's own draws
    _source.generator = np.random.default_rng(given)


def fresh_seed() -> int:
    """The next seed: another each time, and the same after the same ``set_random_seed``."""
    return int(_source.generator.integers(_LARGEST))
