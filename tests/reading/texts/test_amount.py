"""Amounts: what people write, how much it is, and that the automaton allows the same."""

import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.reading.texts.amount import FORMS, Meaning, amount_of, amounts
from lenet.reading.texts.automaton import DIGITS, SYMBOLS

# In the symbols of a reading: "." is a point, a comma or an apostrophe, "-" any other mark.
WRITTEN = {
    # plain
    "0": "0",
    "5": "5",
    "5315": "5315",
    "1234567": "1234567",
    "0.50": "0.50",
    ".50": "0.50",
    "12.5": "12.5",
    "12.50": "12.50",
    "0.05": "0.05",
    # thousands
    "1.234": "1234",
    "20.244": "20244",
    "1.234.567": "1234567",
    "1.234.56": "1234.56",  # 1'234.56
    "1.234.567.8": "1234567.8",
    "1234.50": "1234.50",
    "12.34.567.00": "1234567.00",  # lakhs, as in India
    "1.23.456--": "123456",  # 1,23,456/-
    # closed, filled, a currency before or behind
    "20.": "20",
    "20-": "20",
    "20.-": "20",
    "20.--": "20",
    "500--": "500",
    "1.234.-": "1234",
    "20.244.-": "20244",
    "-20.244--": "20244",
    "--5.315--": "5315",  # **5.315**
    "-1.234.50-": "1234.50",
    "-500-": "500",
    "-500.00-": "500.00",
    "-45-": "45",  # (45)
    "--20-": "20",
    "-.50": "50",  # Fr. 50
    # a currency or a dash between
    "12-50": "12.50",
    "500-00": "500.00",
    # over a hundred
    "12.50-100": "12.50",  # 12 & 50/100
    "12.05-100": "12.05",
    "1.234.05-100": "1234.05",
    "20.00-100": "20.00",
    "1250-100": "12.50",
    "5-100": "0.05",
    "20--100": "20",  # 20 xx/100
    "20---100": "20",
    # badly written: marks in odd places are ignored
    "12.34.5": "12345",
    "1.2345": "12345",
    "007": "7",
    "1--2": "12",
    "1.23.4.567.50": "1234567.50",
    "..20": "20",
}
SHORT_TEXTS = ["".join(text) for n in range(7) for text in itertools.product("01.-", repeat=n)]
TEXTS = st.text(st.sampled_from(SYMBOLS + "..--00"), max_size=14)


def digits_of(text):
    return "".join(symbol for symbol in text if symbol in DIGITS)


def first_form(text):
    """The first of the forms that the text is written in, by Python's own regular expressions."""
    return next((form for form in FORMS if re.fullmatch(form.pattern, text)), None)


def check_automaton(text):
    form = first_form(text)
    read = amounts().read(text)
    assert (read is None) == (form is None), text
    if read:
        weight, meaning = read
        assert meaning == form.meaning, text
        assert weight == pytest.approx(form.weight), text


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_is_the_amount_they_mean(text):
    read = amounts().read(text)
    assert read is not None
    meaning = read[1]
    assert str(amount_of(digits_of(text), meaning)) == WRITTEN[text]


def test_the_automaton_reads_each_text_in_the_first_form_that_matches_it():
    for text in [*WRITTEN, *SHORT_TEXTS]:
        check_automaton(text)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_so_it_does_for_longer_texts(text):
    check_automaton(text)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_every_text_with_a_digit_is_an_amount(text):
    assert (amounts().read(text) is not None) == any(symbol in DIGITS for symbol in text)


@settings(deadline=None)
@given(st.decimals(0, 10**9, places=2))
def test_an_amount_as_python_writes_it_is_itself(value):
    for written in (f"{value:,.2f}", f"{value:.2f}", f"{value:,.0f}"):
        text = written.replace(",", ".")
        read = amounts().read(text)
        assert read is not None
        weight, meaning = read
        assert weight == 0
        assert amount_of(digits_of(text), meaning) == Decimal(written.replace(",", ""))


@pytest.mark.parametrize(
    ("usual", "unusual"), [("1.234", "1.2345"), ("12.50", "12.5"), ("20.", "..20"), ("12", "1--2")]
)
def test_a_text_in_a_usual_form_weighs_more(usual, unusual):
    likely, unlikely = amounts().read(usual), amounts().read(unusual)
    assert likely is not None
    assert unlikely is not None
    assert likely[0] > unlikely[0]


def test_every_form_is_the_first_for_some_text():
    assert {first_form(text) for text in WRITTEN} == set(FORMS)


def test_the_meanings_count_a_hundred_out():
    assert amount_of("1250100", Meaning.OVER_HUNDRED) == Decimal("12.50")
    assert amount_of("20100", Meaning.WHOLE_OVER_HUNDRED) == 20
