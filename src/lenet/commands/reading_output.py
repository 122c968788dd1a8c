"""How readings are written: as JSON, CSV, a table or words, to stdout or to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenet.commands.streams import echo, to_output

if TYPE_CHECKING:
    from lenet.reading import Row

JSON, CSV, TABLE, WORDS = "json", "csv", "table", "words"
ENDINGS = {".json": JSON, ".jsonl": JSON, ".csv": CSV}


@dataclass(frozen=True)
class OutputForm:
    """Writes rows as JSON, as CSV, as a table for a terminal, or in words."""

    form: str

    @property
    def streams(self) -> bool:
        """Whether each row is written when it is read. A table needs all rows for its widths."""
        return self.form != TABLE

    def write(self, rows: Iterable[Row], out: Path | None) -> list[str]:
        """Write rows to stdout, or to ``out`` whole or not at all; return the errors."""
        from lenet.host.files import in_utf8, sweep_parts, whole_file

        faults: list[str] = []
        if self.form == TABLE:
            _print_table(rows, faults)
        elif out is None:
            for text in self._texts(rows, faults):
                echo(text, nl=False)
        else:
            sweep_parts(out.parent, f"{out.name}.")
            with whole_file(out) as file:
                file.writelines(map(in_utf8, self._texts(rows, faults)))
        return faults

    def _texts(self, rows: Iterable[Row], faults: list[str]) -> Iterable[str]:
        from lenet.commands import reading_rows

        lines = {
            JSON: reading_rows.json_lines,
            CSV: reading_rows.csv_lines,
            WORDS: reading_rows.lines,
        }[self.form]
        if self.form == CSV:
            yield reading_rows.csv_heading()
        for row in rows:
            faults += [row.error] if row.error else []
            yield lines(row)


def output_form(as_json: bool, as_csv: bool, out: Path | None) -> OutputForm:
    """The form that the options or the name of ``out`` ask for. UsageError for two at once."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms: leave out one.")
    if as_json or as_csv:
        return OutputForm(JSON if as_json else CSV)
    if out is not None:
        return OutputForm(ENDINGS.get(out.suffix.lower(), WORDS))
    return OutputForm(TABLE if sys.stdout.isatty() else WORDS)


def _print_table(rows: Iterable[Row], faults: list[str]) -> None:
    """Print the rows that are finished, also when Ctrl-C ends the reading."""
    from rich.console import Console

    from lenet.commands.reading_rows import table

    finished: list[Row] = []
    try:
        for row in rows:
            if row.error:
                faults.append(row.error)
            else:
                finished.append(row)
    finally:
        if finished:
            with to_output():
                Console(highlight=False).print(table(finished))
