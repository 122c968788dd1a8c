"""The command that reads pictures."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import FOLDER, json_option
from lenet.commands.progress_bar import with_progress_bar
from lenet.commands.read_in_parts import is_folder, listed, read_in_parts
from lenet.commands.reading_options import (
    BoxType,
    LengthType,
    PatternType,
    by_option,
    field_boxes,
    load_reader,
    max_error_option,
    processes_option,
    raised_limits,
    reader_option,
)
from lenet.commands.reading_output import output_form
from lenet.commands.terminal import AT_FAULT, fail

if TYPE_CHECKING:
    from lenet.pictures.limits import Limits
    from lenet.reading import Row


@click.command(short_help="Read handwritten digits: strings, amounts, forms.")
@click.argument("pictures", metavar="PICTURE...", nargs=-1)
@click.option(
    "--list",
    "names",
    metavar="FILE",
    type=FOLDER,
    help="Read what FILE names as well, a name a line; - is standard input.",
)
@click.option("--digits", is_flag=True, help="Read digits; without it, amounts of money.")
@click.option(
    "--length", metavar="N", type=LengthType(), help="Read strings of N digits, 1 to 100."
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
@click.option(
    "--cells", is_flag=True, help="Read each cell of tables and combs: with its row and column."
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
@click.option(
    "--accepted-only",
    is_flag=True,
    help="Leave out what is rejected and lines without ink; errors stay.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a line a reading.")
@json_option
@click.option(
    "--out",
    metavar="FILE",
    help="Write to FILE, which ends in .csv, .json or .jsonl (an object a line), .parquet or .txt; "
    "to a folder or an address, in parts that are not read again: scans/, s3://bucket/readings.",
)
@click.option("--parquet", is_flag=True, help="Write the parts in a folder as Parquet.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster read, into a folder: tcp://HOST:8786.",
)
@processes_option
@click.pass_context
def read(
    ctx: click.Context,
    /,
    *,
    pictures: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    accepted_only: bool,
    out: str | None,
    names: Path | None,
    parquet: bool,
    scheduler: str | None,
    explain: Path | None,
    by: str,
    reader: Path | None,
    threads: int | None,
    **asked: Any,
) -> None:
    """Read the strings of digits in each PICTURE: text, confidence, and accepted or rejected.

    A PICTURE is a file with one or more pages, a folder of files, a zip or tar file, a pattern, an
    address such as s3://bucket/scans, or - for standard input. A reading is accepted if its
    confidence is so high that at most one in a hundred accepted readings is wrong.

    \b
    Example: lenet read cheque.jpg scans/
    """
    from lenet.pictures.limits import LIMITS
    from lenet.pictures.named_files import picture_files
    from lenet.reading import ReadOptions, grammar_of, read_all

    if names is not None:
        pictures += tuple(listed(names))
    if not pictures:
        raise click.UsageError("Missing argument 'PICTURE...'.")
    if asked["cells"] and (asked["boxes"] or asked["form"]):
        raise click.UsageError("--cells finds the boxes: leave out --box and --form.")
    boxes = field_boxes(asked.pop("boxes"), asked.pop("form"))
    grammar = grammar_of(asked.pop("digits"), asked["length"], asked["pattern"])
    limits = raised_limits(asked.pop("max_side"))
    if is_folder(out, scheduler):
        if explain is not None or as_csv:
            raise click.UsageError("Parts in a folder have no --explain and no --csv.")
        if scheduler is not None and threads is not None:
            raise click.UsageError("--threads is for this machine: leave it out with --scheduler.")
        read_in_parts(
            ctx, pictures, str(out), as_json=as_json, reader=load_reader(reader, by),
            form="parquet" if parquet else "jsonl", accepted_only=accepted_only,
            scheduler=scheduler, workers=threads, grammar=grammar, boxes=boxes, limits=limits,
            **asked,
        )  # fmt: skip
        return
    if parquet:
        raise click.UsageError("--parquet is for --out FOLDER; a FILE's name ends in .parquet.")
    place = None if out is None else Path(out)
    form = output_form(as_json, as_csv, place)
    files = list(picture_files(pictures, sys.stdin.buffer))
    options = ReadOptions(grammar, boxes=boxes, limits=limits, **asked)
    rows = read_all(load_reader(reader, by), files, options, workers=threads, explain_in=explain)
    rows = with_progress_bar(rows, len(files), on_stdout=form.streams and place is None)
    rows = (_with_hint(row, limits or LIMITS) for row in rows)
    if accepted_only:
        rows = (row.accepted_only() for row in rows)
    faults = form.write(rows, place)
    if faults:
        for sentence in form.untold(faults, len(files), place):
            fail(sentence)
        ctx.exit(AT_FAULT)


def _with_hint(row: Row, limits: Limits) -> Row:
    """The row; the error of a picture that is too large names the option that allows it."""
    if limits.largest not in row.error:
        return row
    return replace(row, error=f"{row.error}; --max-side opens larger ones")
