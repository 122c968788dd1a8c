"""``lenet read --out FOLDER``: very many pictures, into parts, by this machine or by a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.terminal import AT_FAULT, Output

if TYPE_CHECKING:
    from lenet.many import Manifest

Report = Callable[[int, int], object]


def is_folder(out: str | None, scheduler: str | None) -> bool:
    """Whether readings are to be written in parts: to a folder that is there, or ends with /."""
    from lenet.pictures.addresses.remote import is_remote

    if scheduler is not None and out is None:
        raise click.UsageError("--scheduler needs --out FOLDER, which all workers share.")
    if out is None:
        return False
    return scheduler is not None or out.endswith("/") or is_remote(out) or Path(out).is_dir()


def read_in_parts(
    ctx: click.Context, names: Sequence[str], out: str, *, as_json: bool, **asked: Any
) -> None:
    """Read into a folder, show how far it is, and say what was written."""
    from lenet.many import read_many

    with _shown() as report:
        made = read_many(names, out, progress=report, **asked)
    told = {"folder": out, "pictures": made.pictures, "readings": made.readings}
    told |= {"accepted": made.accepted, "errors": made.errors, "parts": len(made.parts)}
    Output(as_json).result(_in_words(made, out), told)
    if made.errors:
        ctx.exit(AT_FAULT)


def _in_words(made: Manifest, out: str) -> str:
    errors = f"; {made.errors:,} pictures could not be read" if made.errors else ""
    parts = "1 part" if len(made.parts) == 1 else f"{len(made.parts):,} parts"
    return (
        f"{made.pictures:,} pictures: {made.readings:,} readings, {made.accepted:,} accepted"
        f"{errors}\nWrote {parts} and manifest.json in {out}"
    )


@contextmanager
def _shown() -> Iterator[Report]:
    """How far the reading is, on stderr: pictures, how many a second, and the time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal,
        speed_estimate_period=120,
    ) as progress:  # fmt: skip
        task = progress.add_task("", total=None, rate="")

        def report(done: int, total: int) -> None:
            progress.update(task, total=total, completed=done)
            speed = progress.tasks[0].speed
            progress.update(task, rate=f"{speed:,.0f} a second" if speed else "")

        yield report


def listed(path: Path) -> list[str]:
    """The names in a file, one a line; lines without any are left out. OSError."""
    return [name for line in path.read_text().splitlines() if (name := line.strip())]
