"""The command that counts how well a reader reads."""

from __future__ import annotations

from pathlib import Path

import click

from lenet.commands.labelled_reading import outcomes_of
from lenet.commands.options import (
    FOLDER,
    json_option,
)
from lenet.commands.reading_options import (
    by_option,
    load_reader,
    max_error_option,
    processes_option,
    reader_option,
)
from lenet.commands.terminal import AT_FAULT, Output, fail


@click.command(short_help="Count how well strings are read, on labelled pictures.")
@click.argument("folder", type=FOLDER)
@max_error_option
@by_option
@reader_option
@click.option(
    "--out",
    metavar="FOLDER",
    type=FOLDER,
    default="score",
    help="Folder to write to. [default: score]",
)
@processes_option
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

    FOLDER has a labels.csv with the columns file and amount, text or digit; or it has a folder of
    pictures for each digit, named by the digit. Two figures, the counts and every outcome are
    written.

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
    Output(as_json).result(told, {**result.as_dict(), "max_error": max_error, "folder": str(out)})
    faults = [one.error for one in outcomes if one.error]
    if faults:
        many = f"{len(faults):,} of {len(outcomes):,} pictures could not be read"
        fail(faults[0] if len(faults) == 1 else many)
        ctx.exit(AT_FAULT)
