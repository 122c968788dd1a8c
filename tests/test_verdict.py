"""How sure a reading is, of the probabilities of the texts that it could be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenet.verdict import sureness

PARTS = st.lists(st.floats(0.001, 1), min_size=2, max_size=6)


@given(PARTS)
def test_it_is_a_share_and_no_less_than_the_probability(parts: list[float]) -> None:
    whole = sum(parts)
    falling = sorted((part / whole for part in parts), reverse=True)
    assert falling[0] - 1e-9 <= sureness(falling[:-1]) <= 1


def test_it_falls_with_the_next_text_more_than_with_what_is_no_text() -> None:
    assert sureness([0.6, 0.4]) < sureness([0.6, 0.1]) < sureness([0.6]) < sureness([0.9])


def test_a_text_that_nothing_speaks_for_is_not_sure() -> None:
    assert sureness([0.0]) == 0
    assert sureness([1.0]) == pytest.approx(1)
