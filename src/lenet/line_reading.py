"""A line of writing -> the likeliest texts: strips of several kinds, look and decoded.

No guess of how high and wide the digits are is always right, nor is the cleaned ink always better
than the paper as it is. So a line is looked at in several views, by the reader's networks in turn.
Each sweep gives the probabilities of texts, and their mean decides; as soon as it is sure, no more
views are taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lenet.automaton import Automaton
from lenet.decoding import Candidate
from lenet.looks import Line, Look, View, look_at
from lenet.models import Model

VIEWS = (
    View(1.0, 0.82),
    View(0.87, 0.7),
    View(1.15, 1.2, cleaned=True),
    View(0.65, 0.7, cleaned=True),
    View(0.65, 0.7, cleaned=True),
)
"""The views in the order they are taken: each brought most of all beside those before it
(benchmarks/views.py)."""

ENOUGH = 0.95
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
    middles : tuple of float
        About where each symbol of the candidate's text stands, in the line's pixels.
    reach : float
        How far, in pixels, a symbol extends at most on either side of it.
    """

    probability: float
    candidate: Candidate
    middles: tuple[float, ...]
    reach: float


@dataclass(frozen=True)
class Recognisers:
    """The networks that look at a line: they sweep it in turn; one may judge its pieces."""

    swept: tuple[Model, ...]
    pieces: Model | None = None

    def turns(self, views: Iterable[View]) -> Iterator[tuple[View, Model]]:
        """The views with the network that looks at each. Without ``pieces``, no views in pieces."""
        swept = itertools.cycle(self.swept)
        for view in views:
            network = self.pieces if view.pieces else next(swept)
            if network is not None:
                yield view, network

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
    best: dict[tuple[str, int], tuple[float, Look, Candidate]] = {}
    for look in made:
        for candidate in look.decoded.candidates:
            key, probability = (candidate.digits, candidate.meaning), _probability(look, candidate)
            if key not in best or probability > best[key][0]:
                best[key] = probability, look, candidate
    order = sorted(means, key=means.__getitem__, reverse=True)
    return [Guess(means[key], best[key][2], *_places(*best[key][1:])) for key in order]


def _means(made: Sequence[Look]) -> dict[tuple[str, int], float]:
    """The mean probability of each text's digits and meaning."""
    means: dict[tuple[str, int], float] = {}
    for look in made:
        for candidate in look.decoded.candidates:
            key = candidate.digits, candidate.meaning
            means[key] = means.get(key, 0.0) + _probability(look, candidate) / len(made)
    return means


def _probability(look: Look, candidate: Candidate) -> float:
    """The text's probability among all there are; what the automaton weighs it by is in it."""
    return float(np.exp(min(candidate.log_probability - look.decoded.log_all, 0.0)))


def _places(look: Look, candidate: Candidate) -> tuple[tuple[float, ...], float]:
    """Where the symbols stand in the line's pixels, and how far each may extend."""
    middles = (look.middle(begin, end) for begin, end in candidate.spans)
    strip = look.strip
    return tuple(strip.column_of(middle) for middle in middles), REACH / strip.across
