"""Readings as an Arrow table, a row a reading: what pandas, polars and Parquet take.

pyarrow comes with the extra ``parquet``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lenet.errors import LenetError, ModelError
from lenet.host.files import in_utf8
from lenet.reading.row import Row

MOST_DIGITS = 36
"""Digits before the point of an amount in a decimal of 128 bits; a longer one is in ``text`` alone.
"""


def arrow_schema() -> Any:
    """The columns of ``lenet read --csv`` with their types, a pyarrow.Schema.

    LenetError without pyarrow.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise LenetError("a table needs pyarrow: pip install 'lenet[parquet]'") from error
    whole, text = pa.int32(), pa.string()
    return pa.schema(
        {
            "file": text, "page": whole, "line": whole, "field": text, "row": whole,
            "column": whole, "text": text,
            "amount": pa.decimal128(MOST_DIGITS + 2, 2), "confidence": pa.float64(),
            "accepted": pa.bool_(), "reason": text, "warnings": pa.list_(text),
            "x": whole, "y": whole, "width": whole, "height": whole, "error": text,
        }
    )  # fmt: skip


def arrow_table(rows: Iterable[Row]) -> Any:
    """The readings of rows, as ``read_all`` gives them, in a pyarrow.Table.

    A picture that could not be read has a row with its ``error``. ``arrow_table(rows).to_pandas()``
    gives a data frame, ``polars.from_arrow(arrow_table(rows))`` polars's. ModelError for what is no
    row, LenetError without pyarrow.
    """
    return table_of_dicts(one for row in map(_checked, rows) for one in row.as_dicts())


def _checked(given: object) -> Row:
    if isinstance(given, Row):
        return given
    raise ModelError(
        "expected rows, as read_all gives them; make one of what lenet.read gives, "
        "lenet.reading.Row('cheque.png', readings)"
    )


def table_of_dicts(every: Iterable[Mapping[str, Any]]) -> Any:
    """A pyarrow.Table of readings as ``Row.as_dicts`` gives them. LenetError without pyarrow."""
    schema = arrow_schema()
    import pyarrow as pa

    return pa.Table.from_pylist([_typed(one) for one in every], schema)


def flat(one: Mapping[str, Any]) -> dict[str, Any]:
    """An object of the JSON with the four numbers of its box by names of their own."""
    return {**one, **dict(zip(("x", "y", "width", "height"), one.get("box", ()), strict=False))}


def _typed(one: Mapping[str, Any]) -> dict[str, Any]:
    cells = flat(one)
    for name in ("file", "error"):
        if name in cells:  # a file's name may be no text
            cells[name] = in_utf8(cells[name]).decode()
    amount = cells.get("amount")
    if amount is not None:
        fits = len(amount) <= MOST_DIGITS + len(".00")
        cells["amount"] = Decimal(amount) if fits else None
    return cells
