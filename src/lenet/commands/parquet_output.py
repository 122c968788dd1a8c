"""Readings as a Parquet file, through pyarrow, which the extra ``parquet`` installs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from lenet.commands.reading_rows import flat

if TYPE_CHECKING:
    from lenet.reading import Row

ROWS_IN_MEMORY = 10_000
"""So many rows make a group of the file, and are in memory at once."""

MOST_DIGITS = 36
"""Digits before the point of an amount in a decimal of 128 bits; a longer one is in ``text`` alone.
"""


def write_parquet(rows: Iterable[Row], file: BinaryIO) -> None:
    """Write a row a reading, with the columns of the CSV and their types. OSError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole, text = pa.int32(), pa.string()
    schema = pa.schema(
        {
            "file": text, "page": whole, "line": whole, "field": text, "row": whole,
            "column": whole, "text": text,
            "amount": pa.decimal128(MOST_DIGITS + 2, 2), "confidence": pa.float64(),
            "accepted": pa.bool_(), "reason": text, "warnings": pa.list_(text),
            "x": whole, "y": whole, "width": whole, "height": whole, "error": text,
        }
    )  # fmt: skip
    every = (_typed(one) for row in rows for one in row.as_dicts())
    with pq.ParquetWriter(file, schema) as writer:
        while group := list(islice(every, ROWS_IN_MEMORY)):
            writer.write_table(pa.Table.from_pylist(group, schema))


def _typed(one: dict[str, Any]) -> dict[str, Any]:
    cells = flat(one)
    amount = cells.get("amount")
    if amount is not None:
        fits = len(amount) <= MOST_DIGITS + len(".00")
        cells["amount"] = Decimal(amount) if fits else None
    return cells
