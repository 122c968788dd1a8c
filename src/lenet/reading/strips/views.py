"""In which views a line is looked at, in which order, and how many are taken.

No estimate of the digits' height and width is always right, and the cleaned ink is not always
better than the picture with its printed background. So a line is looked at in several views, by the
reader's networks in turn, until the mean over the looks is sure of a text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lenet.models import Model
from lenet.reading.lines.line import Line
from lenet.reading.strips.guesses import Guess, guesses, likeliest, sureness_of
from lenet.reading.strips.recognition import Look, Pieced, Swept, piece_strip, sweep_strip
from lenet.reading.strips.strip import Strip, strip_of
from lenet.reading.texts.automaton import Automaton


class View(NamedTuple):
    """How a line is turned into a strip, and looked at.

    Attributes
    ----------
    size : float
        The height of the digits in the strip, times the usual one.
    aspect : float
        The width of the strip, times the usual one.
    cleaned : bool
        Whether the strip shows the cleaned ink in place of the depth.
    pieces : bool
        Whether the strip is looked at piece by piece in place of swept.
    by_pitch : bool
        Whether the width is times that which brings the digits, as the views before saw them, to
        their usual distance.
    """

    size: float
    aspect: float = 1.0
    cleaned: bool = False
    pieces: bool = False
    by_pitch: bool = False

    def at_pitch(self, pitch: float) -> View:
        """The view of a line whose digits are ``pitch`` heights of the line apart."""
        aspect = np.clip(self.aspect * USUAL_PITCH / pitch, *ASPECTS)
        return self._replace(aspect=float(aspect), by_pitch=False)

    def in_words(self) -> str:
        """The view as it is named in an explanation."""
        kind = "ink" if self.cleaned else "strip"
        wider = "" if self.aspect == 1 else f", {self.aspect:.2g} as wide"
        return f"{kind}, {self.size:g} as high{wider}"


VIEWS = (
    View(0.87, 0.82, cleaned=True),
    View(1.0, 1.0),
    View(1.0, 1.0, cleaned=True, pieces=True),
    View(0.65, 0.7),
    View(1.0, 0.7, cleaned=True),
    View(1.0, 1.2),
    View(0.87, 1.0, cleaned=True, by_pitch=True),
)
"""The views in the order in which they are taken. The swept ones of a fixed width were chosen one
by one: each is the view of a grid that, added to those before it, read most amounts right
(benchmarks/reading/views.py)."""

SWEEPS = tuple(view for view in VIEWS if not view.pieces and not view.by_pitch)
"""The views in which a line can be swept without having been looked at before."""

USUAL_PITCH = 0.85
"""The usual distance from one digit's middle to the next, in heights of the line. It is the median
of the amounts that are read right."""

ASPECTS = 0.6, 1.8
"""The least and the largest width of a strip, times the usual one, that the pitch may ask for."""

ENOUGH = 0.95
"""No more views are taken once each network has looked and a text is surer than this."""

LONE_LOOKS = 4
"""So many views are taken at least of a single digit that nobody told of: a letter that looks like
a digit in two views seldom does in four."""


@dataclass(frozen=True)
class Recognisers:
    """The networks that look at a line: those that sweep it, in turn, and one for its pieces."""

    swept: tuple[Model, ...]
    pieces: Model | None = None

    def turns(self, views: Iterable[View]) -> Iterator[tuple[View, Model]]:
        """The views that are taken, each with the network that looks at it.

        Without a network for pieces, views in pieces are left out. Without networks that sweep,
        every view is looked at in pieces.
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
    line: Line,
    recognisers: Recognisers,
    automaton: Automaton,
    views: Iterable[View] = VIEWS,
    *,
    told: bool = True,
) -> list[Look]:
    """Look at a line in one view after the other, until the looks together are sure of a text.

    ``told`` says that it is known how many digits there are.
    """
    taken: list[Look] = []
    looked = set()
    for view, network in recognisers.turns(views):
        if view.by_pitch:
            pitch = pitch_of(line, guesses(taken))
            if pitch is None:
                continue
            view = view.at_pitch(pitch)
        taken.append(look_at(line, view, network, automaton))
        looked.add(id(network))
        if len(looked) < len(recognisers) or sureness_of(taken, told=True) <= ENOUGH:
            continue
        first = likeliest(taken)
        if told or len(taken) >= LONE_LOOKS or (first is not None and len(first[0]) > 1):
            break
    return taken


def pitch_of(line: Line, found: Sequence[Guess]) -> float | None:
    """The distance from digit to digit of the likeliest text, in heights of the line.

    It is the median, from middle to middle; None for fewer than two digits.
    """
    if not found:
        return None
    symbols = zip(found[0].middles, found[0].candidate.text, strict=True)
    middles = [middle for middle, symbol in symbols if symbol.isdigit()]
    if len(middles) < 2:
        return None
    return float(np.median(np.diff(middles))) / (line.bottom - line.top)


def look_at(line: Line, view: View, network: Model, automaton: Automaton) -> Look:
    """Look at a line in a view, swept or piece by piece as the view says."""
    way = piece_line if view.pieces else sweep_line
    return way(line, view, network, automaton)


def sweep_line(line: Line, view: View, network: Model, automaton: Automaton) -> Swept:
    """Sweep a network over a line in a view."""
    return sweep_strip(strip_in_view(line, view), view.in_words(), network, automaton)


def piece_line(line: Line, view: View, network: Model, automaton: Automaton) -> Pieced:
    """Look at a line in a view piece by piece."""
    return piece_strip(strip_in_view(line, view), view.in_words(), network, automaton)


def strip_in_view(line: Line, view: View) -> Strip:
    """The strip of a line in a view."""
    plane, full = (line.ink, 1.0) if view.cleaned else (line.depth, line.full)
    return strip_of(
        plane, full, line.top, line.bottom, size=view.size, aspect=view.aspect, slope=line.slope
    )
