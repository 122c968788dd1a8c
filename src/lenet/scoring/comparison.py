"""Before and after: what calibrating or training a reader changes, by cross-validation.

Raw outcomes are read without a calibration and with any error allowed. So their ``confidence`` is
raw, and those not ``accepted`` have no text, or were not opened: no calibration can accept them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lenet.reading import Calibration, fit
from lenet.scoring.folds import splits
from lenet.scoring.score import Outcome, StringScore, score_strings

ANY_ERROR = 1.0
"""The greatest error that raw outcomes are read with."""

Outcomes = list[Outcome]


@dataclass(frozen=True, eq=False)
class Compared:
    """Scores of the same pictures before and after, and the number of ``folds`` of the latter."""

    before: StringScore
    after: StringScore
    folds: int

    def is_worse(self, max_error: float) -> bool:
        """Whether fewer are accepted right after, though no more than allowed were wrong before."""
        kept = self.before.accepted_wrong <= max_error * self.before.accepted
        right = [score.accepted - score.accepted_wrong for score in (self.before, self.after)]
        return kept and right[1] < right[0]

    def as_dict(self) -> dict[str, Any]:
        """Both scores as ``--json`` prints them."""
        return {
            "folds": self.folds,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
        }


def fitted(raw: Sequence[Outcome]) -> Calibration:
    """Fit a calibration to the raw outcomes that have a text. DataError when they are too few."""
    read = [one for one in raw if one.accepted]
    return fit([one.confidence for one in read], np.array([one.right for one in read], bool))


def calibrated(raw: Sequence[Outcome], calibration: Calibration, max_error: float) -> Outcomes:
    """Raw outcomes as they would have been read with a calibration."""
    least = calibration.threshold(max_error)
    chances = calibration.probabilities([one.confidence for one in raw])
    return [
        replace(
            one,
            confidence=float(chance) if one.accepted else 0.0,
            accepted=one.accepted and bool(chance >= least),
        )
        for one, chance in zip(raw, chances, strict=True)
    ]


def each_from_others(
    count: int,
    outcomes_of: Callable[[Sequence[int], Sequence[int]], Outcomes],
    *,
    folds: int,
    seed: int,
) -> Outcomes:
    """The outcomes of ``count`` pictures, each read by what was made from the other folds.

    ``outcomes_of(made_from, judged_by)`` is given the numbers of pictures: it makes a reader or a
    calibration from the first ones, and returns the outcomes of the second ones. DataError for
    fewer pictures than folds.
    """
    found: dict[int, Outcome] = {}
    for made_from, judged_by in splits(count, folds, seed):
        outcomes = outcomes_of(made_from.tolist(), judged_by.tolist())
        found.update(zip(judged_by.tolist(), outcomes, strict=True))
    return [found[place] for place in range(count)]


def cross_calibrated(
    raw: Sequence[Outcome], *, folds: int, seed: int, max_error: float
) -> Outcomes:
    """Raw outcomes, each under a calibration fitted to the other folds. DataError for too few."""

    def outcomes_of(made_from: Sequence[int], judged_by: Sequence[int]) -> Outcomes:
        calibration = fitted([raw[place] for place in made_from])
        return calibrated([raw[place] for place in judged_by], calibration, max_error)

    return each_from_others(len(raw), outcomes_of, folds=folds, seed=seed)


def compared(before: Sequence[Outcome], after: Sequence[Outcome], folds: int) -> Compared:
    """Score both."""
    return Compared(score_strings(before), score_strings(after), folds)


def in_words(found: Compared, max_error: float) -> str:
    """Both scores side by side as a table; a line says so when so few pictures made it worse."""
    n = found.before.strings
    rows: list[tuple[str, Callable[[StringScore], str]]] = [
        ("Right as a whole", lambda score: _share(score.right, n)),
        ("Digits right", lambda score: _share(score.digits.right, score.digits.written)),
        ("Accepted, right", lambda score: _share(score.accepted - score.accepted_wrong, n)),
        ("Accepted, wrong", lambda score: _share(score.accepted_wrong, n)),
        (f"Could be, {100 * max_error:g} % wrong",
         lambda score: _share(score.accepted_at(max_error), n)),
        ("Confidence is off by", lambda score: f"{100 * score.calibration_error:.1f} points"),
    ]  # fmt: skip
    heading = f"{f'{n:,} pictures':<22}{'before':>17}{'after':>17}"
    table = [f"{name:<22}{of(found.before):>17}{of(found.after):>17}" for name, of in rows]
    folds = f"After: each by what was made from the others, in {found.folds} folds."
    none = f"{n:,} pictures cannot promise {100 * max_error:g} % of error: nothing is accepted."
    fewer = (
        f"Fewer are accepted than before: {n:,} pictures promise less than those that the reader\n"
        "was calibrated with. Give more pictures, or keep the reader as it was."
    )
    told = [none] if not found.after.accepted else [fewer] if found.is_worse(max_error) else []
    return "\n".join([heading, *table, folds, *told])


def _share(count: int, of: int) -> str:
    return f"{count:,} {100 * count / of:5.1f} %"
