"""What the options of ``lenet read`` may be, and the form its answers are written in."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lenet.pictures.boxes import Box
    from lenet.pictures.limits import Limits
    from lenet.reading.batch import Row

JSON, CSV, TABLE, WORDS = "json", "csv", "table", "words"
ENDINGS = {".json": JSON, ".jsonl": JSON, ".csv": CSV}


class Pattern(click.ParamType[str]):
    """A pattern that a reader can follow; another is wrong usage."""

    name = "pattern"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from lenet.errors import PatternError
        from lenet.reading.texts.pattern import automaton_of_pattern

        if value == "":
            self.fail("expected a pattern, received an empty one.", param, ctx)
        try:
            automaton_of_pattern(value)
        except PatternError as error:
            self.fail(f"{error}.", param, ctx)
        return str(value)


class Boxes(click.ParamType["Box"]):
    """``x,y,width,height`` in pixels; anything else is wrong usage."""

    name = "box"

    def convert(self, value: Any, param: Any, ctx: Any) -> Box:
        from lenet.errors import DataError
        from lenet.reading.form import parse_box

        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # click converts what it has converted
        try:
            return parse_box(value)
        except DataError as error:
            self.fail(f"{error}.", param, ctx)


def field_boxes(boxes: tuple[Box, ...], form: Path | None) -> dict[str, Box] | None:
    """The boxes to read, by name; None without any. UsageError for both kinds at once."""
    from lenet.reading.form import numbered, read_form

    if boxes and form is not None:
        raise click.UsageError("--form names every box: leave out --box.")
    if form is not None:
        return read_form(form)
    return numbered(boxes) if boxes else None


def raised_limits(side: int | None) -> Limits | None:
    """The limits that allow pictures of so many pixels a side; None without a wish."""
    from lenet.pictures.limits import LIMITS, Limits

    if side is None:
        return None
    return Limits(side, side * side, LIMITS.pages, LIMITS.bytes)


@dataclass(frozen=True)
class Written:
    """The form of the answers: JSON, CSV, a table for a terminal, or words elsewhere."""

    form: str

    @property
    def streams(self) -> bool:
        """Whether each row is written as it comes. A table needs all rows for its widths."""
        return self.form != TABLE

    def write(self, rows: Iterable[Row], out: Path | None) -> list[str]:
        """Write rows to stdout, or to ``out`` whole or not at all; return what was at fault."""
        from lenet.host.files import in_utf8, whole_file

        faults: list[str] = []
        if self.form == TABLE:
            _print_table(rows, faults)
        elif out is None:
            for text in self._texts(rows, faults):
                click.echo(text, nl=False)
        else:
            with whole_file(out) as file:
                file.writelines(map(in_utf8, self._texts(rows, faults)))
        return faults

    def _texts(self, rows: Iterable[Row], faults: list[str]) -> Iterable[str]:
        from lenet.commands import reading_output as reading_rows

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


def as_written(as_json: bool, as_csv: bool, out: Path | None) -> Written:
    """The form that was asked for, or that the name of ``out`` says. UsageError for two."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two forms: leave out one.")
    if as_json or as_csv:
        return Written(JSON if as_json else CSV)
    if out is not None:
        return Written(ENDINGS.get(out.suffix.lower(), WORDS))
    return Written(TABLE if sys.stdout.isatty() else WORDS)


def _print_table(rows: Iterable[Row], faults: list[str]) -> None:
    """Print what there is also when Ctrl-C ends the reading."""
    from rich.console import Console

    from lenet.commands.reading_output import table

    finished: list[Row] = []
    try:
        for row in rows:
            if row.error:
                faults.append(row.error)
            else:
                finished.append(row)
    finally:
        if finished:
            Console(highlight=False).print(table(finished))
