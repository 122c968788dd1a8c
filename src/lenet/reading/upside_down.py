"""Whether a line of writing stands on its head: it then reads far better turned round."""

from __future__ import annotations

from lenet.reading.lines.line import Line
from lenet.reading.strips.guesses import guesses
from lenet.reading.strips.views import VIEWS, Recognisers, looks
from lenet.reading.texts.automaton import Automaton

UPSIDE_DOWN = 0.4
"""A line counts as upside down if, turned by half a circle, a text is so much more probable."""


def upside_down(
    line: Line, probability: float, recognisers: Recognisers, automaton: Automaton
) -> bool:
    """Whether the line reads far better turned by half a circle, in the first view.

    ``probability`` is that of its likeliest text as it stands.
    """
    if probability + UPSIDE_DOWN >= 1:
        return False
    turned = guesses(looks(line.turned(), recognisers, automaton, VIEWS[:1]))
    return bool(turned) and turned[0].probability > UPSIDE_DOWN + probability
