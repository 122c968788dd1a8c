"""How well strings were read: as a whole, digit by digit, and the errors among the accepted.

truth   the digits that are written in a picture
read    the digits that were read; "" if nothing was read

A string is right when all of its digits are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from lenet.errors import DataError
from lenet.evaluation import Rejection, rejection, share_interval

ERRORS = (0.005, 0.01, 0.02, 0.05)
"""The shares of wrong readings among the accepted for which a score has the number accepted."""

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)
"""The edges of the bins of confidence; narrow near 1, where readings are accepted."""


@dataclass(frozen=True)
class Outcome:
    """One labelled picture: what is written, what was read, whether that is right, how sure.

    ``error`` says why the picture could not be read; then it is neither right nor accepted.
    """

    file: str
    truth: str
    read: str
    right: bool
    confidence: float = 0.0
    accepted: bool = False
    reason: str = ""
    error: str = ""


class DigitCounts(NamedTuple):
    """How many digits were read right, as another digit, missed, or added."""

    right: int = 0
    other: int = 0
    missed: int = 0
    added: int = 0

    @property
    def written(self) -> int:
        """How many are written."""
        return self.right + self.other + self.missed


class Bin(NamedTuple):
    """The strings with a confidence from ``low`` to ``high``."""

    low: float
    high: float
    strings: int
    right: int
    confidence: float
    """The mean of their confidence."""


@dataclass(frozen=True, eq=False)
class StringScore:
    """Counts of ``outcomes``; ``curve`` is the error among the accepted as more are rejected."""

    outcomes: tuple[Outcome, ...]
    digits: DigitCounts
    curve: Rejection
    bins: tuple[Bin, ...]

    @property
    def strings(self) -> int:
        """How many strings there are."""
        return len(self.outcomes)

    @property
    def right(self) -> int:
        """How many were read right as a whole, accepted or not."""
        return sum(one.right for one in self.outcomes)

    @property
    def accepted(self) -> int:
        """How many readings were accepted."""
        return sum(one.accepted for one in self.outcomes)

    @property
    def accepted_wrong(self) -> int:
        """How many of them are wrong."""
        return sum(one.accepted and not one.right for one in self.outcomes)

    @property
    def calibration_error(self) -> float:
        """The expected calibration error over the bins, 0 to 1.

        It is the mean distance between confidence and the share that is right.
        """
        away = sum(abs(one.confidence * one.strings - one.right) for one in self.bins)
        return away / self.strings

    def accepted_at(self, error: float) -> int:
        """The most strings that can be accepted, surest first, with at most ``error`` wrong."""
        return round(self.strings * (1 - self.curve.share_for(error)))

    def as_dict(self) -> dict[str, Any]:
        """What ``lenet score --json`` prints."""
        accepted, wrong = self.accepted, self.accepted_wrong
        return {
            "strings": self.strings,
            "right": self.right,
            "right_rate": self.right / self.strings,
            "accepted": accepted,
            "accepted_right": accepted - wrong,
            "accepted_wrong": wrong,
            "rejected": self.strings - accepted,
            "error_rate_accepted": wrong / accepted if accepted else None,
            "error_interval_accepted": list(share_interval(wrong, accepted)),
            "unreadable": sum(bool(one.error) for one in self.outcomes),
            "digits": {
                **self.digits._asdict(),
                "written": self.digits.written,
                "right_rate": self.digits.right / self.digits.written,
            },
            "accepted_at_error": [
                {"error": error, "accepted": self.accepted_at(error)} for error in ERRORS
            ],
            "calibration_error": self.calibration_error,
            "reliability": [one._asdict() for one in self.bins],
        }


def score_strings(outcomes: Iterable[Outcome]) -> StringScore:
    """Score outcomes. DataError when there is none, or one without a truth."""
    every = tuple(outcomes)
    if not every or not all(one.truth for one in every):
        raise DataError("expected one or more pictures and what is written in each")
    sure = np.array([one.confidence for one in every])
    right = np.array([one.right for one in every])
    digits = np.sum([align(one.truth, one.read) for one in every], axis=0)
    return StringScore(
        outcomes=every,
        digits=DigitCounts(*map(int, digits)),
        curve=rejection(np.ones(len(every), int), right.astype(int), sure),
        bins=tuple(reliability(sure.tolist(), right.tolist())),
    )


def align(truth: str, read: str) -> DigitCounts:
    """Align two strings by the fewest edits, of such alignments the one with most digits right."""
    # costs[j]: (edits, -right, other, missed, added) of the best way from truth[:i] to read[:j]
    costs = [(j, 0, 0, 0, j) for j in range(len(read) + 1)]
    for i, digit in enumerate(truth, 1):
        above, costs = costs, [(i, 0, 0, i, 0)]
        for j, other in enumerate(read, 1):
            same = digit == other
            costs.append(
                min(
                    _sum(above[j - 1], (not same, -same, not same, 0, 0)),
                    _sum(above[j], (1, 0, 0, 1, 0)),
                    _sum(costs[j - 1], (1, 0, 0, 0, 1)),
                )
            )
    _, right, other_digits, missed, added = costs[-1]
    return DigitCounts(-right, other_digits, missed, added)


Costs = tuple[int, int, int, int, int]


def _sum(before: Costs, step: Costs) -> Costs:
    a, b, c, d, e = before
    return a + step[0], b + step[1], c + step[2], d + step[3], e + step[4]


def reliability(
    confidence: Sequence[float], right: Sequence[bool], edges: Sequence[float] = BINS
) -> list[Bin]:
    """Sort strings into bins of confidence; a bin includes its lower edge, the last one both."""
    sure, good = np.asarray(confidence, np.float64), np.asarray(right, bool)
    place = np.searchsorted(np.asarray(edges[1:-1]), sure, side="right")
    found = []
    for number, (low, high) in enumerate(pairwise(edges)):
        inside = place == number
        count = int(inside.sum())
        mean = float(sure[inside].mean()) if count else 0.0
        found.append(Bin(low, high, count, int(good[inside].sum()), mean))
    return found
