"""The figures of an epoch: sums over batches -> loss and metrics by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lenet import _engine


@dataclass(frozen=True)
class EpochSums:
    """Sums over the batches of an epoch; ``loss`` is the sum over the samples."""

    steps: int = 0
    samples: int = 0
    correct: int = 0
    loss: float = 0.0

    def plus(self, part: _engine.Progress) -> EpochSums:
        """The sums with those of further batches added."""
        return EpochSums(
            self.steps + part.steps,
            self.samples + part.samples,
            self.correct + part.correct,
            self.loss + part.loss,
        )


def figures(sums: EpochSums | _engine.Progress, metrics: Sequence[str]) -> dict[str, float]:
    """The mean loss, and the accuracy under each name of ``metrics``."""
    samples = max(1, sums.samples)
    return {"loss": sums.loss / samples, **dict.fromkeys(metrics, sums.correct / samples)}
