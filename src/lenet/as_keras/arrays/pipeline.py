"""``tf.data.Dataset``, of arrays in memory: an iterable of samples or of batches of them.

Each call gives another data set; nothing is computed before it is iterated, and then sample by
sample. What an element is, an array or a tuple of arrays, the user decides, as in TensorFlow.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from lenet.as_keras.arrays.tensor import plain, tensor

AUTOTUNE = -1
UNKNOWN_CARDINALITY, INFINITE_CARDINALITY = -2, -1

Begin = Callable[[], Iterator[Any]]


class Pipeline:
    """Elements, each an array or a tuple of arrays, as often as they are iterated."""

    def __init__(self, begin: Begin, count: int | None) -> None:
        self._begin = begin
        self._count = count  # None: unknown, -1: without end

    # Made from arrays

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Pipeline:
        """An element for each slice of the first axis, of an array or of all of a tuple."""
        arrays = _each(tensors, plain)
        first = _leaves(arrays)[0]
        return Pipeline(lambda: (_at(arrays, k) for k in range(len(first))), len(first))

    @staticmethod
    def from_tensors(tensors: Any) -> Pipeline:
        """One element, all of it."""
        return Pipeline(lambda: iter([_each(tensors, plain)]), 1)

    @staticmethod
    def from_generator(generator: Callable[..., Any], *types: Any, **other: Any) -> Pipeline:
        """What a function's generator gives; the types that TensorFlow asks for are not needed."""
        del types, other
        return Pipeline(lambda: (_each(one, plain) for one in generator()), None)

    @staticmethod
    def range(*limits: int) -> Pipeline:
        """Whole numbers."""
        numbers = range(*limits)
        return Pipeline(lambda: (np.int64(one) for one in numbers), len(numbers))

    @staticmethod
    def zip(*datasets: Any) -> Pipeline:
        """Tuples of an element of each."""
        several = datasets[0] if len(datasets) == 1 else datasets
        counts = [one._count for one in several]
        known = [one for one in counts if one is not None and one >= 0]
        count = min(known) if known and None not in counts else None
        return Pipeline(lambda: zip(*(one._begin() for one in several), strict=False), count)

    # Made from another

    def shuffle(
        self, buffer_size: int, seed: int | None = None, reshuffle_each_iteration: bool = True
    ) -> Pipeline:
        """In another order each time: each element is drawn from the next ``buffer_size``."""
        chance = np.random.default_rng(seed)
        fixed = int(chance.integers(2**63))

        def begin() -> Iterator[Any]:
            draw = chance if reshuffle_each_iteration else np.random.default_rng(fixed)
            held: list[Any] = []
            for element in self._begin():
                if len(held) < buffer_size:
                    held.append(element)
                    continue
                place = int(draw.integers(buffer_size))
                held[place], element = element, held[place]
                yield element
            yield from (held[k] for k in draw.permutation(len(held)))

        return Pipeline(begin, self._count)

    def batch(
        self, batch_size: int, drop_remainder: bool = False, num_parallel_calls: Any = None
    ) -> Pipeline:
        """Batches of so many elements, the last one smaller unless it is dropped."""
        del num_parallel_calls
        size = int(batch_size)

        def begin() -> Iterator[Any]:
            elements = self._begin()
            while several := list(itertools.islice(elements, size)):
                if len(several) == size or not drop_remainder:
                    yield _stacked(several)

        count = self._count
        if count is not None and count >= 0:
            count = count // size if drop_remainder else -(-count // size)
        return Pipeline(begin, count)

    def unbatch(self) -> Pipeline:
        """An element for each slice of each batch."""
        return Pipeline(
            lambda: (
                _at(batch, k) for batch in self._begin() for k in range(len(_leaves(batch)[0]))
            ),
            None,
        )

    def map(
        self, map_func: Callable[..., Any], num_parallel_calls: Any = None, **other: Any
    ) -> Pipeline:
        """What the function makes of each element; a tuple is its arguments."""
        del num_parallel_calls, other

        def begin() -> Iterator[Any]:
            for element in self._begin():
                given = _each(element, tensor)
                made = map_func(*given) if isinstance(given, tuple) else map_func(given)
                yield _each(tuple(made) if isinstance(made, list) else made, plain)

        return Pipeline(begin, self._count)

    def filter(self, predicate: Callable[..., Any]) -> Pipeline:
        """The elements for which the function is true."""

        def begin() -> Iterator[Any]:
            for element in self._begin():
                given = _each(element, tensor)
                if predicate(*given) if isinstance(given, tuple) else predicate(given):
                    yield element

        return Pipeline(begin, None)

    def repeat(self, count: int | None = None) -> Pipeline:
        """So many times, or without end."""
        if count is None or count < 0:
            endless = lambda: (one for _ in itertools.count() for one in self._begin())  # noqa: E731
            return Pipeline(endless, INFINITE_CARDINALITY)
        times = int(count)
        known = self._count if self._count is None or self._count < 0 else self._count * times
        return Pipeline(lambda: (one for _ in range(times) for one in self._begin()), known)

    def take(self, count: int) -> Pipeline:
        """The first elements."""
        return Pipeline(
            lambda: itertools.islice(self._begin(), count), _at_most(self._count, count)
        )

    def skip(self, count: int) -> Pipeline:
        """All but the first elements."""
        left = self._count if not self._count or self._count < 0 else max(0, self._count - count)
        return Pipeline(lambda: itertools.islice(self._begin(), count, None), left)

    def concatenate(self, dataset: Pipeline) -> Pipeline:
        """These elements, and then another's."""
        counts = [one for one in (self._count, dataset._count) if one is not None and one >= 0]
        known = sum(counts) if len(counts) == 2 else None
        return Pipeline(lambda: itertools.chain(self._begin(), dataset._begin()), known)

    def enumerate(self, start: int = 0) -> Pipeline:
        """Tuples of a number, counted from ``start``, and the element."""
        return Pipeline(lambda: iter(enumerate(self._begin(), start)), self._count)

    def prefetch(self, buffer_size: Any = None) -> Pipeline:
        """The same: arrays in memory need not be waited for."""
        del buffer_size
        return self

    def cache(self, filename: str = "") -> Pipeline:
        """The same elements, kept in memory once they were all made."""
        del filename
        kept: list[Any] = []
        done: list[bool] = []

        def begin() -> Iterator[Any]:
            if done:
                yield from kept
                return
            made = []
            for element in self._begin():
                made.append(element)
                yield element
            if not done:
                kept.extend(made)
                done.append(True)

        return Pipeline(begin, self._count)

    def with_options(self, options: Any) -> Pipeline:
        """The same: the options are about how TensorFlow computes."""
        del options
        return self

    # What is in it

    def __iter__(self) -> Iterator[Any]:
        return (_each(element, tensor) for element in self._begin())

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as arrays of NumPy's."""
        return (_each(element, plain) for element in self._begin())

    def __len__(self) -> int:
        if self._count is None or self._count < 0:
            raise TypeError("this data set has no known length, or no end")
        return self._count

    def __bool__(self) -> bool:
        return True

    def cardinality(self) -> Any:
        """How many elements there are; -1 without end, -2 unknown."""
        return tensor(np.int64(UNKNOWN_CARDINALITY if self._count is None else self._count))

    @property
    def element_spec(self) -> Any:
        """Shapes and types of the first element."""
        return _each(next(self._begin()), lambda one: (plain(one).shape, plain(one).dtype))


def _each(element: Any, function: Callable[..., Any]) -> Any:
    """The function of each array of an element: of a tuple, of a dict, or of one array."""
    if isinstance(element, tuple):
        return tuple(_each(one, function) for one in element)
    if isinstance(element, dict):
        return {name: _each(one, function) for name, one in element.items()}
    return function(element)


def _at(element: Any, place: int) -> Any:
    """A slice of the first axis of each array."""
    return _each(element, lambda one: one[place])


def _leaves(element: Any) -> list[Any]:
    """The arrays of an element in a row."""
    if isinstance(element, tuple | dict):
        parts: Iterable[Any] = element.values() if isinstance(element, dict) else element
        return [leaf for one in parts for leaf in _leaves(one)]
    return [element]


def _stacked(elements: list[Any]) -> Any:
    """Elements alike as one, with an axis more in each array."""
    first = elements[0]
    if isinstance(first, tuple):
        return tuple(_stacked(list(several)) for several in zip(*elements, strict=True))
    if isinstance(first, dict):
        return {name: _stacked([one[name] for one in elements]) for name in first}
    return np.stack([plain(one) for one in elements])


def _at_most(count: int | None, most: int) -> int | None:
    if count is None:
        return None
    return most if count < 0 else min(count, most)
