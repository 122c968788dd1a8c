"""The commands that read strings, and that count how well they are read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import (
    FOLDER,
    json_option,
    max_error_option,
    reader_option,
    threads_option,
)
from lenet.commands.reading_options import Boxes, Pattern, as_written, field_boxes, raised_limits
from lenet.commands.terminal import AT_FAULT, Voice, fail
from lenet.errors import DataError

if TYPE_CHECKING:
    from lenet.reading.batch import Reads, Row
    from lenet.scoring.labels import Labelled
    from lenet.scoring.score import Outcome

MANY = 10
"""From so many pictures on a bar shows how far the reading is."""


by_option = click.option(
    "--by",
    type=click.Choice(["sweep", "pieces", "both"]),
    default="sweep",
    help="How lines are looked at: swept, piece by piece, or both. [default: sweep]",
)


def load_reader(folder: Path | None, by: str = "sweep") -> Reads:
    """The reader in a folder, or the one that comes with the package; see ``Reader.by``."""
    from lenet.reading.reader import Reader

    return Reader.load(folder).by(by)


@click.command(short_help="Read handwritten digits: strings, amounts, forms.")
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True)
@click.option("--digits", is_flag=True, help="Read digits alone; without it, amounts of money.")
@click.option(
    "--length", metavar="N", type=click.IntRange(1, 100), help="Read strings of N digits."
)
@click.option(
    "--pattern",
    metavar="REGEX",
    type=Pattern(),
    help="Read strings of this pattern, \\d{2}\\.\\d{2}\\.\\d{4} for example.",
)
@click.option(
    "--box",
    "boxes",
    metavar="X,Y,W,H",
    type=Boxes(),
    multiple=True,
    help="Read this box of each picture, in pixels; again for more boxes.",
)
@click.option(
    "--form",
    metavar="FILE",
    type=FOLDER,
    help='Read the named boxes of a JSON: {"amount": [X, Y, W, H]}.',
)
@max_error_option
@click.option(
    "--explain", metavar="FOLDER", type=FOLDER, help="Write every step's picture into FOLDER."
)
@click.option(
    "--max-side",
    metavar="PIXELS",
    type=click.IntRange(1, 1_000_000),
    help="Open pictures of up to so many pixels a side. [default: 8192]",
)
@by_option
@reader_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, a line a reading.")
@json_option
@click.option(
    "--out", metavar="FILE", type=FOLDER, help="Write there; as CSV or JSON where its name says so."
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
    """Read the strings of digits in each PICTURE: what, how sure, and accepted or rejected.

    A PICTURE is a file (of several pages, all), a folder of them, or - for standard input. A
    reading is accepted when it is so sure that one in a hundred of the accepted is wrong at most.

    \b
    Example: lenet read cheque.jpg scans/
    """
    from lenet.pictures.named_files import picture_files
    from lenet.reading import ReadOptions, read_all

    form = as_written(as_json, as_csv, out)
    boxes = field_boxes(asked.pop("boxes"), asked.pop("form"))
    free = asked.pop("digits") or asked["length"] or asked["pattern"]
    limits = raised_limits(asked.pop("max_side"))
    what = ReadOptions("digits" if free else "amount", boxes=boxes, limits=limits, **asked)
    files = list(picture_files(pictures, sys.stdin.buffer))
    rows = read_all(load_reader(reader, by), files, what, workers=threads, explain_in=explain)
    faults = form.write(_watched(rows, len(files), form.streams), out)
    if faults:
        many = f"{len(faults):,} of {len(files):,} pictures could not be read"
        for fault in [many] if len(faults) > 1 and form.streams else faults:
            fail(fault)
        ctx.exit(AT_FAULT)


def _watched(rows: Iterable[Row], count: int, streams: bool) -> Iterator[Row]:
    """Show a bar on stderr while rows come, if a person waits there for many."""
    told_elsewhere = streams and sys.stdout.isatty()
    if count < MANY or told_elsewhere or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(rows, "Reading", total=count, console=console, transient=True)


@click.command(short_help="Count how well strings are read, on labelled pictures.")
@click.argument("folder", type=FOLDER)
@max_error_option
@by_option
@reader_option
@click.option("--out", metavar="FOLDER", type=FOLDER, default="score", help="[default: score]")
@threads_option
@json_option
@click.pass_context
def score(
    ctx: click.Context,
    folder: Path,
    max_error: float,
    by: str,
    reader: Path | None,
    out: Path,
    threads: int | None,
    as_json: bool,
) -> None:
    """Read the labelled pictures in FOLDER and count: right, wrong, rejected.

    FOLDER has a labels.csv with the columns file and amount, text or digit; or folders that are
    called by the digits in their pictures. Two figures, the counts and every outcome are written.

    \b
    Example: lenet score cheques
    """
    from lenet.runs.folder import take_any
    from lenet.scoring.labels import read_labels
    from lenet.scoring.report import in_words, write_report
    from lenet.scoring.score import score_strings

    labelled = read_labels(folder)
    with take_any(out):
        outcomes = outcomes_of(load_reader(reader, by), labelled, max_error, threads)
        result = score_strings(outcomes)
        write_report(result, labelled.ink_of, out)
    written = f"{out}: curves, mistakes, outcomes and score"
    told = f"{in_words(result, max_error)}\n\nWrote {written}."
    Voice(as_json).answer(told, {**result.as_dict(), "max_error": max_error, "folder": str(out)})
    faults = [one.error for one in outcomes if one.error]
    if faults:
        many = f"{len(faults):,} of {len(outcomes):,} pictures could not be read"
        fail(faults[0] if len(faults) == 1 else many)
        ctx.exit(AT_FAULT)


def outcomes_of(
    reader: Reads, labelled: Labelled, max_error: float, threads: int | None
) -> list[Outcome]:
    """Read labelled pictures and judge each. DataError when not one of them can be opened."""
    from lenet.reading.batch import read_all
    from lenet.scoring.labels import judge

    labels = labelled.labels
    files = [label.file for label in labels]
    rows = read_all(reader, files, labelled.read_options(max_error), workers=threads)
    watched = _watched(rows, len(files), streams=False)
    found = [judge(label, row) for label, row in zip(labels, watched, strict=True)]
    if all(one.error for one in found):
        raise DataError(f"not one of {len(found):,} pictures could be read: {found[0].error}")
    return found
