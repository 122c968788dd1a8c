"""The rows of a part as a file: JSON lines, or Parquet; and what a file holds, counted."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from lenet.host.json_text import json_line
from lenet.reading import Row, table_of_dicts

JSON_LINES, PARQUET = "jsonl", "parquet"
FORMS = JSON_LINES, PARQUET


class PartCounts(NamedTuple):
    """What a part holds: readings, how many of them are accepted, pictures that were not read."""

    readings: int
    accepted: int
    errors: int


def lines_of(rows: Iterable[Row]) -> bytes:
    """Rows as ``lenet read --json`` writes them, an object a line."""
    return "".join(f"{json_line(one)}\n" for row in rows for one in row.as_dicts()).encode()


def part_file(lines: bytes, form: str) -> bytes:
    """A part's file in a form, of its JSON lines."""
    if form == JSON_LINES:
        return lines
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(table_of_dicts(_objects(lines)), file)
    return file.getvalue()


def counts_of(content: bytes, form: str) -> PartCounts:
    """What a part's file holds."""
    if form == JSON_LINES:
        every = _objects(content)
    else:
        import pyarrow.parquet as pq

        every = pq.read_table(io.BytesIO(content), columns=["accepted", "error"]).to_pylist()
    errors = sum(one.get("error") is not None for one in every)
    accepted = sum(bool(one.get("accepted")) for one in every)
    return PartCounts(len(every) - errors, accepted, errors)


def _objects(lines: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]
