"""Readings as an Arrow table, and as the tables that others make of it."""

from decimal import Decimal

import pytest

from lenet.commands.reading_rows import CSV_COLUMNS
from lenet.errors import ModelError
from lenet.pictures.boxes import Box
from lenet.reading import Reading, Row, arrow_schema, arrow_table

pytest.importorskip("pyarrow")

READING = Reading(
    "1250",
    Decimal("12.50"),
    0.97,
    True,
    "",
    Box(1, 2, 3, 4),
    warnings=("too small",),
    row=2,
    column=5,
)
ROWS = [Row("a.png", [READING]), Row("b.png", error="b.png: no such file"), Row("c.png")]


def test_a_table_has_a_row_a_reading_and_one_for_each_error():
    first, second = arrow_table(ROWS).to_pylist()
    assert first == {
        "file": "a.png", "page": 1, "line": 1, "field": "", "row": 2, "column": 5, "text": "1250",
        "amount": Decimal("12.50"), "confidence": 0.97, "accepted": True, "reason": "",
        "warnings": ["too small"], "x": 1, "y": 2, "width": 3, "height": 4, "error": None,
    }  # fmt: skip
    assert {name: cell for name, cell in second.items() if cell is not None} == {
        "file": "b.png",
        "error": "b.png: no such file",
    }


def test_its_columns_are_those_of_the_csv():
    assert tuple(arrow_schema().names) == CSV_COLUMNS
    assert arrow_table([]).num_rows == 0


def test_an_amount_too_long_for_a_decimal_is_in_the_text_alone():
    long = Reading("9" * 40, Decimal("9" * 40), 0.5, False, "", Box(0, 0, 1, 1))
    (only,) = arrow_table([Row("a", [long])]).to_pylist()
    assert (only["amount"], only["text"]) == (None, "9" * 40)


def test_a_name_that_is_no_text_has_question_marks():
    rows = [Row("\udcff.png", [READING]), Row("b.png", error="\udcff: no such file")]
    first, second = arrow_table(rows).to_pylist()
    assert (first["file"], second["error"]) == ("?.png", "?: no such file")


def test_pandas_takes_it():
    pytest.importorskip("pandas")
    frame = arrow_table(ROWS).to_pandas()
    assert list(frame["text"].dropna()) == ["1250"]


def test_polars_takes_it():
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(arrow_table(ROWS))
    assert frame["amount"].to_list() == [Decimal("12.50"), None]


def test_readings_without_their_picture_are_told_how_to_become_rows():
    with pytest.raises(
        ModelError, match=r"make one .*, lenet.reading.Row\('cheque.png', readings\)"
    ):
        arrow_table([READING])  # type: ignore[list-item]
