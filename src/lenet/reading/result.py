"""What was read: text, amount, how sure, accepted or not, digit by digit; and as JSON.

A reading is a result, also when nothing could be read: then it has no text and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lenet.pictures.boxes import Box


@dataclass(frozen=True)
class Digit:
    """One digit of a reading: where it stands in the picture and how sure the reader is of it."""

    digit: int
    box: Box
    confidence: float


@dataclass(frozen=True)
class RunnerUp:
    """Another text that the ink could be; ``confidence`` is its share of the whole."""

    text: str
    amount: Decimal | None
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What one line of a picture, or one box of a form, was read as.

    Attributes
    ----------
    text : str
        The digits alone, as written from left to right; "" when none were found.
    amount : Decimal or None
        What the digits and the separators among them amount to; None where no amount was asked
        for or none can be written so, with the ``reason``.
    confidence : float
        The probability that ``text`` is right, 0 to 1, calibrated.
    accepted : bool
        Whether the reading is sure enough for the greatest error that was asked for.
    reason : str
        Why it was rejected or has no amount, in words; "" otherwise.
    box : Box
        The line's rectangle in the picture.
    page : int
        The page of the file, from 1.
    field : str
        The name of the box on the form; "" without a form.
    """

    text: str
    amount: Decimal | None
    confidence: float
    accepted: bool
    reason: str
    box: Box
    digits: tuple[Digit, ...] = ()
    runners_up: tuple[RunnerUp, ...] = ()
    warnings: tuple[str, ...] = ()
    page: int = 1
    field: str = ""

    def as_dict(self) -> dict[str, Any]:
        """What ``lenet read --json`` writes on a line, without the file's name."""
        return {
            "text": self.text,
            "amount": _amount(self.amount),
            "confidence": round(self.confidence, 4),
            "accepted": self.accepted,
            "reason": self.reason,
            "digits": [
                {"digit": one.digit, "box": list(one.box), "confidence": round(one.confidence, 4)}
                for one in self.digits
            ],
            "runners_up": [
                {
                    "text": other.text,
                    "amount": _amount(other.amount),
                    "confidence": round(other.confidence, 4),
                }
                for other in self.runners_up
            ],
            "warnings": list(self.warnings),
            "box": list(self.box),
            "page": self.page,
            "field": self.field,
        }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
