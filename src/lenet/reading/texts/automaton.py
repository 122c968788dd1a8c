"""The texts that are allowed: a deterministic automaton over the 12 symbols of a reading.

symbols   the digits 0 to 9, "." (a separator: point or comma), "-" (any other mark: dash, closing
          stroke, slash, asterisk, currency sign); a text is a string of them
following int32 (states, 12), the state after each symbol, -1 for none; state 0 is the start
weights   float32 (states, 12), the natural logarithm of each step's weight; a text's weight is the
          product over its steps and its end
ends      float32 (states,), the same for a text that ends there; minus infinity where none may
meanings  int32 (states,), the kind of text that ends there
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lenet.errors import PatternError

SYMBOLS = "0123456789.-"
DIGITS = SYMBOLS[:10]
MARKS = SYMBOLS[10:]
MOST_DIGITS = 100
"""The most digits that are counted in a text."""

MAX_STATES = 2000
"""States that an automaton may have at most."""

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Automaton:
    """The allowed texts, each with a weight and a meaning; the module describes the arrays."""

    following: NDArray[np.int32]
    weights: NDArray[np.float32]
    ends: NDArray[np.float32]
    meanings: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ends)

    def read(self, text: str) -> tuple[float, int] | None:
        """The text's log weight and its meaning; None for a text that is not allowed."""
        state, weight = 0, 0.0
        for symbol in map(SYMBOLS.find, text):
            if symbol < 0 or self.following[state, symbol] < 0:
                return None
            weight += float(self.weights[state, symbol])
            state = int(self.following[state, symbol])
        end = float(self.ends[state])
        return None if end == -np.inf else (weight + end, int(self.meanings[state]))

    def both(self, other: Automaton) -> Automaton:
        """The texts that both this and the other allow: meanings of this one, weights multiplied.

        PatternError if there is no such text, or if the automaton has too many states.
        """

        def after(state: tuple[int, int], symbol: int) -> tuple[int, int] | None:
            here, there = self.following[state[0], symbol], other.following[state[1], symbol]
            return None if here < 0 or there < 0 else (int(here), int(there))

        states, following = explored((0, 0), after)
        here, there = np.array(states).T
        automaton = Automaton(
            following,
            self.weights[here] + other.weights[there],
            self.ends[here] + other.ends[there],
            self.meanings[here],
        )
        return automaton.smallest()

    def passing_over_marks(self, log_weight: float) -> Automaton:
        """The same texts, with further marks anywhere among their symbols.

        Each further mark multiplies the text's weight; ``log_weight`` is the natural logarithm of
        that factor, 0 or below.
        """
        following, weights = self.following.copy(), self.weights.copy()
        for mark in map(SYMBOLS.index, MARKS):
            stray = following[:, mark] < 0
            following[stray, mark] = np.flatnonzero(stray)
            weights[stray, mark] = log_weight
        return Automaton(following, weights, self.ends, self.meanings)

    def without_empty_text(self) -> Automaton | None:
        """The same texts but the one of no symbol; None if there is no other."""
        if not np.isfinite(self.ends[0]):
            return self
        # The start again, as a state of its own behind the others, in which no text ends.
        following, weights = (
            np.concatenate([each, each[:1]]) for each in (self.following, self.weights)
        )
        ends = np.append(self.ends, np.float32(-np.inf))
        meanings = np.append(self.meanings, np.int32(0))
        order = np.r_[len(self), : len(self)]
        moved = np.where(following >= 0, following + 1, -1).astype(np.int32)
        begun = Automaton(moved[order], weights[order], ends[order], meanings[order])
        return begun.smallest() if begun._alive()[0] else None

    @functools.cached_property
    def digit_counts(self) -> tuple[int, int]:
        """The fewest and the most digits of a text, ``MOST_DIGITS`` at most."""
        digits, marks = np.split(self.following, [len(DIGITS)], axis=1)
        reached = np.zeros(len(self), bool)
        reached[0] = True
        counts = []
        for count in range(MOST_DIGITS + 1):
            while (more := reached | _after(reached, marks)).sum() > reached.sum():
                reached = more
            counts += [count] if (self.ends[reached] > -np.inf).any() else []
            reached = _after(reached, digits)
            if not reached.any():
                break
        return (counts[0], counts[-1]) if counts else (0, MOST_DIGITS)

    def smallest(self) -> Automaton:
        """The automaton of the fewest states that gives the same texts, weights and meanings.

        Hopcroft's algorithm (1971). PatternError if no text is allowed at all.
        """
        alive = self._alive()
        if not alive[0]:
            raise PatternError("no text is allowed: what is asked for contradicts itself")
        following = np.where(alive[self.following] & (self.following >= 0), self.following, -1)
        weights = np.where(following >= 0, self.weights, 0).astype(np.float32)
        kinds = _split(
            following,
            _numbered(
                zip(self.ends, self.meanings * np.isfinite(self.ends), *weights.T, strict=True)
            ),
        )
        after = np.where(following >= 0, kinds[following], -1)
        states, renumbered = explored(int(kinds[0]), _steps(kinds, after))
        first = np.array([int(np.flatnonzero(kinds == kind)[0]) for kind in states])
        return Automaton(renumbered, weights[first], self.ends[first], self.meanings[first])

    def _alive(self) -> NDArray[np.bool_]:
        """Of each state, whether an allowed text can still end from there: bool (states,)."""
        alive = np.isfinite(self.ends)
        todo, before = np.flatnonzero(alive).tolist(), _before(self.following)
        while todo:
            state = todo.pop()
            more = [each for states in before for each in states[state] if not alive[each]]
            alive[more] = True
            todo += set(more)
        return alive


def _after(reached: NDArray[np.bool_], following: NDArray[np.int32]) -> NDArray[np.bool_]:
    """The states that are reached from others by one of some symbols: bool (states,)."""
    states = following[reached]
    found = np.zeros_like(reached)
    found[states[states >= 0]] = True
    return found


def explored(
    start: State, after: Callable[[State, int], State | None]
) -> tuple[list[State], NDArray[np.int32]]:
    """All states that are reached from ``start``, numbered as they are met, and ``following``.

    PatternError for more than MAX_STATES.
    """
    numbers, states, rows = {start: 0}, [start], []
    for state in states:
        row = []
        for symbol in range(len(SYMBOLS)):
            reached = after(state, symbol)
            if reached is not None and reached not in numbers:
                numbers[reached] = len(states)
                states.append(reached)
            row.append(-1 if reached is None else numbers[reached])
        rows.append(row)
        if len(states) > MAX_STATES:
            raise PatternError(f"expected a pattern of at most {MAX_STATES} states, it has more")
    return states, np.array(rows, np.int32)


def _before(following: NDArray[np.int32]) -> list[list[list[int]]]:
    """For each symbol and each state, the states from which the symbol leads there.

    Behind the last state's, those from which the symbol leads nowhere.
    """
    before: list[list[list[int]]] = [[[] for _ in range(len(following) + 1)] for _ in SYMBOLS]
    for state, row in enumerate(following.tolist()):
        for symbol, reached in enumerate(row):
            before[symbol][reached].append(state)
    return before


def _split(following: NDArray[np.int32], kinds: NDArray[np.int32]) -> NDArray[np.int32]:
    """The coarsest classes within ``kinds`` whose states every symbol leads to states of a class.

    Each pair of classes that is split off needs only its smaller one to split others by, so that
    the work grows as n log n: int32 (states,).
    """
    before, nowhere = _before(following), len(following)
    classes = [set(np.flatnonzero(kinds == kind).tolist()) for kind in range(kinds.max() + 1)]
    class_of, todo = kinds.tolist(), {len(classes), *range(len(classes))}
    classes.append({nowhere})
    while todo:
        splitter = tuple(classes[todo.pop()])
        for states in before:
            into: dict[int, set[int]] = {}
            for state in itertools.chain.from_iterable(states[each] for each in splitter):
                into.setdefault(class_of[state], set()).add(state)
            for whole, part in into.items():
                if len(part) == len(classes[whole]):
                    continue
                classes[whole] -= part
                for state in part:
                    class_of[state] = len(classes)
                smaller = len(classes) if len(part) <= len(classes[whole]) else whole
                todo.add(len(classes) if whole in todo else smaller)
                classes.append(part)
    return np.array(class_of, np.int32)


def _steps(kinds: NDArray[np.int32], after: NDArray[np.int32]) -> Callable[[int, int], int | None]:
    rows = {int(kind): row for kind, row in zip(kinds, after.tolist(), strict=True)}
    return lambda kind, symbol: None if rows[kind][symbol] < 0 else rows[kind][symbol]


def _numbered(things: Iterable[Hashable]) -> NDArray[np.int32]:
    """A number for each thing, equal for equal things, from 0 in the order they come."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(thing, len(numbers)) for thing in things], np.int32)
