"""The command that reproduces the paper of 1998."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lenet.commands.options import (
    FOLDER,
    data_dir_option,
    data_option,
    json_option,
    threads_option,
)
from lenet.commands.terminal import Output


@click.command(short_help="Reproduce the paper of 1998: train, measure, write a page.")
@click.option(
    "--out",
    metavar="FOLDER",
    type=FOLDER,
    default="paper",
    help="Folder to write to. [default: paper]",
)
@click.option("--quick", is_flag=True, help="Train with one seed instead of ten.")
@click.option(
    "--seeds",
    metavar="N",
    type=click.IntRange(1, 1000),
    help="Seeds of each training. [default: 10]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask scheduler train, such as tcp://HOST:8786; they share FOLDER.",
)
@threads_option
@data_option
@data_dir_option
@json_option
def paper(
    out: Path,
    quick: bool,
    seeds: int | None,
    scheduler: str | None,
    threads: int | None,
    data: str | None,
    data_dir: str | None,
    as_json: bool,
) -> None:
    """Reproduce what the paper of 1998 reports: index.html and results.json in FOLDER.

    Ctrl-C keeps the finished trainings; the same command continues from there.

    \b
    Example: lenet paper --quick
    """
    from lenet.datasets.where import Where
    from lenet.many.task_progress import TaskProgress, TaskProgressBar
    from lenet.paper.reproduction import PAGE, QUICK_SEEDS, SEEDS, reproduce

    if quick and seeds is not None:
        raise click.UsageError("--quick is one seed: leave out --seeds.")
    output, where = Output(as_json), Where(data or "mnist", data_dir)
    count = QUICK_SEEDS if quick else seeds or SEEDS
    progress = TaskProgressBar() if output.for_people else TaskProgress()
    found = reproduce(
        where,
        out,
        seeds=count,
        threads=threads,
        scheduler=scheduler,
        progress=progress,
        told=output.note,
    )
    output.result(f"{_beside_the_paper(found)}\n{out / PAGE}", found)


def _beside_the_paper(found: dict[str, Any]) -> str:
    from lenet.paper.tables import rate

    shown = []
    for words, kind in (("Test error", "plain"), ("With distortions", "distorted")):
        item = found["items"]["test_error"][kind]
        shown.append(f"{words} {rate(item)}; the paper {item['paper_percent']:.2f} %")
    return "\n".join(shown)
