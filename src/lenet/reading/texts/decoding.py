"""The likeliest texts that a graph of scored arcs spells and an automaton allows.

Both of the paper's ways of reading a string end here (LeCun et al. 1998, sections V to VII).

graph   arcs between places along a line of writing, each with a symbol or none and a score: the
        natural logarithm of how likely it is. A path from the first place to the last spells the
        symbols of its arcs; a text's probability is the sum over its paths.
matrix  float32 (positions, 13), log probabilities of blank and the 12 symbols at each position: a
        path takes one class at each, the same class at touching positions is one symbol, and blank
        parts symbols (section VII; Graves et al. 2006 call it CTC)
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from lenet import _engine
from lenet.errors import ModelError
from lenet.reading.texts.automaton import DIGITS, SYMBOLS, Automaton

Graph = _engine.Graph
Made = TypeVar("Made")

CLASSES = 1 + len(SYMBOLS)

DEPTH = math.log(1e4)
"""A class that is less likely than the likeliest of its position by this, in natural logarithms,
is left out of a matrix's graph."""

LEAST = 1e-5
"""Of all allowed texts, the share that must begin alike for the beginning to be gone on with."""


@dataclass(frozen=True)
class Candidate:
    """A text that was read.

    Attributes
    ----------
    log_probability : float
        The natural logarithm, summed over the paths of all texts of the same digits and meaning,
        times the automaton's weight for each.
    text : str
        Digits and marks on the likeliest path.
    meaning : int
        The automaton's, of the text.
    spans : tuple of (int, int)
        Of each symbol on that path, the place where it begins and the one where it has ended.
    graph : Graph
        What spells it.
    """

    log_probability: float
    text: str
    meaning: int
    spans: tuple[tuple[int, int], ...]
    graph: Graph = field(compare=False, repr=False)

    @functools.cached_property
    def digits(self) -> str:
        """The digits alone."""
        return "".join(symbol for symbol in self.text if symbol in DIGITS)

    @functools.cached_property
    def shares(self) -> tuple[float, ...]:
        """Of each symbol, its probability among the 12 that could stand there, all others right."""
        return tuple(self.graph.symbol_shares(self.text))


@dataclass(frozen=True)
class Decoded:
    """The likeliest texts first, and the natural logarithms of what they are shares of.

    Attributes
    ----------
    candidates : tuple of Candidate
        Empty if the graph spells no text that the automaton allows.
    log_allowed : float
        Of all texts that the automaton allows, each times its weight.
    log_all : float
        Of all texts at all; near 0 where a matrix's rows add up to 1, below it by what was left out
        as unlikely.
    """

    candidates: tuple[Candidate, ...]
    log_allowed: float
    log_all: float

    def share_of_all(self, candidate: Candidate) -> float:
        """The probability of the candidate, times its weight, among all texts that there are."""
        return math.exp(min(candidate.log_probability - self.log_all, 0.0))


def graph_of_matrix(log_probabilities: ArrayLike, *, depth: float = DEPTH) -> Graph:
    """The graph of a matrix of log probabilities (positions, 13). ModelError if it is none."""
    matrix = np.ascontiguousarray(log_probabilities, np.float32)
    if matrix.ndim != 2 or matrix.shape[1] != CLASSES:
        raise ModelError(
            f"expected log probabilities (positions, {CLASSES}), received {matrix.shape}"
        )
    return _made(_engine.graph_of_matrix, matrix, depth)


def graph_of_arcs(
    places: int, starts: ArrayLike, ends: ArrayLike, symbols: ArrayLike, scores: ArrayLike
) -> Graph:
    """The graph of arcs between the places 0 to ``places`` - 1.

    One value an arc: where it starts, where it ends (further on), the number of its symbol in
    ``SYMBOLS`` or -1 for none, and its log score. ModelError for arrays that are none of this.
    """
    numbers = [np.asarray(given) for given in (starts, ends, symbols)]
    if any(array.ndim != 1 or (array.size and array.dtype.kind not in "iu") for array in numbers):
        raise ModelError("expected a row of whole numbers each for an arc's start, end and symbol")
    return _made(
        _engine.graph_of_arcs,
        places,
        *(np.ascontiguousarray(array, np.int32) for array in numbers),
        np.ascontiguousarray(scores, np.float32),
    )


def best_texts(
    source: Graph | ArrayLike,
    automaton: Automaton,
    *,
    count: int = 6,
    beam: int = 16,
    least: float = LEAST,
) -> Decoded:
    """The ``count`` likeliest texts of a graph, or of a matrix, that the automaton allows.

    Texts of the same digits and meaning are one, whatever their marks. ``beam`` is how many
    beginnings are kept at each place, ranked by all that may follow them, and ``least`` what share
    of all allowed texts a beginning must have: the sums are exact but for what falls out. A matrix
    whose likely classes spell no allowed text is searched with all its classes.
    ModelError for a matrix that is none, or that is too large for the automaton.
    """
    graph = source if isinstance(source, Graph) else graph_of_matrix(source)
    decoded = _decoded(graph, automaton, count, beam, least)
    if not decoded.candidates and not isinstance(source, Graph):
        whole = graph_of_matrix(source, depth=math.inf)
        decoded = _decoded(whole, automaton, count, beam, least)
    return decoded


def _decoded(graph: Graph, automaton: Automaton, count: int, beam: int, least: float) -> Decoded:
    allowed = _in_engine(automaton)
    texts, log_allowed = _made(graph.best_texts, allowed, count, beam, least)
    candidates = tuple(
        Candidate(log_probability, text, meaning, tuple(spans), graph)
        for log_probability, text, meaning, spans in texts
    )
    return Decoded(candidates, log_allowed, graph.log_mass())


@functools.lru_cache(maxsize=64)
def _in_engine(automaton: Automaton) -> _engine.Automaton:
    return _engine.Automaton(
        automaton.following, automaton.weights, automaton.ends, automaton.meanings
    )


def _made(make: Callable[..., Made], *given: object) -> Made:
    """What the engine makes, its refusal in the library's own error."""
    try:
        return make(*given)
    except ValueError as error:
        raise ModelError(str(error)) from None
