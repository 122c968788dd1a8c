"""A line of writing -> the likeliest texts: views of several kinds, looked at and decoded.

No guess of how high and wide the digits are is always right, nor is the cleaned ink always better
than the paper as it is. So a line is looked at in several views, by the reader's networks in turn.
Each look gives the probabilities of texts, and their mean decides; as soon as it is sure, no more
views are taken.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from lenet.models import Model
from lenet.reading.strips.looks import Line, Look, Text, View, look_at
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.decoding import Candidate

VIEWS = (
    View(0.87, 0.82, cleaned=True),
    View(1.0, 1.0),
    View(1.0, 1.0, cleaned=True, pieces=True),
    View(0.65, 0.7),
    View(1.0, 0.7, cleaned=True),
    View(1.0, 1.2),
)
"""The views in the order they are taken: each sweep brought most of all beside those before it
(benchmarks/reading/views.py)."""

SWEEPS = tuple(view for view in VIEWS if not view.pieces)

ENOUGH = 0.9
"""How sure a text must be for no more views to be taken, once each network had its turn."""

ELSE = 0.1
"""How much texts that are not looked for count against one that is."""

REACH = 16
"""Columns of the strip that a digit takes at most on either side of its middle."""


@dataclass(frozen=True)
class Guess:
    """A text the line could be.

    Attributes
    ----------
    probability : float
        The mean over the looks of its probability among all texts there are, allowed or not.
    candidate : Candidate
        Text, digits and meaning, as the look that was surest of it found them.
    look : Look
        That look.
    """

    probability: float
    candidate: Candidate
    look: Look

    @property
    def middles(self) -> tuple[float, ...]:
        """About where each symbol of the candidate's text stands, in the line's pixels."""
        columns = (self.look.middle(begin, end) for begin, end in self.candidate.spans)
        return tuple(self.look.strip.column_of(column) for column in columns)

    @property
    def reach(self) -> float:
        """How far, in pixels, a symbol extends at most on either side of its middle."""
        return REACH / self.look.strip.across


@dataclass(frozen=True)
class Recognisers:
    """The networks that look at a line: some sweep it, in turn; one may judge its pieces."""

    swept: tuple[Model, ...]
    pieces: Model | None = None

    def turns(self, views: Iterable[View]) -> Iterator[tuple[View, Model]]:
        """The views with the network that looks at each.

        Without ``pieces`` there are no views in pieces; without ``swept`` all are.
        """
        swept = itertools.cycle(self.swept)
        for view in views:
            if not self.swept and self.pieces is not None:
                yield view._replace(pieces=True), self.pieces
            elif not view.pieces:
                yield view, next(swept)
            elif self.pieces is not None:
                yield view, self.pieces

    def __len__(self) -> int:
        return len(self.swept) + (self.pieces is not None)


def looks(
    line: Line, recognisers: Recognisers, automaton: Automaton, views: Iterable[View] = VIEWS
) -> list[Look]:
    """The looks that decide: in one view after the other, until their mean is sure enough."""
    made: list[Look] = []
    looked = set()
    for view, network in recognisers.turns(views):
        made.append(look_at(line, view, network, automaton))
        looked.add(id(network))
        if len(looked) == len(recognisers) and _sureness_of(made) > ENOUGH:
            break
    return made


def _sureness_of(made: Sequence[Look]) -> float:
    return sureness(sorted(_means(made).values(), reverse=True))


def sureness(probabilities: Sequence[float]) -> float:
    """How sure the likeliest text is before calibration, 0 to 1, of probabilities that fall.

    It is its share beside the next one. What is left of all probability, texts that are not looked
    for most of all, counts by ``ELSE``: it says that there may be no text, not which it is.
    """
    first, *others = probabilities or (0.0,)
    second = others[0] if others else 0.0
    return first / (first + second + ELSE * max(0.0, 1 - first - second))


def guesses(made: Sequence[Look]) -> list[Guess]:
    """The texts of all looks, the likeliest first."""
    means = _means(made)
    return [
        Guess(mean, surest.candidates[text], surest)
        for text, mean in sorted(means.items(), key=itemgetter(1), reverse=True)
        for surest in [max(made, key=lambda look: look.chances.get(text, -1.0))]
    ]


def _means(made: Sequence[Look]) -> dict[Text, float]:
    """The mean probability of each text."""
    means: dict[Text, float] = defaultdict(float)
    for look in made:
        for text, chance in look.chances.items():
            means[text] += chance / len(made)
    return means
