"""The commands that fit a reader to a user's own pictures: calibrate it, train it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.labelled_reading import outcomes_of
from lenet.commands.options import (
    FOLDER,
    json_option,
    seed_option,
    threads_option,
)
from lenet.commands.reading_options import load_reader, max_error_option, reader_option
from lenet.commands.terminal import Output

if TYPE_CHECKING:
    from lenet.reading import Calibration
    from lenet.runs.folder import RunFolder
    from lenet.scoring.labels import Labelled
    from lenet.scoring.score import Outcome


folds_option = click.option(
    "--folds",
    metavar="K",
    default=5,
    type=click.IntRange(2, 1000),
    help="Divide the pictures into K parts; judge each by a fit to the others. [default: 5]",
)
out_option = click.option(
    "--out",
    metavar="FOLDER",
    type=FOLDER,
    help="Folder of the new reader. [default: runs/reader-N, a new one]",
)


@click.command(short_help="Fit a reader's confidence to your own labelled pictures.")
@click.argument("folder", type=FOLDER)
@click.option(
    "--reader", metavar="FOLDER", type=FOLDER, help="Your own reader, calibrated in place."
)
@click.option(
    "--out",
    metavar="FOLDER",
    type=FOLDER,
    help="Calibrate a copy in FOLDER. [default: runs/reader-N]",
)
@max_error_option
@folds_option
@seed_option
@threads_option
@json_option
def calibrate(
    folder: Path, reader: Path | None, out: Path | None, threads: int | None, as_json: bool,
    **how: Any,
) -> None:  # fmt: skip
    """Fit a reader's confidence to the labelled pictures in FOLDER, and when it accepts.

    FOLDER is labelled as for lenet score. Use 500 pictures or more; 5 folds need at least 25.
    calibration.json is written beside the weights of your own reader, or of a copy.

    \b
    Example: lenet calibrate cheques --out my-reader
    """
    from lenet.reading import SHIPPED, Calibration, copy_networks
    from lenet.runs.folder import take_any
    from lenet.scoring.comparison import ANY_ERROR, cross_calibrated, fitted
    from lenet.scoring.labels import read_labels
    from lenet.weights import find

    labelled, own = read_labels(folder), load_reader(reader)
    with take_any(reader) if reader and not out else _new(out) as place:
        raw = outcomes_of(own.calibrated(Calibration()), labelled, ANY_ERROR, threads)
        after = cross_calibrated(raw, **how)
        found = fitted(raw)
        if reader != place.path:
            copy_networks(reader or find(SHIPPED), place.path)
        found.save(place.path)
    _print_comparison(Output(as_json), own.calibration, raw, after, place.path, how)


@click.command(short_help="Train the reader further, on your own labelled strings.")
@click.argument("folder", type=FOLDER)
@reader_option
@out_option
@max_error_option
@folds_option
@seed_option
@threads_option
@json_option
def train_reader(
    folder: Path, reader: Path | None, out: Path | None, threads: int | None, as_json: bool,
    **how: Any,
) -> None:  # fmt: skip
    """Train the reader's networks further on the labelled strings in FOLDER, into a new folder.

    FOLDER is labelled as for lenet score. The gain is measured first, by cross-validation: the
    strings are divided into K parts, and each is read by a reader that was trained on the others.

    \b
    Example: lenet train-reader cheques --out my-reader
    """
    from lenet.reader_training import pens_that_can_be_had
    from lenet.reader_training.strip_training import train
    from lenet.reading import Calibration
    from lenet.scoring.comparison import ANY_ERROR, cross_calibrated, each_from_others, fitted
    from lenet.scoring.labels import read_labels

    output, labelled, own = Output(as_json), read_labels(folder), load_reader(reader)
    count = len(labelled.labels)
    pens = pens_that_can_be_had(output.note)
    train_own = partial(train, own, pens=pens, seed=how["seed"], threads=threads)
    read = partial(outcomes_of, max_error=ANY_ERROR, threads=threads)

    def kept_out(made_from: Sequence[int], judged_by: Sequence[int]) -> list[Outcome]:
        output.note(f"Training on {len(made_from):,} of {count:,}, to judge by the others")
        trained = train_own(_part_of(labelled, made_from))
        return read(trained.calibrated(Calibration()), _part_of(labelled, judged_by))

    with _new(out) as place:
        raw = read(own.calibrated(Calibration()), labelled)
        raw_after = each_from_others(count, kept_out, folds=how["folds"], seed=how["seed"])
        after = cross_calibrated(raw_after, **how)
        output.note(f"Training on all {count:,}")
        train_own(labelled).calibrated(fitted(raw_after)).save(place.path)
    _print_comparison(output, own.calibration, raw, after, place.path, how)


def _new(out: Path | None) -> RunFolder:
    """Take a new folder for a reader, before minutes are spent on its training."""
    from lenet.reading import READER_FILES, SHIPPED
    from lenet.runs.folder import take, take_next

    if out is None:
        return take_next(SHIPPED, leftovers=READER_FILES)
    return take(out, READER_FILES)


def _part_of(labelled: Labelled, places: Sequence[int]) -> Labelled:
    return replace(labelled, labels=[labelled.labels[place] for place in places])


def _print_comparison(
    output: Output,
    before: Calibration,
    raw: list[Outcome],
    after: list[Outcome],
    place: Path,
    how: dict[str, Any],
) -> None:
    from lenet.scoring.comparison import calibrated, compared, in_words

    found = compared(calibrated(raw, before, how["max_error"]), after, how["folds"])
    words = f"{in_words(found, how['max_error'])}\nWrote {place}; lenet read --reader {place}"
    output.result(words, {"reader": str(place), "max_error": how["max_error"], **found.as_dict()})
