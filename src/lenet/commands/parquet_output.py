"""Readings as a Parquet file, through pyarrow, which the extra ``parquet`` installs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from lenet.reading import arrow_schema, table_of_dicts

if TYPE_CHECKING:
    from lenet.reading import Row

ROWS_IN_MEMORY = 10_000
"""So many rows make a group of the file, and are in memory at once."""


def write_parquet(rows: Iterable[Row], file: BinaryIO) -> None:
    """Write a row a reading, with the columns of the CSV and their types. OSError."""
    import pyarrow.parquet as pq

    every = (one for row in rows for one in row.as_dicts())
    with pq.ParquetWriter(file, arrow_schema()) as writer:
        while group := list(islice(every, ROWS_IN_MEMORY)):
            writer.write_table(table_of_dicts(group))
