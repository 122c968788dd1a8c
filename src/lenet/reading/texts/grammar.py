"""Which texts a reading is asked for: amounts or digits, of some length, or of a pattern."""

from __future__ import annotations

import functools

from lenet.arguments.numbers import whole
from lenet.arguments.words import shown, text, word
from lenet.errors import PatternError
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.pattern import MAX_DIGITS, any_digits, automaton_of_pattern

GRAMMARS = AMOUNT, DIGITS_ALONE = "amount", "digits"

STRAY_MARK = -4.0
"""The natural logarithm of the weight of each mark that a text has beyond its pattern."""


def automaton_for(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    r"""The texts that are looked for. ModelError for another grammar, PatternError.

    A ``pattern`` takes the grammar's place; a text has a symbol at least, so ``\d*`` allows the
    same as ``\d+``. ``length`` is how many digits the text has.
    """
    word("the grammar", grammar, GRAMMARS)
    if length is not None:
        length = whole("length", length, 1, MAX_DIGITS, error=PatternError)
    if pattern is not None:
        pattern = text("pattern", pattern, error=PatternError)
    return _automaton(grammar, length, pattern)


def _written(pattern: str) -> Automaton:
    """The texts of a pattern but the one of no symbol: where there is ink, something is written."""
    automaton = automaton_of_pattern(pattern).without_empty_text()
    if automaton is None:
        raise PatternError(
            "expected a pattern that some text of at least one digit or mark matches, "
            f"received {shown(pattern)}"
        )
    return automaton


@functools.lru_cache(maxsize=64)
def _automaton(grammar: str, length: int | None, pattern: str | None) -> Automaton:
    if pattern is not None:
        automaton = _written(pattern).passing_over_marks(STRAY_MARK)
    elif grammar == AMOUNT:
        automaton = amounts()
    else:
        return any_digits(length)
    return automaton if length is None else automaton.both(any_digits(length))
