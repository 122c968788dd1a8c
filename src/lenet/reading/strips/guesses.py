"""Several looks at a line -> the likeliest texts, each with the mean of its probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import ArrayLike

from lenet.reading.strips.recognition import Look, Text
from lenet.reading.texts.decoding import Candidate

LEAST_CHANCE = 0.01
"""A look's probability of a text counts as at least this when looks are compared: a look that is
far surer than others does not decide alone."""

LONE = 1 / 11
"""The odds of a single digit are so much lower where nobody said that there is one: a letter or a
stroke easily looks like one digit, and hardly like several. So at most ten of a thousand pictures
without digits are accepted (benchmarks/reading/no_digits.py), and most clear single digits."""

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
    return [
        Guess(mean, surest.candidates[text], surest)
        for text, mean in sorted(_means(looks).items(), key=itemgetter(1), reverse=True)
        for surest in [max(looks, key=lambda look: look.chances.get(text, -1.0))]
    ]


def sureness_of(looks: Sequence[Look], told: bool = False) -> float:
    """How sure the looks together are of their likeliest text, see ``sureness``.

    ``told`` says that it was known how many digits there are.
    """
    texts = sorted({text for look in looks for text in look.chances})
    chances = np.array([[look.chances.get(text, 0.0) for text in texts] for look in looks])
    if not texts:
        return 0.0
    sure = sureness(chances)
    digits, _ = texts[int(chances.mean(axis=0).argmax())]
    if told or len(digits) > 1:
        return sure
    return sure * LONE / (sure * LONE + 1 - sure)


def sureness(chances: ArrayLike) -> float:
    """The raw confidence in the likeliest text, 0 to 1; 0 without any text.

    ``chances`` [looks, texts] has the probability that each look gives to each text that is
    allowed. The odds of the likeliest text against all others are taken in each look, and averaged
    as logarithms: every look has the same say. Marks that make a text one that is not allowed count
    in none of them, so they do not hide how clear the digits are.
    """
    each = np.asarray(chances, np.float64)
    if not each.size:
        return 0.0
    first = int(each.mean(axis=0).argmax())
    others = each.sum(axis=1) - each[:, first]
    odds = np.log(np.maximum(each[:, first], LEAST_CHANCE)) - np.log(
        np.maximum(others, LEAST_CHANCE)
    )
    return float(1 / (1 + np.exp(-odds.mean())))


def _means(looks: Sequence[Look]) -> dict[Text, float]:
    """The mean probability of each text over the looks."""
    means: dict[Text, float] = defaultdict(float)
    for look in looks:
        for text, chance in look.chances.items():
            means[text] += chance / len(looks)
    return means
