"""Several looks at a line -> the likeliest texts, each with the mean of its probabilities."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from lenet.reading.strips.recognition import Look, Text
from lenet.reading.texts.decoding import Candidate

LEAST_CHANCE = 0.01
"""A look's probability of a text counts as at least this when looks are compared: a look that is
far surer than others does not decide alone."""

LONE = 1 / 11
"""The odds of a single digit are so much lower where nobody said that there is one: a letter or a
stroke easily looks like one digit, and hardly like several. So at most ten of a thousand pictures
without digits are accepted (benchmarks/reading/no_digits.py), and half of the single digits."""

REACH = 16
"""Columns of the strip that a digit takes at most on either side of its middle."""


@dataclass(frozen=True)
class Guess:
    """A text that the line may hold.

    Attributes
    ----------
    probability : float
        Its probability among all texts, allowed or not: the mean over the looks.
    candidate : Candidate
        Text, digits and meaning, of the look that gives it the highest probability.
    look : Look
        That look.
    """

    probability: float
    candidate: Candidate
    look: Look

    @property
    def middles(self) -> tuple[float, ...]:
        """Roughly the middle column of each symbol of the text, in the line's pixels."""
        columns = (self.look.middle(begin, end) for begin, end in self.candidate.spans)
        return tuple(self.look.strip.column_of(column) for column in columns)

    @property
    def reach(self) -> float:
        """How far, in the line's pixels, a symbol extends at most on either side of its middle."""
        return REACH / self.look.strip.across


def guesses(looks: Sequence[Look]) -> list[Guess]:
    """The texts of all looks, the likeliest first."""
    surest: dict[Text, Look] = {}
    for look in looks:
        for text, chance in look.chances.items():
            if text not in surest or chance > surest[text].chances[text]:
                surest[text] = look
    ranked = sorted(_means(looks).items(), key=itemgetter(1), reverse=True)
    return [Guess(mean, surest[text].candidates[text], surest[text]) for text, mean in ranked]


def likeliest(looks: Sequence[Look]) -> Text | None:
    """The text with the highest mean probability over the looks; None without any."""
    means = _means(looks)
    return max(means, key=means.__getitem__) if means else None


def sureness_of(looks: Sequence[Look], told: bool = False) -> float:
    """How sure the looks together are of their likeliest text, see ``sureness``.

    ``told`` says that it was known how many digits there are.
    """
    first = likeliest(looks)
    if first is None:
        return 0.0
    own = [look.chances.get(first, 0.0) for look in looks]
    others = [sum(look.chances.values()) - one for look, one in zip(looks, own, strict=True)]
    sure = sureness(own, others)
    digits, _ = first
    if told or len(digits) > 1:
        return sure
    return sure * LONE / (sure * LONE + 1 - sure)


def sureness(first: Iterable[float], others: Iterable[float]) -> float:
    """The raw confidence in the likeliest text, 0 to 1.

    ``first`` has the probability that each look gives to it, ``others`` to all other texts that are
    allowed. Their odds are averaged as logarithms: every look has the same say. Marks that make a
    text one that is not allowed count in neither, so they do not hide how clear the digits are.
    """
    odds = [
        math.log(max(one, LEAST_CHANCE)) - math.log(max(rest, LEAST_CHANCE))
        for one, rest in zip(first, others, strict=True)
    ]
    return 1 / (1 + math.exp(-sum(odds) / len(odds)))


def chance_of_no_digit(looks: Sequence[Look]) -> float:
    """The probability that the line has no digit, but marks at most: the mean over the looks."""
    return sum(look.chance_of_no_digit() for look in looks) / len(looks)


def _means(looks: Sequence[Look]) -> dict[Text, float]:
    """The mean probability of each text over the looks."""
    means: dict[Text, float] = defaultdict(float)
    for look in looks:
        for text, chance in look.chances.items():
            means[text] += chance / len(looks)
    return means
