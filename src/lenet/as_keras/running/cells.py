"""A notebook's JSON -> the source of its cells of code."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from lenet.errors import DataError
from lenet.host.files import read_at_most
from lenet.host.json_text import parse_json

MOST_BYTES = 2**27
"""Of a notebook with its pictures."""

MOST_CELLS = 10_000


class Cell(NamedTuple):
    """A cell of code: its number among all cells of code, from 1, and its source."""

    number: int
    source: str


def cells_of(path: Path) -> list[Cell]:
    """The cells of code of a notebook. OSError; DataError for a file that is no notebook."""
    try:
        found = parse_json(read_at_most(path, MOST_BYTES))
    except ValueError as error:
        raise DataError(f"expected a notebook in {path}: {error}") from error
    sheets = found.get("worksheets") if isinstance(found, dict) else None
    first = sheets[0] if isinstance(sheets, list) and sheets else found  # of notebooks before 2015
    cells = first.get("cells") if isinstance(first, dict) else None
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise DataError(f"expected a notebook with at most {MOST_CELLS} cells in {path}")
    sources = [
        _text(cell.get("source", cell.get("input", "")))
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return [Cell(number, source) for number, source in enumerate(sources, 1)]


def _text(source: Any) -> str:
    """A cell's text, which may stand there line by line. DataError for anything else."""
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise DataError("expected the text of a notebook's cell, received something else")
    return "".join(lines)
