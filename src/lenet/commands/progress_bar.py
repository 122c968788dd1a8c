"""A progress bar on stderr while many pictures are read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

MANY = 10
"""From so many pictures on the bar is shown."""

T = TypeVar("T")


def with_progress_bar(rows: Iterable[T], count: int, *, on_stdout: bool = False) -> Iterator[T]:
    """The rows, with a bar on stderr while they come, if a person waits there for many.

    ``on_stdout`` says that the rows are printed as they come: where a person sees them, no bar is
    needed.
    """
    visible = on_stdout and sys.stdout.isatty()
    if count < MANY or visible or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(rows, "Reading", total=count, console=console, transient=True)
