"""How readings are written: as JSON, CSV, Parquet, a table or words, to stdout or to a file."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenet.commands.streams import echo, to_output
from lenet.commands.terminal import fail
from lenet.errors import LenetError

if TYPE_CHECKING:
    from lenet.reading import Row

JSON, CSV, PARQUET, TABLE, WORDS = "json", "csv", "parquet", "table", "words"
ENDINGS = {".csv": CSV, ".json": JSON, ".jsonl": JSON, ".parquet": PARQUET, ".txt": WORDS}
"""The form that the ending of a file's name stands for."""


@dataclass(frozen=True)
class OutputForm:
    """Writes rows as JSON, as CSV, as Parquet, as a table for a terminal, or in words."""

    form: str

    @property
    def streams(self) -> bool:
        """Whether each row is written when it is read. A table needs all rows for its widths."""
        return self.form != TABLE

    def write(self, rows: Iterable[Row], out: Path | None) -> list[str]:
        """Write rows to stdout, or to ``out`` whole or not at all; return their errors.

        In words on stdout, errors go to stderr instead, in their order among the readings.
        """
        faults: list[str] = []
        rows = _noted(rows, faults)
        if out is not None:
            self._write_file(rows, out)
        elif self.form == TABLE:
            _print_table(rows)
        else:
            self._print(_told(rows) if self.form == WORDS else rows)
        return faults

    def untold(self, faults: list[str], count: int, out: Path | None) -> list[str]:
        """What stderr is still to say of errors among ``count`` pictures; none is said twice."""
        many = f"{len(faults):,} of {count:,} pictures could not be read"
        if out is not None:
            return faults if len(faults) == 1 else [many]
        if self.form == TABLE:
            return faults
        return [many] if self.form != WORDS or len(faults) > 1 else []

    def _print(self, rows: Iterable[Row]) -> None:
        for text in self._texts(rows):
            echo(text, nl=False)

    def _write_file(self, rows: Iterable[Row], out: Path) -> None:
        from lenet.host.files import in_utf8, sweep_parts, whole_file

        sweep_parts(out.parent, f"{out.name}.")
        with whole_file(out) as file:
            if self.form == PARQUET:
                from lenet.commands.parquet_output import write_parquet

                write_parquet(rows, file)
            else:
                file.writelines(map(in_utf8, self._texts(rows)))

    def _texts(self, rows: Iterable[Row]) -> Iterator[str]:
        from lenet.commands import reading_rows

        lines = {
            JSON: reading_rows.json_lines,
            CSV: reading_rows.csv_lines,
            WORDS: reading_rows.lines,
        }[self.form]
        if self.form == CSV:
            yield reading_rows.csv_heading()
        yield from map(lines, rows)


def output_form(as_json: bool, as_csv: bool, out: Path | None) -> OutputForm:
    """The form that the options or the name of ``out`` ask for.

    UsageError for two at once, or an ending that stands for none; LenetError without pyarrow.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms: leave out one.")
    if as_json or as_csv:
        return OutputForm(JSON if as_json else CSV)
    if out is not None:
        return OutputForm(_form_of(out))
    return OutputForm(TABLE if sys.stdout.isatty() else WORDS)


def _form_of(out: Path) -> str:
    """The form of a file by its ending; words without one. UsageError for another ending."""
    if not out.suffix:
        return WORDS
    form = ENDINGS.get(out.suffix.lower())
    if form is None:
        raise click.UsageError(
            f"--out {out}: expected a name that ends in {', '.join(ENDINGS)}; "
            "for another name, say --csv or --json."
        )
    if form == PARQUET and not importlib.util.find_spec("pyarrow"):
        raise LenetError(f"{out} needs pyarrow: pip install 'lenet[parquet]'")
    return form


def _noted(rows: Iterable[Row], faults: list[str]) -> Iterator[Row]:
    """The rows; their errors are noted as well."""
    for row in rows:
        faults += [row.error] if row.error else []
        yield row


def _told(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with readings; the errors of the others are told on stderr."""
    from lenet.commands.reading_rows import on_one_line

    for row in rows:
        if row.error:
            fail(on_one_line(row.error))
        else:
            yield row


def _print_table(rows: Iterable[Row]) -> None:
    """Print the rows that are finished, also when Ctrl-C ends the reading."""
    from rich.console import Console

    from lenet.commands.reading_rows import table

    finished: list[Row] = []
    try:
        for row in rows:
            if not row.error:
                finished.append(row)
    finally:
        if finished:
            with to_output():
                Console(highlight=False).print(table(finished))
