"""Several looks at a line -> the likeliest texts, each with the mean of its probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from lenet.reading.strips.recognition import Look, Text
from lenet.reading.texts.decoding import Candidate

OTHER_TEXTS = 0.1
"""The weight, in ``sureness``, of the probability of all texts but the first two."""

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


def sureness_of(looks: Sequence[Look]) -> float:
    """How sure the looks together are of their likeliest text, see ``sureness``."""
    return sureness(sorted(_means(looks).values(), reverse=True))


def sureness(probabilities: Sequence[float]) -> float:
    """The raw confidence in the likeliest text, 0 to 1, given falling probabilities of texts.

    It is the first probability as a share of the first two and ``OTHER_TEXTS`` times the rest. The
    rest counts less because most of it belongs to texts that are not allowed: it says that there
    may be no such text, not which one it is.
    """
    first, *others = probabilities or (0.0,)
    second = others[0] if others else 0.0
    return first / (first + second + OTHER_TEXTS * max(0.0, 1 - first - second))


def _means(looks: Sequence[Look]) -> dict[Text, float]:
    """The mean probability of each text over the looks."""
    means: dict[Text, float] = defaultdict(float)
    for look in looks:
        for text, chance in look.chances.items():
            means[text] += chance / len(looks)
    return means
