"""A reading as ``lenet read`` writes it: JSON, a line of CSV, words, a row of a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lenet.host.json_text import json_line
from lenet.reading import Row, flat

if TYPE_CHECKING:
    from rich.table import Table

    from lenet.reading import Reading

CSV_COLUMNS = (
    "file", "page", "line", "field", "row", "column", "text", "amount", "confidence", "accepted",
    "reason", "warnings", "x", "y", "width", "height", "error",
)  # fmt: skip
"""The columns of ``lenet read --csv``: of what JSON has, all but the digits and runners-up."""


def json_lines(row: Row) -> str:
    """One JSON object a line."""
    return "".join(json_line(one) + "\n" for one in row.as_dicts())


def csv_heading() -> str:
    """The first line of a CSV."""
    return _csv([CSV_COLUMNS])


def csv_lines(row: Row) -> str:
    """One CSV line a reading; a missing value is empty, several warnings share one cell."""
    return _csv([_csv_cells(one) for one in row.as_dicts()])


def _csv_cells(one: dict[str, Any]) -> list[object]:
    cells = {**flat(one), "warnings": "; ".join(one.get("warnings", ()))}
    if "accepted" in cells:
        cells["accepted"] = "true" if cells["accepted"] else "false"
    return [cells.get(name) for name in CSV_COLUMNS]


def _csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def on_one_line(words: str) -> str:
    """Words for people, with ? for what would break the line or command the terminal."""
    return re.sub("[\0-\x1f\x7f-\x9f\u2028\u2029]", "?", words)


def lines(row: Row) -> str:
    """A line of words a reading, or the line that says why the picture could not be opened."""
    if row.error:
        return f"{on_one_line(row.error)}\n"
    return "".join("  ".join(filter(None, _cells(row, one))) + "\n" for one in row.readings)


def table(rows: Iterable[Row]) -> Table:
    """All readings as a table for a terminal; pictures that could not be opened are left out."""
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    shown = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    shown.add_column("File", overflow="fold")
    wide = any(_place(row, reading) for row in rows for reading in row.readings)
    if wide:
        shown.add_column("Place")
    shown.add_column("Read", style="bold", no_wrap=True)
    shown.add_column("Amount", justify="right", no_wrap=True)
    shown.add_column("Sure", justify="right", no_wrap=True)
    shown.add_column("", overflow="fold")
    for row in rows:
        for reading in row.readings:
            file, place, *cells, verdict = _cells(row, reading)
            style = "" if reading.accepted else "yellow"
            words = [Text(cell) for cell in cells]
            first = [Text(file), *([Text(place)] if wide else [])]
            shown.add_row(*first, *words, Text(verdict, style=style))
    return shown


def _cells(row: Row, reading: Reading) -> tuple[str, str, str, str, str, str]:
    """File, place, digits, amount, confidence, and accepted or why not."""
    amount = "" if reading.amount is None else f"{reading.amount:,.2f}"
    sure = _percent(reading.confidence) if reading.text else ""
    verdict = "accepted" if reading.accepted else "rejected"
    said = "; ".join(filter(None, [reading.reason, *reading.warnings]))
    words = f"{verdict}: {said}" if said else verdict
    return on_one_line(row.file), _place(row, reading), reading.text, amount, sure, words


def _place(row: Row, reading: Reading) -> str:
    """Where a reading is in its file, as far as that does not go without saying.

    The page but for the first; a table's row and column, a field's name, or the line and its box
    as ``--box`` takes it.
    """
    places = [f"page {reading.page}"] if reading.page > 1 else []
    if reading.row is not None:
        places.append(f"row {reading.row}, column {reading.column}")
    elif reading.field:
        places.append(reading.field)
    elif max(one.line for one in row.readings if one.page == reading.page) > 1:
        places.append(f"line {reading.line} at {','.join(map(str, reading.box))}")
    return ", ".join(places)


def _percent(share: float) -> str:
    """A confidence with one decimal; from 99 % on rounded down, so that 100 % means certain."""
    return f"{int(1000 * share + 1e-9) / 10:.1f} %" if share >= 0.99 else f"{100 * share:.1f} %"
