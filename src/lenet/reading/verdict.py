"""The guesses at a field -> its reading: text, amount, digit boxes, confidence and warnings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.pictures.planes import Mask
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.lines.fields import Field
from lenet.reading.lines.line import Line
from lenet.reading.result import Digit, Reading, RunnerUp
from lenet.reading.strips.guesses import Guess
from lenet.reading.texts.amount import amount_of

RUNNERS_UP = 5
"""So many runners-up are given at most."""

LEAST_SHOWN = 0.001
"""A runner-up that is less probable is left out."""

UNLIKE = 0.2
"""The probability of all texts that were asked for, below which the ink does not look like one.
Of 340 lengths that are wrong for a cheque amount by one digit 306 are below, of 154 amounts that
are read right at their own length 4; it was chosen on half of them."""

LOW_CONTRAST = 0.15
"""The depth of full ink below which there is a warning of low contrast."""

BESIDE, BESIDE_MARK = 0.15, 0.45
"""Shares of the way from a symbol's middle to its neighbour's: so far the symbol extends at least.
The second is for a digit beside a mark, as marks are narrower."""

THIN_STROKE, THIN_SHARE = 1.5, 0.04
"""Pixels, and a share of the digits' height: there is a warning of strokes thinner than either."""


def verdict(
    field: Field,
    guesses: Sequence[Guess],
    calibration: Calibration,
    *,
    sure: float,
    least: float,
    is_amount: bool,
    wanted: str = "",
) -> Reading:
    """The reading of a field from guesses, the likeliest first.

    ``sure`` is how sure the looks are of the first guess. It is accepted when its calibrated
    confidence is at least ``least``. ``is_amount`` says whether it has an amount; ``wanted`` is
    which texts alone were asked for, in words, "" for any.
    """
    if field.line is None:
        return nothing_written(field)
    if not guesses:
        return _rejected(field, "no digits were found that are written as was asked for")
    first, *others = guesses
    confidence = calibration.probability(sure)
    amount = _amount(first) if is_amount else None
    accepted = confidence >= least
    return Reading(
        text=first.candidate.digits,
        amount=amount,
        confidence=confidence,
        accepted=accepted,
        reason="" if accepted else _doubt(least, guesses, wanted),
        box=field.box,
        digits=_digits(field.line, first),
        runners_up=tuple(
            RunnerUp(
                other.candidate.digits, _amount(other) if is_amount else None, other.probability
            )
            for other in others[:RUNNERS_UP]
            if other.probability >= LEAST_SHOWN
        ),
        warnings=tuple(_warnings(field)),
        field=field.name,
        row=field.row,
        column=field.column,
    )


def nothing_written(field: Field) -> Reading:
    """The reading of a field without ink, or with ink that cannot be what was asked for."""
    return _rejected(field, field.reason or "no ink was found")


def _rejected(field: Field, reason: str) -> Reading:
    warnings = tuple(_warnings(field))
    return Reading(
        "",
        None,
        0.0,
        False,
        reason,
        field.box,
        warnings=warnings,
        field=field.name,
        row=field.row,
        column=field.column,
    )


def _amount(guess: Guess) -> Decimal:
    return amount_of(guess.candidate.digits, guess.candidate.meaning)


def _doubt(least: float, guesses: Sequence[Guess], wanted: str) -> str:
    if wanted and sum(guess.probability for guess in guesses) < UNLIKE:
        return f"what is there does not look like {wanted}"
    if math.isinf(least):
        return "not sure enough: for so small an error no reading is"
    return f"not sure enough: {100 * least:.1f} % are needed"


def _digits(line: Line, guess: Guess) -> tuple[Digit, ...]:
    symbols, shares = guess.candidate.text, guess.candidate.shares
    return tuple(
        Digit(int(symbol), _box_of(line, begin, end), share)
        for symbol, share, (begin, end) in zip(symbols, shares, _columns(line, guess), strict=True)
        if symbol.isdigit()
    )


def _columns(line: Line, guess: Guess) -> list[tuple[float, float]]:
    """The columns of each symbol, first and end; two symbols part where least ink is between."""
    ink = line.mask.sum(axis=0, dtype=np.int64)
    symbols = zip(guess.candidate.text, guess.middles, strict=True)
    edges = []
    for (one, left), (other, right) in pairwise(symbols):
        way = right - left
        begin, end = left + _beside(one, other) * way, right - _beside(other, one) * way
        edges.append(_least_ink(ink, begin, end))
    begins = zip([-math.inf, *edges], guess.middles, strict=True)
    ends = zip([*edges, math.inf], guess.middles, strict=True)
    return [
        (max(begin, middle - guess.reach), min(end, middle + guess.reach))
        for (begin, middle), (end, _) in zip(begins, ends, strict=True)
    ]


def _beside(symbol: str, neighbour: str) -> float:
    return BESIDE_MARK if symbol.isdigit() and not neighbour.isdigit() else BESIDE


def _least_ink(ink: NDArray[np.int64], left: float, right: float) -> float:
    """The column between two others with the least ink; of several the one nearest half way."""
    begin = min(max(0, math.ceil(left)), len(ink) - 1)
    end = max(begin + 1, math.ceil(right))
    columns = np.arange(begin, min(end, len(ink)))
    least = columns[ink[columns] == ink[columns].min()]
    return float(least[np.abs(least - (left + right) / 2).argmin()])


def _box_of(line: Line, begin: float, end: float) -> Box:
    """The box, on the page, of a line's ink between two columns; all rows where there is none."""
    width, height = line.box.width, line.box.height
    left = min(max(0, round(begin)), width - 1)
    right = min(max(left + 1, round(end)), width)
    inked: Mask = line.mask[:, left:right]
    rows, columns = (np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0))
    top, bottom = (rows[0], rows[-1] + 1) if len(rows) else (0, height)
    if len(columns):
        left, right = left + int(columns[0]), left + int(columns[-1]) + 1
    return Box(line.box.x + left, line.box.y + int(top), right - left, int(bottom - top))


def _warnings(field: Field) -> list[str]:
    line = field.line
    if line is None:
        return []
    found, mask = [], line.mask
    border = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    if sum(int(edge.sum()) for edge in border) > line.stroke:
        found.append("ink touches the border")
    if line.full < LOW_CONTRAST:
        found.append("low contrast")
    if line.stroke < max(THIN_STROKE, THIN_SHARE * (line.bottom - line.top)):
        found.append("strokes are very thin")
    return found
