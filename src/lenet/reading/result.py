"""What was read: text, amount, confidence, accepted or not, each digit; and the same as JSON.

A field in which nothing could be read has a reading too: without text, and with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lenet.pictures.boxes import Box


@dataclass(frozen=True)
class Digit:
    """One digit of a reading: its box in the picture and its probability, 0 to 1."""

    digit: int
    box: Box
    confidence: float


@dataclass(frozen=True)
class RunnerUp:
    """Another text that the ink could be; ``confidence`` is its probability, not calibrated."""

    text: str
    amount: Decimal | None
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What one line of a picture, or one box of a form, was read as.

    Attributes
    ----------
    text : str
        The digits alone, from left to right; "" when none were found.
    amount : Decimal or None
        The amount of money; None where no amount was asked for or nothing was read.
    confidence : float
        The calibrated probability that ``text`` is right, 0 to 1.
    accepted : bool
        Whether the confidence is high enough for the greatest error that was asked for.
    reason : str
        Why the reading was rejected, in words; "" if it was accepted.
    box : Box
        The line's rectangle in the picture.
    digits : tuple of Digit
        Each digit of the text.
    runners_up : tuple of RunnerUp
        The likeliest other texts, the most probable first.
    warnings : tuple of str
        What may have spoiled the reading, in words.
    page : int
        The page of the file, from 1.
    line : int
        The number of the line, or of the box, on its page in reading order, from 1.
    field : str
        The name of the box on the form; "" without a form.
    row, column : int or None
        Of a table's cell, from 1; None of anything else.
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
    line: int = 1
    field: str = ""
    row: int | None = None
    column: int | None = None

    def enlarged(self, across: float, down: float) -> Reading:
        """The same reading on a picture so many times as wide and as high."""
        digits = (replace(one, box=one.box.scaled(across, down)) for one in self.digits)
        return replace(self, box=self.box.scaled(across, down), digits=tuple(digits))

    def as_dict(self) -> dict[str, Any]:
        """The reading as ``lenet read --json`` writes it, without the file's name."""
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
            "line": self.line,
            "field": self.field,
            **({} if self.row is None else {"row": self.row, "column": self.column}),
        }


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
