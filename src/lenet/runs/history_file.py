"""``history.csv``: a row an epoch, with its number from 1 and each figure in full precision."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from lenet.errors import DataError

Columns = dict[str, list[float]]


def history_csv(columns: Mapping[str, Sequence[float]]) -> str:
    """Lists of figures by name, all of the same length, as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *columns])
    for epoch, row in enumerate(zip(*columns.values(), strict=True), start=1):
        writer.writerow([epoch, *map(repr, row)])
    return text.getvalue()


def read_history(path: Path, epochs: int) -> Columns:
    """The figures of the first ``epochs`` epochs. DataError if the file does not have them."""
    if epochs == 0:
        return {}
    try:
        names, *rows = csv.reader(path.read_text().splitlines())
        if names[0] != "epoch" or len(rows) < epochs:
            raise ValueError(f"expected {epochs} epochs, received {len(rows)}")
        return {
            name: [float(row[column]) for row in rows[:epochs]]
            for column, name in enumerate(names[1:], start=1)
        }
    except (ValueError, IndexError, csv.Error) as error:
        raise DataError(f"{path} is not this run's history: {error}") from error
