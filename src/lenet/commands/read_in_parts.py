"""``lenet read --out FOLDER``: very many pictures, into parts, by this machine or by a cluster."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.reading_output import ENDINGS
from lenet.commands.terminal import AT_FAULT, Output
from lenet.errors import DataError
from lenet.pictures.named_files import STANDARD_INPUT

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
    if out.endswith("/") or Path(out).is_dir():
        return True
    in_parts = scheduler is not None or is_remote(out)
    ending = Path(out).suffix.lower()
    if in_parts and ending in ENDINGS:
        raise click.UsageError(
            f"--out {out}: expected a folder for parts, which are JSON lines or with --parquet "
            f"Parquet: name one without {ending}, or with / at its end."
        )
    return in_parts


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
    errors = f"; {_counted(made.errors, 'picture')} could not be read, each a line with its error"
    return (
        f"{_counted(made.pictures, 'picture')}: {_counted(made.readings, 'reading')}, "
        f"{made.accepted:,} accepted{errors if made.errors else ''}\n"
        f"Wrote {_counted(len(made.parts), 'part')} and manifest.json in {out}"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + "s" * (number != 1)


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
    """The names in a file, or in standard input if it is -, one a line; blank lines are left out.

    OSError; DataError for a file without names.
    """
    content = sys.stdin.buffer.read() if str(path) == STANDARD_INPUT else path.read_bytes()
    lines = content.removeprefix(codecs.BOM_UTF8).splitlines()
    names = [os.fsdecode(name) for line in lines if (name := line.strip())]
    if not names:
        raise DataError(f"--list {path}: expected names of pictures, one a line, received none")
    return names
