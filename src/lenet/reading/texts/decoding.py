"""The likeliest texts that a graph of scored arcs spells and an automaton allows.

The paper's two ways of reading a string both end here (LeCun et al. 1998, sections V to VII).

graph   arcs between places along a line of writing. Each has a symbol or none, and a score: the
        natural logarithm of its probability. A path from the first place to the last spells the
        symbols of its arcs; a text's probability is the sum over its paths.
matrix  float32 (positions, 13), log probabilities of blank and the 12 symbols at each position. A
        path takes one class at each position; neighbouring positions of the same class are one
        symbol, and blank separates symbols (section VII; the CTC of Graves et al. 2006).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from lenet import _engine
from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import SHARE, real, whole
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.reading.texts.automaton import DIGITS, SYMBOLS, Automaton

Graph = _engine.Graph
Made = TypeVar("Made")

CLASSES = 1 + len(SYMBOLS)

DEPTH = math.log(1e4)
"""A class whose log probability is lower by this than that of the likeliest class at its position
is left out of the matrix's graph."""

MOST_KEPT = 100_000
"""The most texts, and beginnings of texts, that can be asked for."""

LEAST = 1e-5
"""A beginning of texts is dropped when all texts that begin so have less than this share of the
probability of all allowed texts."""


@dataclass(frozen=True)
class Candidate:
    """A text that was read.

    Attributes
    ----------
    log_probability : float
        The natural logarithm of the sum over all texts of the same digits and meaning: the
        probability of each times its weight by the automaton.
    text : str
        Digits and marks on the likeliest path.
    meaning : int
        The automaton's, of the text.
    spans : tuple of (int, int)
        For each symbol on that path, its first place and the one past its last.
    graph : Graph
        The graph in which it was found; a copy has its ``shares`` alone.
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

    def __getstate__(self) -> dict[str, Any]:
        """The shares travel in the place of the engine's graph, which stays in its process."""
        kept = {**vars(self), "shares": self.shares}
        return {name: value for name, value in kept.items() if name != "graph"}


@dataclass(frozen=True)
class Decoded:
    """The likeliest texts, and the probability of all texts, as natural logarithms.

    Attributes
    ----------
    candidates : tuple of Candidate
        The likeliest first; empty if the graph spells no text that the automaton allows.
    log_allowed : float
        Of the sum over all texts that the automaton allows, each times its weight.
    log_all : float
        Of the sum over all texts. For a matrix whose rows add up to 1 it is a little below 0,
        because unlikely classes were left out.
    """

    candidates: tuple[Candidate, ...]
    log_allowed: float
    log_all: float

    def share_of_all(self, candidate: Candidate) -> float:
        """The probability of the candidate, times its weight, among all texts that there are."""
        return math.exp(min(candidate.log_probability - self.log_all, 0.0))


def graph_of_matrix(log_probabilities: ArrayLike, *, depth: float = DEPTH) -> Graph:
    """The graph of a matrix of log probabilities (positions, 13). ModelError if it is none."""
    matrix = np.atleast_1d(float_array(log_probabilities, "log probabilities"))
    if matrix.ndim != 2 or matrix.shape[1] != CLASSES:
        raise ModelError(
            f"expected log probabilities (positions, {CLASSES}), received {matrix.shape}"
        )
    return _made(_engine.graph_of_matrix, matrix, depth)


def graph_of_arcs(
    places: int, starts: ArrayLike, ends: ArrayLike, symbols: ArrayLike, scores: ArrayLike
) -> Graph:
    """The graph of arcs between the places 0 to ``places`` - 1.

    For each arc the arrays have its first place, its last place (a later one), the number of its
    symbol in ``SYMBOLS`` or -1 for none, and its score. ModelError for other arrays.
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
    if not isinstance(automaton, Automaton):
        raise ModelError(f"expected an Automaton, received {shown(automaton)}")
    count, beam = whole("count", count, 1, MOST_KEPT), whole("beam", beam, 1, MOST_KEPT)
    least = real("least", least, SHARE)
    graph = source if isinstance(source, Graph) else graph_of_matrix(source)
    decoded = _decoded(graph, automaton, count, beam, least)
    if not decoded.candidates and not isinstance(source, Graph):
        entire = graph_of_matrix(source, depth=math.inf)
        decoded = _decoded(entire, automaton, count, beam, least)
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
    """Call the engine; its ValueError becomes a ModelError."""
    try:
        return make(*given)
    except ValueError as error:
        raise ModelError(str(error)) from None
