"""A look at a line of writing: a strip of it, what a network says of the strip, the texts in that.

By either of the paper's two ways. Swept: the network looks at every fourth column of the strip
(LeCun et al. 1998, section VII). In pieces: the strip is cut, and the network looks at each run of
pieces for itself (sections V and VI).
"""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.digits.normalisation import network_input
from lenet.models import Model
from lenet.reading.strips.segmentation import Arcs, Cuts, arcs, cut
from lenet.reading.strips.strip import Strip, strip_of
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.decoding import (
    CLASSES,
    Candidate,
    Decoded,
    Graph,
    best_texts,
    graph_of_arcs,
)

BLANK_COLUMNS = 16
STEP = 4
"""Columns of the strip from one position of the sweep to the next; half a window is before it."""

PASSED_OVER = -3.0
"""The natural logarithm of how much less likely a text is with a piece in it that is no symbol."""

LEAST_LIKELY = 1e-4
"""An arc is given the symbols that are at least so likely."""


class View(NamedTuple):
    """How a line is looked at.

    ``size``: how high the digits are taken to be, as a share of the estimate. ``aspect``: how much
    wider the line is made. ``cleaned``: its ink alone, in place of all that is darker than paper.
    ``pieces``: cut and recognised piece by piece, in place of swept.
    """

    size: float
    aspect: float = 1.0
    cleaned: bool = False
    pieces: bool = False


@dataclass(frozen=True)
class Line:
    """A line as it is looked at, dark with its paper, and its cleaned ink; see ``strip_of``."""

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

    def strip(self, view: View) -> Strip:
        """The line as it is in a view."""
        plane, full = (self.ink, 1.0) if view.cleaned else (self.depth, self.full)
        return strip_of(
            plane, full, self.top, self.bottom, size=view.size, aspect=view.aspect, slope=self.slope
        )


Text = tuple[str, int]
"""The digits of a text and what the automaton says that they mean."""


@dataclass(frozen=True)
class Look(ABC):
    """A view of a line, its strip, and the texts that are spelled there."""

    view: View
    strip: Strip
    decoded: Decoded

    @functools.cached_property
    def candidates(self) -> dict[Text, Candidate]:
        """The likeliest texts."""
        return {(one.digits, one.meaning): one for one in self.decoded.candidates}

    @functools.cached_property
    def chances(self) -> dict[Text, float]:
        """Their probabilities among all texts; what the automaton weighs them by is in them."""
        return {text: self.decoded.share_of_all(one) for text, one in self.candidates.items()}

    @abstractmethod
    def middle(self, begin: int, end: int) -> float:
        """About the middle column of a symbol that takes the decoder's places begin to end - 1."""


@dataclass(frozen=True)
class Swept(Look):
    """One sweep, its log probabilities float32 (positions, 13)."""

    matrix: NDArray[np.float32]

    def middle(self, begin: int, end: int) -> float:
        return BLANK_COLUMNS + STEP * (begin + end - 1) / 2


@dataclass(frozen=True)
class Pieced(Look):
    """A strip in pieces, and where it was cut."""

    cuts: Cuts

    def middle(self, begin: int, end: int) -> float:
        return float(self.cuts.begins[begin] + self.cuts.ends[end - 1]) / 2


def look_at(line: Line, view: View, network: Model, automaton: Automaton) -> Look:
    """Look at a line in a view, as that wants it."""
    way = piece_line if view.pieces else sweep_line
    return way(line, view, network, automaton)


def sweep_line(line: Line, view: View, network: Model, automaton: Automaton) -> Swept:
    """Sweep a view of the line and decode."""
    strip = line.strip(view)
    answers = network.sweep(network_input(strip.levels[None], "strip"), threads=1)
    matrix = log_softmax(answers[0, 0])
    return Swept(view, strip, best_texts(matrix, automaton), matrix)


def piece_line(line: Line, view: View, network: Model, automaton: Automaton) -> Pieced:
    """Cut a view of the line, look at its pieces and decode."""
    strip = line.strip(view)
    cuts = cut(strip.pixels)
    graph = graph_of_pieces(arcs(strip.pixels, cuts), cuts, network)
    return Pieced(view, strip, best_texts(graph, automaton), cuts)


def graph_of_pieces(found: Arcs, cuts: Cuts, network: Model) -> Graph:
    """The graph of what each run of pieces may be, and of the pieces that may be none."""
    pieces = len(cuts.middles) - 1
    answers = network.predict(network_input(found.pictures, "strip"), threads=1)
    chances = log_softmax(answers.reshape(-1, CLASSES))
    run, symbol = np.nonzero(chances[:, 1:] > np.log(LEAST_LIKELY))
    single = np.flatnonzero(found.ends - found.starts == 1)
    no_symbol = np.where(cuts.begins < cuts.ends, PASSED_OVER, 0.0)
    no_symbol[found.starts[single]] += chances[single, 0]
    every = np.arange(pieces)
    return graph_of_arcs(
        pieces + 1,
        np.concatenate([found.starts[run], every]),
        np.concatenate([found.ends[run], every + 1]),
        np.concatenate([symbol, np.full(pieces, -1)]),
        np.concatenate([chances[run, symbol + 1], no_symbol]),
    )


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logarithm of the softmax along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float32)
