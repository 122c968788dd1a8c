r"""Patterns of texts, a small part of regular expressions -> the automaton that allows them.

The whole text must match. A pattern may hold digits, ``\d``, ``.`` (any digit or mark), ``[...]``,
``[^...]``, groups, ``|``, ``?``, ``*``, ``+``, ``{m}``, ``{m,}``, ``{,n}`` and ``{m,n}``; and marks
as they are written, with ``\`` before those that have a meaning in patterns. The reader knows two
kinds of marks only: ``\.``, ``,`` and ``'`` are separators; ``-``, ``/``, ``\*``, ``\$`` and every
other sign are other marks; ``:`` may be either. A space matches nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

import numpy as np

from lenet.arguments.numbers import whole
from lenet.arguments.words import text
from lenet.errors import PatternError
from lenet.reading.texts.automaton import DIGITS, MARKS, SYMBOLS, Automaton, explored
from lenet.reading.texts.nfa import (
    Alternation,
    Concatenation,
    Nfa,
    Part,
    Repetition,
    SymbolSet,
    size,
)

MAX_LENGTH = 200
"""Characters of the longest pattern that is taken."""
MAX_SIZE = 5000
"""The greatest size of a pattern, its repetitions written out; see ``nfa.size``."""
MAX_DIGITS = 100
"""The greatest number of digits that can be asked for."""

_SEPARATORS, _SPECIAL = ".,'’", r"\[](){}|?*+^$."
_REPEATED = re.compile(r"\{(\d{0,5})(?:(,)(\d{0,5}))?\}|[?*+]")


def automaton_of_pattern(pattern: str) -> Automaton:
    """The texts that the whole pattern matches. PatternError for one that cannot be used."""
    return first_of([text("pattern", pattern, error=PatternError)])


def any_digits(length: int | None = None) -> Automaton:
    """Any digits, or exactly ``length`` of them, with any marks among them.

    PatternError unless the length is from 1 to MAX_DIGITS.
    """
    if length is None:
        return automaton_of_pattern(r"[-.]*(\d[-.]*)+")
    digits = whole("length", length, 1, MAX_DIGITS, error=PatternError)
    return automaton_of_pattern(rf"[-.]*(\d[-.]*){{{digits}}}")


def first_of(
    patterns: Sequence[str],
    *,
    meanings: Sequence[int] | None = None,
    weights: Sequence[float] | None = None,
) -> Automaton:
    """The texts that any of the patterns matches; the first that does decides what a text means.

    A text's meaning is that of ``meanings`` at the pattern's place, or the place itself. Its log
    weight is that of ``weights`` at the place, or 0.
    """
    nfa = Nfa()
    ends = [nfa.new_state() for _ in patterns]
    starts = [
        nfa.add(_Parser(pattern).whole(), end) for pattern, end in zip(patterns, ends, strict=True)
    ]
    alike, after = nfa.alike(len(SYMBOLS)), functools.cache(nfa.after)
    states, following = explored(
        nfa.closed(frozenset(starts)), lambda state, symbol: after(state, alike[symbol])
    )
    # The first pattern that has ended, len(patterns) where none has.
    first = np.array(
        [min((ends.index(s) for s in ends if s in state), default=len(ends)) for state in states]
    )
    of_pattern = [*(range(len(ends)) if meanings is None else meanings), 0]
    of_end = [*([0.0] * len(ends) if weights is None else weights), -np.inf]
    automaton = Automaton(
        following,
        np.zeros(following.shape, np.float32),
        np.array(of_end, np.float32)[first],
        np.array(of_pattern, np.int32)[first],
    )
    return automaton.smallest()


class _Parser:
    """Parses a pattern from left to right; a PatternError says where it fails."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > MAX_LENGTH:
            raise PatternError(
                f"expected a pattern of at most {MAX_LENGTH} characters, received {len(pattern)}"
            )
        self.pattern, self.at = pattern, 0

    def whole(self) -> Part:
        """The whole pattern as a part."""
        part = self._alternation()
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

    def _alternation(self) -> Part:
        parts = [self._concatenation()]
        while self._next("|"):
            self.at += 1
            parts.append(self._concatenation())
        return parts[0] if len(parts) == 1 else Alternation(tuple(parts))

    def _concatenation(self) -> Part:
        parts = []
        while self._next() and not self._next("|", ")"):
            parts.append(self._repeated(self._atom()))
        return Concatenation(tuple(parts))

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
        return Repetition(part, *counts)

    def _atom(self) -> Part:
        start, character = self.at, self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == ".":
            return SymbolSet(frozenset(range(len(SYMBOLS))))
        if (character == "^" and start == 0) or (character == "$" and not self._next()):
            return Concatenation(())
        self.at = start
        if character != "\\" and character in _SPECIAL:
            raise self._error(f"{character!r} has no meaning here; as a mark it is \\{character}")
        return Concatenation(()) if (symbols := self._symbols()) is None else SymbolSet(symbols)

    def _group(self) -> Part:
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self._next("?"):
            raise self._error("of the groups with (? only (?: is known")
        part = self._alternation()
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
            return SymbolSet(frozenset(range(len(SYMBOLS))) - symbols)
        return (
            Repetition(SymbolSet(frozenset(symbols)), 0, 1)
            if optional
            else SymbolSet(frozenset(symbols))
        )

    def _between(self, low: str, high: str) -> frozenset[int]:
        if low not in DIGITS or high not in DIGITS or low > high:
            raise self._error(f"expected two digits in order, received {low}-{high}")
        return frozenset(range(int(low), int(high) + 1))

    def _symbols(self) -> frozenset[int] | None:
        """The symbols that a character, or an escaped one, stands for; None for a space."""
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
    """Text in quotes as it was typed: backslashes are not doubled, line breaks are escaped."""
    return repr(text).replace(r"\\", "\\")
