"""A user's own labelled strings: what is written on them, and where they can be cut.

Labels are digits alone, but the network must learn separators and marks too. So the marks are those
of the likeliest text with the label's digits, as the reader before this training reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lenet.errors import DataError, LenetError
from lenet.models import Model
from lenet.pictures.formats import open_pages
from lenet.pictures.ink.cleaning import clean
from lenet.reading import (
    SWEEPS,
    Guess,
    Line,
    automaton_of_pattern,
    fields_of_page,
    guesses,
    sweep_line,
)
from lenet.scoring.labels import Labelled

THIN = 0.12
"""A cut crosses less ink than this share of the digits' height: a linking stroke at most."""


@dataclass(frozen=True)
class OwnString:
    """A labelled line, cut into groups of symbols from left to right.

    ``cuts`` are the columns of the line between one group and the next.
    """

    line: Line
    groups: tuple[str, ...]
    cuts: tuple[int, ...]

    @property
    def symbols(self) -> str:
        """The digits and marks that are written on it."""
        return "".join(self.groups)


def own_strings(labelled: Labelled, networks: Sequence[Model]) -> list[OwnString]:
    """The strings of the labelled pictures that can be trained on. DataError when there are none.

    A picture is left out if it cannot be opened, does not hold exactly one line of writing, or is
    too narrow for the label's digits.
    """
    found = []
    for label in labelled.labels:
        try:
            page = next(open_pages(label.file.opened()))
        except LenetError:
            continue
        lines = [field.line for field in fields_of_page(clean(page.grey)) if field.line]
        if len(lines) == 1 and (written := _written(lines[0], label.digits, networks)):
            found.append(cut(lines[0], written.candidate.text, written.middles))
    if not found:
        raise DataError(f"not one of {len(labelled.labels)} labelled pictures can be trained on")
    return found


def _written(line: Line, digits: str, networks: Sequence[Model]) -> Guess | None:
    """The likeliest text of these digits; None when no view is wide enough for it."""
    allowed = automaton_of_pattern("[-.]*" + "".join(rf"{digit}[-.]*" for digit in digits))
    looks = [sweep_line(line, view, network, allowed) for network in networks for view in SWEEPS]
    return next(iter(guesses(looks)), None)


def cut(line: Line, text: str, middles: Sequence[float]) -> OwnString:
    """Cut a line between neighbouring symbols that hardly touch, where there is least ink.

    ``middles`` has the middle column of each symbol of the text, roughly, in the line's pixels.
    """
    ink = line.ink.sum(axis=0) / max(line.bottom - line.top, 1.0)
    columns = np.clip(np.rint(middles), 0, len(ink) - 1).astype(int)
    groups, cuts = [text[0]], []
    for symbol, (left, right) in zip(text[1:], pairwise(columns.tolist()), strict=True):
        thinnest = left + int(np.argmin(ink[left : right + 1]))
        if ink[thinnest] < THIN:
            groups.append(symbol)
            cuts.append(thinnest)
        else:
            groups[-1] += symbol
    return OwnString(line, tuple(groups), tuple(cuts))
