"""A line of writing -> the likeliest texts: strips of several kinds, swept and decoded.

No guess of how high and wide the digits are is always right, nor is the cleaned ink always better
than the paper as it is. So a line is looked at in several views, by the reader's networks in turn.
Each sweep gives the probabilities of texts, and their mean decides; as soon as it is sure, no more
views are taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.automaton import Automaton
from lenet.decoding import Candidate, Decoded, best_texts
from lenet.models import Model
from lenet.normalisation import network_input
from lenet.strip import Strip, strip_of


class View(NamedTuple):
    """How a line is looked at.

    ``size``: how high the digits are taken to be, as a share of the estimate. ``aspect``: how much
    wider the line is made. ``cleaned``: its ink alone, in place of all that is darker than paper.
    """

    size: float
    aspect: float = 1.0
    cleaned: bool = False


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

BLANK_COLUMNS = 16
STEP = 4
"""Columns of the strip from one position of the sweep to the next; half a window is before it."""

REACH = 16
"""Columns of the strip that a digit takes at most on either side of its middle."""


@dataclass(frozen=True)
class Line:
    """A line as it is swept, dark with its paper, and its cleaned ink; see ``strip.strip_of``."""

    depth: NDArray[np.float32]
    ink: NDArray[np.float32]
    full: float
    top: float
    bottom: float
    slope: float = 0.0

    def turned(self) -> Line:
        """The line turned by half a circle."""
        rows = len(self.depth)
        depth, ink = (np.ascontiguousarray(plane[::-1, ::-1]) for plane in (self.depth, self.ink))
        return Line(depth, ink, self.full, rows - self.bottom, rows - self.top, self.slope)


@dataclass(frozen=True)
class Guess:
    """A text the line could be.

    Attributes
    ----------
    probability : float
        The mean over the sweeps of its probability among all texts there are, allowed or not.
    candidate : Candidate
        Text, digits and meaning, as the sweep that was surest of it found them.
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
class Swept:
    """One sweep: its strip, log probabilities float32 (positions, 13), and what they spell."""

    view: View
    strip: Strip
    matrix: NDArray[np.float32]
    decoded: Decoded


def sweep_line(line: Line, view: View, network: Model, automaton: Automaton) -> Swept:
    """Sweep a view of the line and decode."""
    strip = strip_in(line, view)
    levels = np.rint(255 * strip.pixels).astype(np.uint8)
    matrix = log_softmax(network.sweep(network_input(levels[None], "strip"), threads=1)[0, 0])
    return Swept(view, strip, matrix, best_texts(matrix, automaton))


def strip_in(line: Line, view: View) -> Strip:
    """The line's strip as the view shows it."""
    plane, full = (line.ink, 1.0) if view.cleaned else (line.depth, line.full)
    return strip_of(
        plane, full, line.top, line.bottom, size=view.size, aspect=view.aspect, slope=line.slope
    )


def sweeps(
    line: Line, networks: Sequence[Model], automaton: Automaton, views: Iterable[View] = VIEWS
) -> list[Swept]:
    """The sweeps that decide: a view by each network in turn, until their mean is sure enough."""
    made: list[Swept] = []
    for view, network in zip(views, itertools.cycle(networks), strict=False):
        made.append(sweep_line(line, view, network, automaton))
        if len(made) >= len(networks) and sureness(sorted(_means(made).values())[::-1]) > ENOUGH:
            break
    return made


def sureness(probabilities: Sequence[float]) -> float:
    """How sure the likeliest text is before calibration, 0 to 1, of probabilities that fall.

    It is its share beside the next one. What is left of all probability, texts that are not looked
    for most of all, counts by ``ELSE``: it says that there may be no text, not which it is.
    """
    first, *others = probabilities or (0.0,)
    second = others[0] if others else 0.0
    return first / (first + second + ELSE * max(0.0, 1 - first - second))


def guesses(made: Sequence[Swept]) -> list[Guess]:
    """The texts of all sweeps, the likeliest first."""
    means = _means(made)
    best: dict[tuple[str, int], tuple[float, Swept, Candidate]] = {}
    for swept in made:
        for candidate in swept.decoded.candidates:
            key, probability = (candidate.digits, candidate.meaning), _probability(swept, candidate)
            if key not in best or probability > best[key][0]:
                best[key] = probability, swept, candidate
    order = sorted(means, key=means.__getitem__, reverse=True)
    return [Guess(means[key], best[key][2], *_places(*best[key][1:])) for key in order]


def _means(made: Sequence[Swept]) -> dict[tuple[str, int], float]:
    """The mean probability of each text's digits and meaning."""
    means: dict[tuple[str, int], float] = {}
    for swept in made:
        for candidate in swept.decoded.candidates:
            key = candidate.digits, candidate.meaning
            means[key] = means.get(key, 0.0) + _probability(swept, candidate) / len(made)
    return means


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of the softmax along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def _probability(swept: Swept, candidate: Candidate) -> float:
    """The text's probability among all there are; what the automaton weighs it by is in it."""
    return float(np.exp(min(candidate.log_probability - swept.decoded.log_all, 0.0)))


def _places(swept: Swept, candidate: Candidate) -> tuple[tuple[float, ...], float]:
    """Where the symbols stand in the line's pixels, and how far each may extend."""
    strip = swept.strip
    columns = (BLANK_COLUMNS + STEP * (begin + end - 1) / 2 for begin, end in candidate.spans)
    return tuple(strip.column_of(column) for column in columns), REACH / strip.across
