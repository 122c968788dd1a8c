"""A line of writing -> the likeliest texts: strips at several sizes, swept and decoded.

No guess of how high the digits are is always right, so a line is swept at several sizes and each
sweep gives the probabilities of texts; their mean decides. A first sweep that is sure is enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lenet.automaton import Automaton
from lenet.decoding import Candidate, Decoded, best_texts
from lenet.models import Model
from lenet.normalisation import network_input
from lenet.strip import Strip, strip_of

SIZES = (1.0, 0.87, 1.15, 0.75, 1.3)
"""How high the digits are taken to be, as shares of the estimate; the first is tried first."""

SURE = 0.995
"""A first sweep that gives a text this probability is enough."""

BLANK_COLUMNS = 16
STEP = 4
"""Columns of the strip from one position of the sweep to the next; half a window is before it."""

REACH = 16
"""Columns of the strip that a digit takes at most on either side of its middle."""


@dataclass(frozen=True)
class Line:
    """A line as it is swept: see ``strip.strip_of`` for the numbers."""

    depth: NDArray[np.float32]
    full: float
    top: float
    bottom: float
    slope: float = 0.0

    def turned(self) -> Line:
        """The line turned by half a circle."""
        rows = len(self.depth)
        depth = np.ascontiguousarray(self.depth[::-1, ::-1])
        return Line(depth, self.full, rows - self.bottom, rows - self.top, self.slope)


@dataclass(frozen=True)
class Guess:
    """A text the line could be.

    Attributes
    ----------
    probability : float
        The mean over the sweeps of its probability among all texts there are, allowed or not.
    candidate : Candidate
        Text, digits and meaning, as the sweep that was surest of it found them.
    columns : tuple of (float, float)
        Of each digit, from where to where in the line's pixels.
    """

    probability: float
    candidate: Candidate
    columns: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Swept:
    """One sweep: its strip, log probabilities float32 (positions, 13), and what they spell."""

    strip: Strip
    matrix: NDArray[np.float32]
    decoded: Decoded


def sweep_line(line: Line, size: float, network: Model, automaton: Automaton) -> Swept:
    """Sweep the line at one size and decode."""
    strip = strip_of(line.depth, line.full, line.top, line.bottom, size=size, slope=line.slope)
    levels = np.rint(255 * strip.pixels).astype(np.uint8)
    matrix = log_softmax(network.sweep(network_input(levels[None], "strip"), threads=1)[0, 0])
    return Swept(strip, matrix, best_texts(matrix, automaton))


def sweeps(line: Line, network: Model, automaton: Automaton) -> list[Swept]:
    """The sweeps that decide: the first alone if it is sure, else one at each size."""
    made = [sweep_line(line, SIZES[0], network, automaton)]
    if made[0].decoded.candidates and _probability(made[0], made[0].decoded.candidates[0]) > SURE:
        return made
    return made + [sweep_line(line, size, network, automaton) for size in SIZES[1:]]


def guesses(made: list[Swept]) -> list[Guess]:
    """The texts of all sweeps, the likeliest first."""
    total: dict[tuple[str, int], float] = {}
    best: dict[tuple[str, int], tuple[float, Swept, Candidate]] = {}
    for swept in made:
        for candidate in swept.decoded.candidates:
            key, probability = (candidate.digits, candidate.meaning), _probability(swept, candidate)
            total[key] = total.get(key, 0.0) + probability / len(made)
            if key not in best or probability > best[key][0]:
                best[key] = probability, swept, candidate
    order = sorted(total, key=total.__getitem__, reverse=True)
    return [Guess(total[key], best[key][2], _columns(*best[key][1:])) for key in order]


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of the softmax along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)


def _probability(swept: Swept, candidate: Candidate) -> float:
    """The text's probability among all there are; what the automaton weighs it by is in it."""
    return float(np.exp(min(candidate.log_probability - swept.decoded.log_all, 0.0)))


def _columns(swept: Swept, candidate: Candidate) -> tuple[tuple[float, float], ...]:
    """Of each digit, the columns up to half way to its neighbours, marks among them."""
    middles = [BLANK_COLUMNS + STEP * (begin + end - 1) / 2 for begin, end in candidate.spans]
    edges = [(left + right) / 2 for left, right in pairwise(middles)]
    lefts, rights = [-math.inf, *edges], [*edges, math.inf]
    begins = [max(left, here - REACH) for left, here in zip(lefts, middles, strict=True)]
    ends = [min(right, here + REACH) for right, here in zip(rights, middles, strict=True)]
    return tuple(
        swept.strip.columns_of(begin, end)
        for symbol, begin, end in zip(candidate.text, begins, ends, strict=True)
        if symbol.isdigit()
    )
