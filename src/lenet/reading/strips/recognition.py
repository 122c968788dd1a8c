"""A look at a strip: what a network says of it, and the likeliest texts in that.

There are two ways, both of LeCun et al. 1998. Swept: the network is applied at every fourth column
of the strip (section VII). In pieces: the strip is cut, and the network is applied to every run of
pieces (sections V and VI).
"""

from __future__ import annotations

import functools
import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lenet.digits.normalisation import network_input
from lenet.models import Model
from lenet.reading.strips.segmentation import Arcs, Cuts, find_arcs, find_cuts
from lenet.reading.strips.strip import Strip
from lenet.reading.texts.automaton import MARKS, SYMBOLS, Automaton
from lenet.reading.texts.decoding import (
    CLASSES,
    Candidate,
    Decoded,
    Graph,
    best_texts,
    graph_of_arcs,
)
from lenet.reading.texts.pattern import automaton_of_pattern

BLANK_COLUMNS = 16
"""Columns of the strip before the middle of the first position: half of what the network sees."""

STEP = 4
"""Columns of the strip from one position of the sweep to the next."""

NO_SYMBOL = -3.0
"""The log score of leaving out a piece of ink as no symbol, beside what the network says of it."""

LEAST_LIKELY = 1e-4
"""A run of pieces may be each symbol that the network gives more than this probability."""

NO_DIGIT = [0, *(1 + SYMBOLS.index(mark) for mark in MARKS)]
"""The classes that are no digit: blank and the marks."""

Text = tuple[str, int]
"""The digits of a text, and its meaning by the automaton."""


@dataclass(frozen=True)
class Look(ABC):
    """What a network says of one strip.

    Attributes
    ----------
    view : str
        In words, how the strip shows its line.
    strip : Strip
        What the network looked at.
    decoded : Decoded
        The likeliest allowed texts.
    """

    view: str
    strip: Strip
    decoded: Decoded

    @functools.cached_property
    def candidates(self) -> dict[Text, Candidate]:
        """The likeliest texts."""
        return {(one.digits, one.meaning): one for one in self.decoded.candidates}

    @functools.cached_property
    def chances(self) -> dict[Text, float]:
        """The probability of each among all texts, allowed or not, times the automaton's weight."""
        return {text: self.decoded.share_of_all(one) for text, one in self.candidates.items()}

    @abstractmethod
    def middle(self, begin: int, end: int) -> float:
        """The middle column of the strip, roughly, of a symbol with the span (begin, end)."""

    @abstractmethod
    def chance_of_no_digit(self) -> float:
        """The probability that there is nothing but marks on the strip, or nothing at all."""


@dataclass(frozen=True)
class Swept(Look):
    """A sweep over a strip; ``matrix`` is its log probabilities, float32 (positions, 13)."""

    matrix: NDArray[np.float32]

    def middle(self, begin: int, end: int) -> float:
        return BLANK_COLUMNS + STEP * (begin + end - 1) / 2

    def chance_of_no_digit(self) -> float:
        return float(np.exp(np.logaddexp.reduce(self.matrix[:, NO_DIGIT], axis=1).sum()))


@dataclass(frozen=True)
class Pieced(Look):
    """A strip looked at piece by piece: where it was cut, and the graph of its pieces."""

    cuts: Cuts
    graph: Graph

    def middle(self, begin: int, end: int) -> float:
        return float(self.cuts.begins[begin] + self.cuts.ends[end - 1]) / 2

    def chance_of_no_digit(self) -> float:
        found = best_texts(self.graph, _marks_alone(), count=1)
        return math.exp(min(found.log_allowed - found.log_all, 0.0))


def sweep_strip(strip: Strip, view: str, network: Model, automaton: Automaton) -> Swept:
    """Sweep a network over a strip and decode its answers."""
    answers = network.sweep(network_input(strip.levels[None], "strip"), threads=1)
    matrix = log_softmax(answers[0, 0])
    return Swept(view, strip, best_texts(matrix, automaton), matrix)


def piece_strip(strip: Strip, view: str, network: Model, automaton: Automaton) -> Pieced:
    """Cut a strip, apply a network to its pieces and decode its answers."""
    cuts = find_cuts(strip.pixels)
    graph = graph_of_pieces(find_arcs(strip.pixels, cuts), cuts, network)
    return Pieced(view, strip, best_texts(graph, automaton), cuts, graph)


def graph_of_pieces(found: Arcs, cuts: Cuts, network: Model) -> Graph:
    """The graph of the symbols that each run of pieces may be; single pieces may be no symbol."""
    pieces = len(cuts.middles) - 1
    answers = network.predict(network_input(found.pictures, "strip"), threads=1)
    chances = log_softmax(answers.reshape(-1, CLASSES))
    run, symbol = np.nonzero(chances[:, 1:] > np.log(LEAST_LIKELY))
    single = np.flatnonzero(found.ends - found.starts == 1)
    no_symbol = np.where(cuts.begins < cuts.ends, NO_SYMBOL, 0.0)
    no_symbol[found.starts[single]] += chances[single, 0]
    every = np.arange(pieces)
    return graph_of_arcs(
        pieces + 1,
        np.concatenate([found.starts[run], every]),
        np.concatenate([found.ends[run], every + 1]),
        np.concatenate([symbol, np.full(pieces, -1)]),
        np.concatenate([chances[run, symbol + 1], no_symbol]),
    )


@functools.cache
def _marks_alone() -> Automaton:
    return automaton_of_pattern(f"[{re.escape(MARKS)}]*")


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of the softmax along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
