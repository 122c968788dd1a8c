"""Amounts: what people write, what it is, and that the automaton allows the same."""

import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.reading.texts.amount import FORMS, Meaning, amount_of, amounts, forms, parse_amount
from lenet.reading.texts.automaton import DIGITS, SYMBOLS
from lenet.reading.texts.spelling import as_symbols

WRITTEN = {
    # plain
    "0": "0",
    "5": "5",
    "5315": "5315",
    "1234567": "1234567",
    "0.50": "0.50",
    ".50": "0.50",
    "12.5": "12.5",
    "12,50": "12.50",
    "0,05": "0.05",
    # thousands
    "1.234": "1234",
    "1,234": "1234",
    "20.244": "20244",
    "1.234.567": "1234567",
    "1.234,56": "1234.56",
    "1,234.56": "1234.56",
    "1.234.567,8": "1234567.8",
    "1'234.50": "1234.50",
    "1’234’567.–": "1234567",
    "1 234,50": "1234.50",
    "1\u202f234\u00a0567": "1234567",
    "12,34,567.00": "1234567.00",
    "1,23,456/-": "123456",
    # closed, filled
    "20.-": "20",
    "20,--": "20",
    "20.—": "20",
    "20-": "20",
    "20=": "20",
    "20.": "20",
    "$ 20.244,-": "20244",
    "Fr. 20.--": "20",
    "**5.315**": "5315",
    "*1,234.50*": "1234.50",
    "= 500 =": "500",
    "# 500.00 #": "500.00",
    "(45)": "45",
    "--20-": "20",
    # a currency
    "CHF 1'234.50": "1234.50",
    "1'234.50 CHF": "1234.50",
    "Fr.50": "50",
    "$.50": "0.50",
    "€ 12,50": "12.50",
    "12,50 €": "12.50",
    "12€50": "12.50",
    "US$ 20": "20",
    "R$ 1.234,56": "1234.56",
    "Rs. 500/-": "500",
    "500-00": "500.00",
    "1.234,- kr": "1234",
    "20 euros": "20",
    # over a hundred
    "12 50/100": "12.50",
    "12 & 50/100": "12.50",
    "12 and 50/100": "12.50",
    "12 5/100": "12.05",
    "1,234 05/100": "1234.05",
    "$ 20 00/100": "20.00",
    "1250/100": "12.50",
    "12.50/100": "12.50",
    "5/100": "0.05",
    "20 xx/100": "20",
    "20 no / 100": "20",
    "20 --/100": "20",
    # as the symbols of a reading
    "-20.244--": "20244",
    "-.50": "50",
    "1250-100": "12.50",
    "20--100": "20",
}
BADLY_WRITTEN = {
    "12.34.5": "12345",
    "1.2345": "12345",
    "007": "7",
    "1--2": "12",
    "1.23.4.567,50": "1234567.50",
    "..20": "20",
    "12 50": "1250",
}
REFUSED = {
    "": "there are no digits",
    "--": "there are no digits",
    "CHF": "there are no digits",
    "007": "it begins with 0",
    "-0123": "it begins with 0",
    "0.123": "the separators do not stand before groups of three digits",
    "00.50": "it begins with 0",
    "1--2": "a mark stands between digits",
    "12-345": "a mark stands between digits",
    "1..234": "two separators stand together",
    "12.34.5": "the separators do not stand before groups of three digits",
    "1.2345": "the separators do not stand before groups of three digits",
    "1234.567": "the separators do not stand before groups of three digits",
    "..20": "marks and separators stand in an odd order",
    "20.-.-": "marks and separators stand in an odd order",
    "1,234.567": "the separators are mixed",
    "1.234'567.50": "the separators are mixed",
    "1.234,567,50": "the separators are mixed",
    "1'23": "an apostrophe stands before 2 digits, expected three",
    "12 50": "a space stands before 2 digits, expected three",
    "1 5": "a space stands before 1 digits, expected three",
    "hello": "'hello' is no currency that is known",
    "50 c": "'c' is no currency that is known",
    "12b": "'b' is no currency that is known",
    "50%": "'%' is no sign that amounts are written with",
    "٥٠": "'٥' is no sign that amounts are written with",
    "1½": "'½' is no currency that is known",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_what_people_write_is_the_amount_they_mean(written):
    value, reason = parse_amount(written)
    assert reason == ""
    assert str(value) == WRITTEN[written]


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_amount_has_a_reason(written):
    value, reason = parse_amount(written)
    assert value is None
    assert reason.startswith(REFUSED[written])


@pytest.mark.parametrize("written", BADLY_WRITTEN)
def test_what_is_badly_written_is_read_if_asked(written):
    assert parse_amount(written).value is None
    assert str(parse_amount(written, strict=False).value) == BADLY_WRITTEN[written]


def test_whole_amounts_pass_over_the_decimal_point():
    assert parse_amount("20.24", strict=False, hundredths=False).value == 2024
    assert parse_amount("20.244", hundredths=False).value == 20244
    assert parse_amount("20.24", hundredths=False).value is None


def first_form(symbols, allowed=FORMS):
    """The first of the forms that the text is written in, by Python's own regular expressions."""
    return next((form for form in allowed if re.fullmatch(form.pattern, symbols)), None)


WAYS = [(strict, hundredths) for strict in (True, False) for hundredths in (True, False)]
SYMBOL_TEXTS = [as_symbols(written, strict=False) for written in [*WRITTEN, *BADLY_WRITTEN]]
SHORT_TEXTS = ["".join(text) for n in range(7) for text in itertools.product("01.-", repeat=n)]
TEXTS = st.text(st.sampled_from(SYMBOLS + "..--00"), max_size=14)


def check_automaton(text, strict, hundredths):
    read = amounts(strict=strict, hundredths=hundredths).read(text)
    amount = parse_amount(text, strict=strict, hundredths=hundredths)
    assert (read is None) == (amount.value is None), text
    if read:
        digits = "".join(symbol for symbol in text if symbol in DIGITS)
        assert amount_of(digits, read[1]) == amount.value, text
        form = first_form(text, forms(strict=strict, hundredths=hundredths))
        assert read[0] == pytest.approx(form.weight), text


@pytest.mark.parametrize(("strict", "hundredths"), WAYS)
def test_the_automaton_allows_what_is_an_amount_and_means_the_same(strict, hundredths):
    for text in SYMBOL_TEXTS + SHORT_TEXTS:
        check_automaton(text, strict, hundredths)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(WAYS))
def test_so_it_does_for_longer_texts(text, way):
    check_automaton(text, *way)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_every_text_with_a_digit_is_an_amount_where_odd_ones_are(text):
    assert (amounts().read(text) is not None) == any(symbol in DIGITS for symbol in text)


@settings(deadline=None)
@given(st.decimals(0, 10**9, places=2))
def test_an_amount_as_python_writes_it_is_itself(value):
    assert parse_amount(f"{value:,.2f}").value == value
    assert parse_amount(f"{value:.2f}").value == value
    assert parse_amount(f"{value:,.0f}".replace(",", "'")).value == Decimal(f"{value:.0f}")


@given(st.text(max_size=30))
def test_any_text_at_all_has_an_amount_or_a_reason(text):
    value, reason = parse_amount(text)
    assert (value is None) == bool(reason)


def test_every_form_is_the_first_for_some_text():
    assert {first_form(text) for text in SYMBOL_TEXTS} == set(FORMS)


def test_the_meanings_count_a_hundred_out():
    assert amount_of("1250100", Meaning.OVER_HUNDRED) == Decimal("12.50")
    assert amount_of("20100", Meaning.WHOLE_OVER_HUNDRED) == 20
