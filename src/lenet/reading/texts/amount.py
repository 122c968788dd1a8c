r"""Amounts of money as people write them: which texts are amounts, and how much each is.

A text is of the 12 symbols of ``lenet.reading.texts.automaton``: "." is a point, a comma or an
apostrophe, "-" any other mark, and spaces are nothing. It is what the first of ``FORMS`` says that
matches it all:

    1.234.567  1234567   thousands are in groups of three, or in none at all
    1.234                is 1234: one separator before exactly three digits is a thousands point
    1.234.50  12.5       two digits behind the last separator are its hundredths, one its tenths
    .50                  is 0.50; but -.50 is 50: that point is the currency's, as in Fr. 50
    1250-100             is 12.50, with the 50/100 of a cheque; 20--100 is 20, with xx/100
    500-00  12-50        two digits behind a dash, or a currency between, are hundredths
    -20.-  -20-  20--    marks before and behind are currency, asterisks and closing strokes

In the forms that are not strict every digit stands: a mark in an odd place is passed over, and
costs.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from lenet.reading.texts.automaton import DIGITS, Automaton
from lenet.reading.texts.pattern import first_of
from lenet.reading.texts.spelling import SpellingError, as_symbols


class Meaning(IntEnum):
    """How the digits of a text make its amount."""

    WHOLE = 0
    TENTHS = 1
    HUNDREDTHS = 2
    OVER_HUNDRED = 3
    WHOLE_OVER_HUNDRED = 4


class Amount(NamedTuple):
    """What a text amounts to; None with the reason in words if it is no amount."""

    value: Decimal | None
    reason: str = ""


class Form(NamedTuple):
    """A way to write amounts: the pattern of its texts, what they mean, their log weight."""

    pattern: str
    meaning: Meaning
    weight: float
    strict: bool = True


USUAL = 0.0
RARE = -1.5
ODD = -3.0
BROKEN = -5.0
"""Natural logarithms of how much less often an amount is written so: estimates, to be weighed
against what a network is unsure of."""

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
    Form(r"[-.]*\d+([-.]\d+)?[-.]*", Meaning.WHOLE, ODD, strict=False),
    Form(r"[-.]*(\d[-.]*)+\.\d\d-*", Meaning.HUNDREDTHS, BROKEN, strict=False),
    Form(r"[-.]*(\d[-.]*)+", Meaning.WHOLE, BROKEN, strict=False),
)


def forms(*, strict: bool, hundredths: bool) -> tuple[Form, ...]:
    """The ways to write amounts: the strict ones alone, or without parts of a whole."""
    whole = Meaning.WHOLE, Meaning.WHOLE_OVER_HUNDRED
    return tuple(
        form
        for form in FORMS
        if (form.strict or not strict) and (hundredths or form.meaning in whole)
    )


@functools.cache
def amounts(*, strict: bool = False, hundredths: bool = True) -> Automaton:
    """The texts that are amounts, with ``Meaning`` for their meanings.

    Without ``strict`` every text that has a digit is one. Without ``hundredths`` all amounts are
    whole, as in yen or pesos, and what looks like a decimal point is passed over.
    """
    allowed = forms(strict=strict, hundredths=hundredths)
    return first_of(
        [form.pattern for form in allowed],
        meanings=[form.meaning for form in allowed],
        weights=[form.weight for form in allowed],
    )


def amount_of(digits: str, meaning: int) -> Decimal:
    """The amount that the digits of a text of that meaning are."""
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


def parse_amount(text: str, *, strict: bool = True, hundredths: bool = True) -> Amount:
    """The amount that ``text`` is, as a person writes it or in the symbols of a reading.

    >>> parse_amount("CHF 1'234.50").value
    Decimal('1234.50')
    >>> parse_amount("12.345,6.7").reason
    'the separators are mixed'

    With a currency, or an ISO code, before, behind or between; point and comma may change places.
    A sign before it is a mark like others: no amount is below 0.
    """
    try:
        symbols = as_symbols(text, strict=strict)
    except SpellingError as error:
        return Amount(None, str(error))
    for form in forms(strict=strict, hundredths=hundredths):
        if re.fullmatch(form.pattern, symbols):
            digits = "".join(symbol for symbol in symbols if symbol in DIGITS)
            return Amount(amount_of(digits, form.meaning))
    return Amount(None, _reason(symbols))


def _reason(symbols: str) -> str:
    """Why a text of symbols is no amount, in the strict forms."""
    if not re.search(r"\d", symbols):
        return "there are no digits"
    if re.match(r"[-.]*0\d", symbols):
        return "it begins with 0"
    if re.search(r"\d[-.]*-[-.]*\d", symbols):
        return "a mark stands between digits"
    if re.search(r"\d\.\.+\d", symbols):
        return "two separators stand together"
    if re.search(r"\d\.\d", symbols):
        return "the separators do not stand before groups of three digits and one or two at the end"
    return "marks and separators stand in an odd order"
