r"""Patterns of texts, a small part of regular expressions -> the automaton that allows them.

A pattern is matched by a whole text. It may hold: digits, ``\d``, ``.`` (any digit or mark),
``[...]``, ``[^...]``, groups, ``|``, ``?``, ``*``, ``+``, ``{m}``, ``{m,}``, ``{,n}``, ``{m,n}``;
and marks as one writes them, escaped by ``\`` where they mean something else: ``\.`` and ``,`` and
``'`` are separators, ``:`` a separator or another mark, a space is nothing, and every other sign
(``-``, ``/``, ``\*``, ``\$``) is another mark. The reader tells marks apart no further.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from lenet.errors import PatternError
from lenet.reading.texts.automaton import DIGITS, MARKS, SYMBOLS, Automaton, explored
from lenet.reading.texts.nfa import Either, Machine, Many, One, Part, Row, size

MAX_LENGTH = 200
"""Characters of the longest pattern."""
MAX_SIZE = 5000
"""Symbols of the longest pattern once its counts are written out."""
MAX_DIGITS = 100
"""The greatest number of digits that can be asked for."""

_SEPARATORS, _SPECIAL = ".,'’", r"\[](){}|?*+^$."
_REPEATED = re.compile(r"\{(\d{0,5})(?:(,)(\d{0,5}))?\}|[?*+]")


def automaton_of_pattern(pattern: str) -> Automaton:
    """The texts that the whole pattern matches. PatternError for one that cannot be used."""
    return first_of([pattern])


def any_digits(length: int | None = None) -> Automaton:
    """Any digits, or exactly ``length`` of them; marks are passed over.

    PatternError unless the length is from 1 to MAX_DIGITS.
    """
    if length is None:
        return automaton_of_pattern(r"[-.]*(\d[-.]*)+")
    if isinstance(length, bool) or length != int(length) or not 1 <= length <= MAX_DIGITS:
        raise PatternError(f"expected a length from 1 to {MAX_DIGITS} digits, received {length!r}")
    return automaton_of_pattern(rf"[-.]*(\d[-.]*){{{int(length)}}}")


def first_of(
    patterns: Sequence[str],
    *,
    meanings: Sequence[int] | None = None,
    weights: Sequence[float] | None = None,
) -> Automaton:
    """The texts that any pattern matches, each with what belongs to the first that does.

    That is the pattern's number among ``patterns``, or its own meaning of ``meanings``, and its own
    log weight of ``weights``, 0 unless given.
    """
    machine = Machine()
    ends = [machine.new() for _ in patterns]
    starts = [
        machine.built(_Reader(pattern).whole(), end)
        for pattern, end in zip(patterns, ends, strict=True)
    ]
    states, following = explored(machine.closed(frozenset(starts)), machine.after)
    # The first pattern that has ended, len(patterns) where none has.
    first = np.array(
        [min((ends.index(s) for s in ends if s in state), default=len(ends)) for state in states]
    )
    of_pattern = [*(range(len(ends)) if meanings is None else meanings), 0]
    of_end = [*([0.0] * len(ends) if weights is None else weights), -np.inf]
    made = Automaton(
        following,
        np.zeros(following.shape, np.float32),
        np.array(of_end, np.float32)[first],
        np.array(of_pattern, np.int32)[first],
    )
    return made.smallest()


class _Reader:
    """Reads a pattern from left to right; PatternError says where it cannot."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > MAX_LENGTH:
            raise PatternError(
                f"expected a pattern of at most {MAX_LENGTH} characters, received {len(pattern)}"
            )
        self.pattern, self.at = pattern, 0

    def whole(self) -> Part:
        """The whole pattern."""
        part = self._either()
        if self.at < len(self.pattern):
            raise self._error("there is no group to close")
        if size(part) > MAX_SIZE:
            raise self._error(f"its counts make it longer than {MAX_SIZE} symbols")
        return part

    def _error(self, what: str) -> PatternError:
        return PatternError(f"pattern {_quoted(self.pattern)}, at character {self.at + 1}: {what}")

    def _next(self, *expected: str) -> str:
        """The character here, or "" if it is none of those expected."""
        here = self.pattern[self.at : self.at + 1]
        return here if not expected or here in expected else ""

    def _take(self) -> str:
        if self.at == len(self.pattern):
            raise self._error("it ends too soon")
        self.at += 1
        return self.pattern[self.at - 1]

    def _either(self) -> Part:
        parts = [self._row()]
        while self._next("|"):
            self.at += 1
            parts.append(self._row())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _row(self) -> Part:
        parts = []
        while self._next() and not self._next("|", ")"):
            parts.append(self._repeated(self._atom()))
        return Row(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        found = _REPEATED.match(self.pattern, self.at)
        if not found:
            return part
        least, comma, most = found.groups()
        counts = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(found[0]) or (
            int(least or 0),
            int(most) if most else None if comma else int(least or 0),
        )
        if found[0] in ("{}", "{,}") or (counts[1] is not None and counts[1] < counts[0]):
            raise self._error(f"{found[0]} is no count")
        self.at = found.end()
        if _REPEATED.match(self.pattern, self.at):
            raise self._error("a count follows a count")
        return Many(part, *counts)

    def _atom(self) -> Part:
        start, character = self.at, self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == ".":
            return One(frozenset(range(len(SYMBOLS))))
        if (character == "^" and start == 0) or (character == "$" and not self._next()):
            return Row(())
        self.at = start
        if character != "\\" and character in _SPECIAL:
            raise self._error(f"{character!r} has no meaning here; as a mark it is \\{character}")
        return Row(()) if (symbols := self._symbols()) is None else One(symbols)

    def _group(self) -> Part:
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self._next("?"):
            raise self._error("of the groups with (? only (?: is known")
        part = self._either()
        if not self._next(")"):
            raise self._error("a group is not closed")
        self.at += 1
        return part

    def _class(self) -> Part:
        others = self._next("^") and self._take()
        symbols: set[int] = set()
        optional = False
        first = self.at
        while self.at == first or not self._next("]"):
            low = self.at
            found = self._symbols()
            optional |= found is None
            if self._next("-") and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                found = self._between(self.pattern[low : self.at - 1], self._take())
            symbols |= found or set()
        self.at += 1
        if others:
            return One(frozenset(range(len(SYMBOLS))) - symbols)
        return Many(One(frozenset(symbols)), 0, 1) if optional else One(frozenset(symbols))

    def _between(self, low: str, high: str) -> frozenset[int]:
        if low not in DIGITS or high not in DIGITS or low > high:
            raise self._error(f"expected two digits in order, received {low}-{high}")
        return frozenset(range(int(low), int(high) + 1))

    def _symbols(self) -> frozenset[int] | None:
        """What one character, or one behind a backslash, stands for; None for a space."""
        start, character = self.at, self._take()
        escaped = character == "\\"
        if escaped:
            character = self._take()
        if escaped and character == "d":
            return frozenset(range(len(DIGITS)))
        if character == " " or (escaped and character == "s"):
            return None
        if character in DIGITS and not escaped:
            return frozenset({int(character)})
        if character == ":":
            return frozenset(map(SYMBOLS.index, MARKS))
        if character.isalnum() or not character.isprintable():
            written, self.at = self.pattern[start : self.at], start
            raise self._error(f"{_quoted(written)} is neither a digit nor a mark")
        return frozenset({SYMBOLS.index("." if character in _SEPARATORS else "-")})


def _quoted(text: str) -> str:
    """Text as it was typed: one backslash is one, but no line is broken."""
    return repr(text).replace(r"\\", "\\")
