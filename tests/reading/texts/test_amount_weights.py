"""How much less often an amount is written one way than another, as a natural logarithm."""

import pytest

from lenet.reading.texts.amount import amounts


@pytest.mark.parametrize(
    ("text", "weight"),
    [("1234", 0.0), ("12.50-", 0.0), ("12.34.567", -1.5), ("1250-100", -1.5), ("20--100", -1.5),
     ("12.5", -3.0), ("12-50", -3.0), ("1-2-3", -5.0)],
)  # fmt: skip
def test_each_way_to_write_an_amount_has_its_weight(text: str, weight: float) -> None:
    found = amounts().read(text)
    assert found is not None
    assert found[0] == pytest.approx(weight)
