"""Which texts a reading is asked for: amounts or digits, of some length, or of a pattern."""

from __future__ import annotations

import functools

from lenet.errors import ModelError, either
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern

GRAMMARS = AMOUNT, DIGITS_ALONE = "amount", "digits"

STRAY_MARK = -4.0
"""The natural logarithm of the weight of each mark that a text has beyond its pattern."""


def automaton_for(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    """The texts that are looked for. ModelError for another grammar, PatternError.

    A ``pattern`` takes the grammar's place. ``length`` is how many digits the text has.
    """
    if grammar not in GRAMMARS:
        raise ModelError(f"expected the grammar {either(GRAMMARS)}, received {grammar!r}")
    return _automaton(grammar, length, pattern)


@functools.lru_cache(maxsize=64)
def _automaton(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    if pattern is not None:
        automaton = automaton_of_pattern(pattern).passing_over_marks(STRAY_MARK)
    elif grammar == AMOUNT:
        automaton = amounts()
    else:
        return any_digits(length)
    return automaton if length is None else automaton.both(any_digits(length))
