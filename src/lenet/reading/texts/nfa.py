"""The parts of a pattern, and the nondeterministic automaton that matches them (Thompson 1968)."""

from __future__ import annotations

from typing import NamedTuple

from lenet.errors import PatternError

MAX_WORK = 500_000
"""States that are looked at, at most, while the sets of states are found that symbols lead to."""


class SymbolSet(NamedTuple):
    """One symbol, any of these numbers in ``automaton.SYMBOLS``."""

    symbols: frozenset[int]


class Concatenation(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Part, ...]


class Alternation(NamedTuple):
    """Any one of the parts."""

    parts: tuple[Part, ...]


class Repetition(NamedTuple):
    """A part ``least`` to ``most`` times; without ``most`` any number of times."""

    part: Part
    least: int
    most: int | None


Part = SymbolSet | Concatenation | Alternation | Repetition


def size(part: Part) -> int:
    """About how many states a part needs, its repetitions written out."""
    match part:
        case SymbolSet():
            return 1
        case Concatenation(parts) | Alternation(parts):
            return sum(map(size, parts)) + 1
        case Repetition(inner, least, most):
            return size(inner) * max(least, most or 0, 1) + 1


class Nfa:
    """A nondeterministic automaton: numbered states, each with steps to others.

    ``steps`` has for each state its steps: the symbols that are read, None for no symbol, and the
    state that is reached.
    """

    def __init__(self) -> None:
        self.steps: list[list[tuple[frozenset[int] | None, int]]] = []
        self._work = 0

    def new_state(self, *steps: tuple[frozenset[int] | None, int]) -> int:
        """Add a state with these steps and return its number."""
        self.steps.append(list(steps))
        return len(self.steps) - 1

    def add(self, part: Part, end: int) -> int:
        """Add the states of a part that leads to ``end``, and return the one it starts from."""
        match part:
            case SymbolSet(symbols):
                return self.new_state((symbols, end))
            case Concatenation(parts):
                for inner in reversed(parts):
                    end = self.add(inner, end)
                return end
            case Alternation(parts):
                return self.new_state(*((None, self.add(inner, end)) for inner in parts))
            case Repetition(inner, least, most):
                return self._add_repetition(inner, least, most, end)

    def _add_repetition(self, part: Part, least: int, most: int | None, end: int) -> int:
        if most is None:
            again = self.new_state((None, end))
            self.steps[again].append((None, self.add(part, again)))
            start = again
        else:
            start = end
            for _ in range(most - least):
                start = self.new_state((None, end), (None, self.add(part, start)))
        for _ in range(least):
            start = self.add(part, start)
        return start

    def closed(self, states: frozenset[int]) -> frozenset[int]:
        """These states and all that are reached from them without a symbol."""
        found, todo = set(states), list(states)
        while todo:
            for symbols, reached in self.steps[todo.pop()]:
                if symbols is None and reached not in found:
                    found.add(reached)
                    todo.append(reached)
        return frozenset(found)

    def after(self, states: frozenset[int], symbol: int) -> frozenset[int] | None:
        """The states that a symbol leads to from any of these; None if there are none.

        PatternError when all calls together have looked at more than MAX_WORK states.
        """
        self._work += len(states)
        if self._work > MAX_WORK:
            raise PatternError(
                "the pattern's counts, one inside another or one after another, can be met in too "
                "many ways; expected fewer or smaller counts"
            )
        reached = frozenset(
            to
            for state in states
            for symbols, to in self.steps[state]
            if symbols is not None and symbol in symbols
        )
        return self.closed(reached) if reached else None

    def alike(self, symbols: int) -> list[int]:
        """For each of the symbols 0 to ``symbols`` - 1, the first that no step tells from it."""
        read = {read for steps in self.steps for read, _ in steps if read is not None}
        first: dict[frozenset[frozenset[int]], int] = {}
        return [
            first.setdefault(frozenset(each for each in read if symbol in each), symbol)
            for symbol in range(symbols)
        ]
