"""A progress bar on stderr while many pictures, or long pages, are read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from threading import Timer
from typing import TypeVar

MANY, SECONDS = 10, 1.0
"""From so many pictures on the bar is shown; for fewer when they take longer than this."""

T = TypeVar("T")


def with_progress_bar(rows: Iterable[T], count: int, *, on_stdout: bool = False) -> Iterator[T]:
    """The rows, with a bar on stderr while they come, if a person waits there for long.

    ``on_stdout`` says that the rows are printed as they come: where a person sees them, no bar is
    needed.
    """
    visible = on_stdout and sys.stdout.isatty()
    if visible or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import Progress, TimeElapsedColumn

    columns = (*Progress.get_default_columns(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task("Reading", total=count)
    begin = Timer(0.0 if count >= MANY else SECONDS, progress.start)
    begin.start()
    try:
        for row in rows:
            yield row
            progress.advance(task)
    finally:
        begin.cancel()
        begin.join()
        progress.stop()
