"""``history.csv``: a row an epoch, with its number from 1 and each figure in full precision."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from lenet.errors import DataError
from lenet.host.files import read_at_most

LARGEST_HISTORY = 20_000_000  # bytes
MOST_EPOCHS, MOST_FIGURES = 100_000, 100

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
        if epochs > MOST_EPOCHS:
            raise ValueError(f"expected at most {MOST_EPOCHS} epochs, received {epochs}")
        lines = csv.reader(io.StringIO(read_at_most(path, LARGEST_HISTORY).decode(), newline=""))
        names = next(lines, [])
        if names[:1] != ["epoch"] or len(names) > MOST_FIGURES:
            raise ValueError(f"expected epoch and at most {MOST_FIGURES} figures")
        rows = list(itertools.islice(lines, epochs))
        if len(rows) < epochs:
            raise ValueError(f"expected {epochs} epochs, received {len(rows)}")
        return {
            name: [float(row[column]) for row in rows]
            for column, name in enumerate(names[1:], start=1)
        }
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except (ValueError, IndexError, csv.Error) as error:
        raise DataError(f"{path} is not this run's history: {error}") from error
