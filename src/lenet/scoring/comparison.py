"""Before and after: what calibrating or training a reader changes, judged on other pictures.

Outcomes are raw here: read with a calibration that changes nothing and any error allowed, so that
``confidence`` is raw and ``accepted`` means that nothing but sureness could reject the reading.
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
    """The same pictures read before and after; ``folds`` is in how many the others were dealt."""

    before: StringScore
    after: StringScore
    folds: int

    def as_dict(self) -> dict[str, Any]:
        """What ``--json`` prints of both, as ``lenet score`` does."""
        return {
            "folds": self.folds,
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
        }


def fitted(raw: Sequence[Outcome]) -> Calibration:
    """Fit a calibration to raw outcomes, but for readings that sureness cannot make accepted.

    DataError when too few are left.
    """
    read = [one for one in raw if one.accepted]
    return fit([one.confidence for one in read], np.array([one.right for one in read], bool))


def calibrated(raw: Sequence[Outcome], calibration: Calibration, max_error: float) -> Outcomes:
    """What raw outcomes become under a calibration."""
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
    """The outcomes of ``count`` pictures, each by what was made from pictures of other folds.

    ``outcomes_of(made_from, judged_by)`` makes something from the pictures at the one places and
    gives the outcomes of those at the other. DataError for fewer pictures than folds.
    """
    found: dict[int, Outcome] = {}
    for made_from, judged_by in splits(count, folds, seed):
        outcomes = outcomes_of(made_from.tolist(), judged_by.tolist())
        found.update(zip(judged_by.tolist(), outcomes, strict=True))
    return [found[place] for place in range(count)]


def cross_calibrated(
    raw: Sequence[Outcome], *, folds: int, seed: int, max_error: float
) -> Outcomes:
    """What raw outcomes become when each is calibrated by others. DataError for too few."""

    def outcomes_of(made_from: Sequence[int], judged_by: Sequence[int]) -> Outcomes:
        calibration = fitted([raw[place] for place in made_from])
        return calibrated([raw[place] for place in judged_by], calibration, max_error)

    return each_from_others(len(raw), outcomes_of, folds=folds, seed=seed)


def compared(before: Sequence[Outcome], after: Sequence[Outcome], folds: int) -> Compared:
    """Score both."""
    return Compared(score_strings(before), score_strings(after), folds)


def in_words(found: Compared, max_error: float) -> str:
    """A table of both, with the counts of one beside the other's, and why nothing is accepted."""
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
    told = [f"{name:<22}{of(found.before):>17}{of(found.after):>17}" for name, of in rows]
    folds = f"After: each by what was made from the others, in {found.folds} folds."
    none = f"{n:,} pictures cannot promise {100 * max_error:g} % of error: nothing is accepted."
    return "\n".join([heading, *told, folds, *([] if found.after.accepted else [none])])


def _share(count: int, of: int) -> str:
    return f"{count:,} {100 * count / of:5.1f} %"
