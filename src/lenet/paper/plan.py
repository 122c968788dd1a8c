"""Which trainings the page needs, and what each of them is for."""

from __future__ import annotations

from dataclasses import dataclass

from lenet.paper.jobs import FinishedJob, Job
from lenet.paper.rates import Rate
from lenet.paper.variants import ABLATIONS, DISTORTED, NOISY, PLAIN

FEW = 3
"""Seeds of the ablations and of training with noise, at most."""

SHARES = (0.25, 0.5, 1.0)
"""Fig. 6's training sets: 15,000, 30,000 and 60,000 of 60,000."""


@dataclass(frozen=True)
class Plan:
    """Seeds 0 to ``seeds`` - 1 on ``patterns`` training images, tested on ``images``."""

    seeds: int
    patterns: int
    images: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many training patterns each point of Fig. 6 has."""
        return tuple(max(1, round(share * self.patterns)) for share in SHARES)

    @property
    def jobs(self) -> list[Job]:
        """All trainings, those of seed 0 first, so that a shorter plan is a prefix."""
        made = []
        for seed in range(self.seeds):
            made += [Job(PLAIN, seed, size) for size in reversed(self.sizes)]
            made.append(self.job(DISTORTED, seed))
            if seed < FEW:
                made += [self.job(variant, seed) for variant in (NOISY, *ABLATIONS)]
        return list(dict.fromkeys(made))

    def job(self, variant: str, seed: int) -> Job:
        """A training on all patterns."""
        return Job(variant, seed, self.patterns)

    def of(
        self, done: dict[Job, FinishedJob], variant: str, patterns: int | None = None
    ) -> list[FinishedJob]:
        """The finished jobs of a variant, by seed."""
        wanted = (Job(variant, seed, patterns or self.patterns) for seed in range(self.seeds))
        return [done[job] for job in wanted if job in done]

    def rate(self, networks: list[FinishedJob], paper: float | None = None) -> Rate:
        """The test errors after the last pass."""
        errors = tuple(one.test[-1] for one in networks)
        return Rate(_seeds(networks), errors, self.images, paper)

    def training_rate(self, networks: list[FinishedJob], paper: float | None = None) -> Rate:
        """The errors on the network's training images after the last pass."""
        errors = tuple(one.training[-1] for one in networks)
        return Rate(_seeds(networks), errors, networks[0].job.patterns, paper)


def _seeds(networks: list[FinishedJob]) -> tuple[int, ...]:
    return tuple(one.job.seed for one in networks)
