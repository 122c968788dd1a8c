"""A rate: errors out of n images, one count a seed, beside the paper's figure."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rate:
    """How many of ``images`` the network of each seed got wrong; ``paper`` is in per cent."""

    seeds: tuple[int, ...]
    errors: tuple[int, ...]
    images: int
    paper: float | None = None

    @property
    def each(self) -> tuple[float, ...]:
        """Each seed's error rate, per cent."""
        return tuple(100 * count / self.images for count in self.errors)

    @property
    def mean(self) -> float:
        """The mean over the seeds, per cent."""
        return statistics.fmean(self.each)

    @property
    def deviation(self) -> float | None:
        """The standard deviation between seeds, in points; one seed has none."""
        return statistics.stdev(self.each) if len(self.errors) > 1 else None

    @property
    def two_sigma(self) -> float:
        """Twice the binomial deviation of one test of so many images, in points."""
        share = self.mean / 100
        return 200 * math.sqrt(share * (1 - share) / self.images)

    @property
    def median_seed(self) -> int:
        """The median seed, the lower of two; equal counts are ordered by seed."""
        ranked = sorted(zip(self.errors, self.seeds, strict=True))
        return ranked[(len(ranked) - 1) // 2][1]

    def as_dict(self) -> dict[str, Any]:
        """The numbers as ``results.json`` has them, per cent to four places."""
        deviation = self.deviation
        return {
            "mean_percent": round(self.mean, 4),
            "deviation_points": None if deviation is None else round(deviation, 4),
            "two_sigma_points": round(self.two_sigma, 4),
            "paper_percent": self.paper,
            "images": self.images,
            "seeds": list(self.seeds),
            "errors": list(self.errors),
        }
