"""The command that reads pictures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from lenet.commands.options import (
    FOLDER,
    json_option,
    threads_option,
)
from lenet.commands.progress_bar import with_progress_bar
from lenet.commands.reading_options import (
    BoxType,
    PatternType,
    by_option,
    field_boxes,
    load_reader,
    max_error_option,
    raised_limits,
    reader_option,
)
from lenet.commands.reading_output import output_form
from lenet.commands.terminal import AT_FAULT, fail


@click.command(short_help="Read handwritten digits: strings, amounts, forms.")
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True)
@click.option("--digits", is_flag=True, help="Read digits; without it, amounts of money.")
@click.option(
    "--length", metavar="N", type=click.IntRange(1, 100), help="Read strings of N digits."
)
@click.option(
    "--pattern",
    metavar="REGEX",
    type=PatternType(),
    help="Read strings of this pattern, \\d{2}\\.\\d{2}\\.\\d{4} for example.",
)
@click.option(
    "--box",
    "boxes",
    metavar="X,Y,W,H",
    type=BoxType(),
    multiple=True,
    help="Read this box of each picture, in pixels; give it again for more boxes.",
)
@click.option(
    "--form",
    metavar="FILE",
    type=FOLDER,
    help='Read the named boxes of a JSON file: {"amount": [X, Y, W, H]}.',
)
@max_error_option
@click.option(
    "--explain", metavar="FOLDER", type=FOLDER, help="Write a picture of every step into FOLDER."
)
@click.option(
    "--max-side",
    metavar="PIXELS",
    type=click.IntRange(1, 1_000_000),
    help="Largest side of a picture that is opened. [default: 8192]",
)
@by_option
@reader_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a line a reading.")
@json_option
@click.option(
    "--out",
    metavar="FILE",
    type=FOLDER,
    help="Write to FILE: as CSV or JSON if its name ends so, else in words.",
)
@threads_option
@click.pass_context
def read(
    ctx: click.Context,
    /,
    *,
    pictures: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    out: Path | None,
    explain: Path | None,
    by: str,
    reader: Path | None,
    threads: int | None,
    **asked: Any,
) -> None:
    """Read the strings of digits in each PICTURE: text, confidence, and accepted or rejected.

    A PICTURE is a file with one or more pages, a folder of files, or - for standard input. A
    reading is accepted if its confidence is so high that at most one in a hundred accepted readings
    is wrong.

    \b
    Example: lenet read cheque.jpg scans/
    """
    from lenet.pictures.named_files import picture_files
    from lenet.reading import ReadOptions, grammar_of, read_all

    form = output_form(as_json, as_csv, out)
    boxes = field_boxes(asked.pop("boxes"), asked.pop("form"))
    grammar = grammar_of(asked.pop("digits"), asked["length"], asked["pattern"])
    limits = raised_limits(asked.pop("max_side"))
    files = list(picture_files(pictures, sys.stdin.buffer))
    options = ReadOptions(grammar, boxes=boxes, limits=limits, **asked)
    rows = read_all(load_reader(reader, by), files, options, workers=threads, explain_in=explain)
    faults = form.write(with_progress_bar(rows, len(files), on_stdout=form.streams), out)
    if faults:
        many = f"{len(faults):,} of {len(files):,} pictures could not be read"
        for fault in [many] if len(faults) > 1 and form.streams else faults:
            fail(fault)
        ctx.exit(AT_FAULT)
