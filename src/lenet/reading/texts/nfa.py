"""The parts of a pattern, and the machine that reads what they match (Thompson 1968)."""

from __future__ import annotations

from typing import NamedTuple


class One(NamedTuple):
    """One symbol, any of these."""

    symbols: frozenset[int]


class Row(NamedTuple):
    """Parts one after the other."""

    parts: tuple[Part, ...]


class Either(NamedTuple):
    """One of the parts."""

    parts: tuple[Part, ...]


class Many(NamedTuple):
    """A part at least and at most so many times; None is no limit."""

    part: Part
    least: int
    most: int | None


Part = One | Row | Either | Many


def size(part: Part) -> int:
    """How many symbols and joints a part has once its counts are written out."""
    match part:
        case One():
            return 1
        case Row(parts) | Either(parts):
            return sum(map(size, parts)) + 1
        case Many(inner, least, most):
            return size(inner) * max(least, most or 0, 1) + 1


class Machine:
    """A nondeterministic automaton (Thompson 1968): states with steps to others.

    A step's symbols are None where it needs none.
    """

    def __init__(self) -> None:
        self.steps: list[list[tuple[frozenset[int] | None, int]]] = []

    def new(self, *steps: tuple[frozenset[int] | None, int]) -> int:
        """A new state's number."""
        self.steps.append(list(steps))
        return len(self.steps) - 1

    def built(self, part: Part, end: int) -> int:
        """The state from which ``part`` leads to ``end``."""
        match part:
            case One(symbols):
                return self.new((symbols, end))
            case Row(parts):
                for inner in reversed(parts):
                    end = self.built(inner, end)
                return end
            case Either(parts):
                return self.new(*((None, self.built(inner, end)) for inner in parts))
            case Many(inner, least, most):
                return self._repeated(inner, least, most, end)

    def _repeated(self, part: Part, least: int, most: int | None, end: int) -> int:
        if most is None:
            again = self.new((None, end))
            self.steps[again].append((None, self.built(part, again)))
            start = again
        else:
            start = end
            for _ in range(most - least):
                start = self.new((None, end), (None, self.built(part, start)))
        for _ in range(least):
            start = self.built(part, start)
        return start

    def closed(self, states: frozenset[int]) -> frozenset[int]:
        """These states and all that are reached from them by no symbol."""
        found, todo = set(states), list(states)
        while todo:
            for symbols, reached in self.steps[todo.pop()]:
                if symbols is None and reached not in found:
                    found.add(reached)
                    todo.append(reached)
        return frozenset(found)

    def after(self, states: frozenset[int], symbol: int) -> frozenset[int] | None:
        """Where a symbol leads from any of the states."""
        reached = frozenset(
            to
            for state in states
            for symbols, to in self.steps[state]
            if symbols is not None and symbol in symbols
        )
        return self.closed(reached) if reached else None
