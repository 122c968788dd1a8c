"""What many trainings came to: of each variation the test errors, and how likely chance is."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lenet.errors import ModelError
from lenet.evaluation import Permutations, Score, permutation_test
from lenet.many.trainings.seeded_training import SeededTraining


@dataclass(frozen=True)
class VariationResult:
    """The finished runs of one variation.

    Attributes
    ----------
    variation : str
        What is changed in the recipe, such as ``epochs=5``; empty if nothing varies.
    seeds : tuple of int
        The seeds of the runs that were finished.
    folders : tuple of str
        The name of each one's folder.
    errors : tuple of int
        How many test images each one misreads after its last epoch.
    images : int
        Of so many.
    ran_away : tuple of int
        The seeds whose loss became infinite or not a number; they are in no figure.
    against_first : Permutations, optional
        The permutation test of these errors and the first variation's.
    """

    variation: str
    seeds: tuple[int, ...]
    folders: tuple[str, ...]
    errors: tuple[int, ...]
    images: int
    ran_away: tuple[int, ...] = ()
    against_first: Permutations | None = None

    @property
    def mean(self) -> float | None:
        """The mean of the errors; None without a run."""
        return statistics.mean(self.errors) if self.errors else None

    @property
    def deviation(self) -> float | None:
        """The standard deviation between seeds, of a sample; None for fewer than two runs."""
        return statistics.stdev(self.errors) if len(self.errors) > 1 else None

    def as_dict(self) -> dict[str, Any]:
        """The result, for JSON."""
        test = self.against_first
        return {
            "variation": self.variation,
            "runs": len(self.seeds),
            "images": self.images,
            "mean_errors": self.mean,
            "deviation": self.deviation,
            "least": min(self.errors, default=None),
            "most": max(self.errors, default=None),
            "p_against_first": None if test is None else test.p,
            "exact": None if test is None else test.exact,
            "seeds": list(self.seeds),
            "errors": list(self.errors),
            "folders": list(self.folders),
            "ran_away": list(self.ran_away),
        }


@dataclass(frozen=True)
class ManyTrainings:
    """The results of many trainings of a network on the data set ``data``, a variation each."""

    network: str
    data: str
    variations: tuple[VariationResult, ...]

    def as_dict(self) -> dict[str, Any]:
        """The results, for JSON."""
        variations = [one.as_dict() for one in self.variations]
        return {"network": self.network, "data": self.data, "variations": variations}


def variation_results(
    trainings: Sequence[SeededTraining], scores: dict[SeededTraining, Score], images: int
) -> tuple[VariationResult, ...]:
    """A result a variation, in the order of the trainings; one without a score ran away."""
    made: list[VariationResult] = []
    for variation in dict.fromkeys(one.variation for one in trainings):
        own = [one for one in trainings if one.variation == variation]
        done = [one for one in own if one in scores]
        errors = tuple(scores[one].errors for one in done)
        made.append(
            VariationResult(
                variation,
                tuple(one.seed for one in done),
                tuple(one.folder.name for one in done),
                errors,
                images,
                tuple(one.seed for one in own if one not in scores),
                _against(made[0].errors, errors) if made else None,
            )
        )
    return tuple(made)


def _against(first: Sequence[int], errors: Sequence[int]) -> Permutations | None:
    try:
        return permutation_test(first, errors)
    except ModelError:  # too few runs
        return None
