r"""Amounts of money as people write them: which texts are amounts, and how much each is.

A text consists of the 12 symbols of ``lenet.reading.texts.automaton``: digits, "." for a point, a
comma or an apostrophe, "-" for any other mark; spaces are left out. The first of ``FORMS`` that
matches the whole text says what its digits mean:

    1.234.567  1234567   thousands are written in groups of three, or without separators
    1.234                is 1234: one separator before exactly three digits groups thousands
    1.234.50  12.5       two digits after the last separator are hundredths, one is tenths
    .50                  is 0.50; but -.50 is 50: that point belongs to the currency, as in Fr. 50
    1250-100             is 12.50, with the 50/100 of a cheque; 20--100 is 20, with xx/100
    500-00  12-50        two digits after a dash, or after a currency sign, are hundredths
    -20.-  -20-  20--    marks before and after are currency, asterisks and closing strokes

The last three forms ignore marks in odd places, at a low weight, so every text with a digit is an
amount.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.pattern import first_of


class Meaning(IntEnum):
    """What the last digits of an amount are.

    ``WHOLE``: units. ``TENTHS``, ``HUNDREDTHS``: one or two digits after the decimal point.
    ``OVER_HUNDRED``: hundredths and then 100, as in 12 50/100. ``WHOLE_OVER_HUNDRED``: units and
    then 100, as in 20 xx/100.
    """

    WHOLE = 0
    TENTHS = 1
    HUNDREDTHS = 2
    OVER_HUNDRED = 3
    WHOLE_OVER_HUNDRED = 4


class Form(NamedTuple):
    """A form in which amounts are written: its pattern, what its texts mean, their log weight."""

    pattern: str
    meaning: Meaning
    weight: float


USUAL = 0.0
RARE = -1.5
ODD = -3.0
BROKEN = -5.0
"""Natural logarithms of how often amounts are written in a form, beside the usual ones: estimates.
They decide between texts that a network finds about as likely."""

_BEFORE = r"(-+\.?)?"
_WHOLE = r"(0|[1-9]\d*|[1-9]\d{0,2}(\.\d{3})+)"
_LAKHS = r"[1-9]\d?(\.\d\d)+\.\d{3}"  # 12,34,567 as in India

FORMS = (
    Form(rf"{_BEFORE}{_WHOLE}\.?-*", Meaning.WHOLE, USUAL),
    Form(rf"{_BEFORE}{_WHOLE}\.\d\d-*", Meaning.HUNDREDTHS, USUAL),
    Form(rf"{_BEFORE}{_LAKHS}\.?-*", Meaning.WHOLE, RARE),
    Form(rf"{_BEFORE}{_LAKHS}\.\d\d-*", Meaning.HUNDREDTHS, RARE),
    Form(rf"{_BEFORE}(\d\d?|{_WHOLE}\.?\d\d)-100-*", Meaning.OVER_HUNDRED, RARE),
    Form(rf"{_BEFORE}{_WHOLE}\.?--+100-*", Meaning.WHOLE_OVER_HUNDRED, RARE),
    Form(rf"{_BEFORE}{_WHOLE}\.\d-*", Meaning.TENTHS, ODD),
    Form(rf"{_BEFORE}{_WHOLE}-\d\d-*", Meaning.HUNDREDTHS, ODD),
    Form(r"\.\d\d-*", Meaning.HUNDREDTHS, ODD),
    Form(r"[-.]*\d+([-.]\d+)?[-.]*", Meaning.WHOLE, ODD),
    Form(r"[-.]*(\d[-.]*)+\.\d\d-*", Meaning.HUNDREDTHS, BROKEN),
    Form(r"[-.]*(\d[-.]*)+", Meaning.WHOLE, BROKEN),
)


@functools.cache
def amounts() -> Automaton:
    """The texts that are amounts, with ``Meaning`` for their meanings.

    Every text with a digit is one; how unusual it is written is in its weight.
    """
    return first_of(
        [form.pattern for form in FORMS],
        meanings=[form.meaning for form in FORMS],
        weights=[form.weight for form in FORMS],
    )


def amount_of(digits: str, meaning: int) -> Decimal:
    """The amount of a text with these digits and this ``Meaning``."""
    match Meaning(meaning):
        case Meaning.WHOLE:
            return Decimal(digits)
        case Meaning.TENTHS:
            return Decimal(digits).scaleb(-1)
        case Meaning.HUNDREDTHS:
            return Decimal(digits).scaleb(-2)
        case Meaning.OVER_HUNDRED:
            return Decimal(digits.removesuffix("100")).scaleb(-2)
        case Meaning.WHOLE_OVER_HUNDRED:
            return Decimal(digits.removesuffix("100"))
