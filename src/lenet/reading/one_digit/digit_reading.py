"""What was read of a picture of one digit: the answer, or that it is not one digit, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lenet.digits.preparing import Prepared
from lenet.reading.one_digit.sight import Sight


@dataclass(frozen=True)
class DigitReading:
    """The reading of a picture of one digit.

    Attributes
    ----------
    answer : str or None
        The name of the class that was read; None for a picture that is not one digit.
    confidence : float
        The probability that this is right: that there is one digit and it is this one, or that
        there is not one digit.
    reason : str
        Why it is not one digit, in words; "" if it is one.
    seen : str
        The digits that were seen, if they are several; else "".
    scores : dict of str to float
        The network's scores by class, which are not calibrated; {} without ink.
    looked_at : Sight or None
        What the reader of strings saw; None where it did not look.
    prepared : Prepared or None
        The steps to the digit image; None without ink.
    """

    answer: str | None
    confidence: float
    reason: str = ""
    seen: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    looked_at: Sight | None = None
    prepared: Prepared | None = field(default=None, repr=False)

    @property
    def nearest(self) -> str:
        """The class of the highest score, whether or not there is one digit; "" without ink."""
        return max(self.scores, key=self.scores.__getitem__, default="")

    @property
    def score(self) -> float:
        """The highest score."""
        return max(self.scores.values(), default=0.0)

    @property
    def one(self) -> float:
        """The reader's probability that there is one digit; 1 where it did not look."""
        return 1.0 if self.looked_at is None else self.looked_at.one

    @property
    def agreed(self) -> float | None:
        """Of that, the share that the network's answer has; None where the reader did not look."""
        if self.looked_at is None:
            return None
        return self.looked_at.digits.get(self.nearest, 0.0) / max(self.one, 1e-9)

    def as_dict(self) -> dict[str, Any]:
        """The reading as ``lenet predict --json`` writes it, without the file's name."""
        return {
            "answer": self.answer,
            "confidence": self.confidence,
            "reason": self.reason,
            "seen": self.seen,
            "scores": dict(self.scores),
        }
