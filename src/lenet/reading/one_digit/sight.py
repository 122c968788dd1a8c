"""What the reader of strings sees in the ink of one picture: one digit, several, or a mark.

It reads strings and knows separators and other marks, where a network of single digits knows
nothing but digits.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from lenet.pictures.boxes import Box
from lenet.pictures.ink.cleaning import Cleaned
from lenet.reading.lines.fields import field_of_box, fields_of_page
from lenet.reading.lines.line import Line
from lenet.reading.strips.guesses import guesses
from lenet.reading.strips.recognition import Look
from lenet.reading.strips.views import VIEWS, Recognisers, looks
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.pattern import automaton_of_pattern

SURE = 0.95
"""One look is enough when it gives the network's own answer at least this probability."""

MOST_LINES, MOST_TOLD = 3, 12
"""A picture with more lines of ink is not one digit; of so many at most the text is told."""

LEGIBLE = 0.5
"""The least probability of a text that is told."""


@dataclass(frozen=True)
class Sight:
    """What the reader sees.

    Attributes
    ----------
    digits : dict of str to float
        The probability that all the ink is this one digit, of each digit that it may be.
    mark : float
        The probability that there is no digit in it.
    text : str
        The digits of the likeliest text, line by line; "" where none is likely.
    """

    digits: dict[str, float]
    mark: float
    text: str

    @property
    def one(self) -> float:
        """The probability that the ink is one digit."""
        return min(1.0, sum(self.digits.values()))


NOTHING = Sight({}, 0.0, "")


def sight(cleaned: Cleaned, recognisers: Recognisers, answer: str) -> Sight:
    """Look at the ink of a picture; ``answer`` is what a network of single digits says of it."""
    fields = list(fields_of_page(cleaned, one_digit=True))
    height, width = cleaned.mask.shape
    whole = fields[0] if len(fields) == 1 else field_of_box(cleaned, Box(0, 0, width, height))
    seen = NOTHING
    if whole.line is not None and len(fields) <= MOST_LINES:
        seen = _seen(whole.line, recognisers, answer)
    if len(fields) == 1:
        return seen
    lines = [one.line for one in fields[:MOST_TOLD] if one.line is not None]
    texts = [text for line in lines if (text := _seen(line, recognisers, answer).text)]
    return Sight({}, 0.0, " ".join(texts)) if len(texts) > 1 else seen


def _seen(line: Line, recognisers: Recognisers, answer: str) -> Sight:
    automaton = _any_symbols()
    taken = looks(line, Recognisers(recognisers.swept[:1]), automaton, VIEWS[:1])
    if _chance(taken, answer) < SURE:
        taken = looks(line, recognisers, automaton)
    found = guesses(taken)
    digits = {one.candidate.digits: one.probability for one in found}
    first = found[0] if found else None
    text = first.candidate.digits if first and first.probability >= LEGIBLE else ""
    return Sight(
        {digit: chance for digit, chance in digits.items() if len(digit) == 1},
        digits.get("", 0.0),
        text,
    )


def _chance(taken: Sequence[Look], answer: str) -> float:
    return sum(look.chances.get((answer, 0), 0.0) for look in taken) / len(taken)


@functools.cache
def _any_symbols() -> Automaton:
    return automaton_of_pattern(r"[-.\d]+")
