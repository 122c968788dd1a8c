"""Shows the figures that ``fit`` gives it: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lenet.arguments.words import shown
from lenet.errors import ModelError

if TYPE_CHECKING:
    from rich.progress import Progress

Figures = Mapping[str, float]

LONGEST_BAR, SHORTEST_BAR = 40, 4
SPEED = "images/s"
REFRESH = 0.08  # seconds between two pictures of a bar


def in_words(figures: Figures) -> str:
    """``loss 0.1234 - accuracy 0.9612``."""
    return " - ".join(f"{name} {value:.4f}" for name, value in figures.items())


class Silent:
    """Shows nothing. The base of all displays, which get three calls an epoch."""

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        """Before an epoch of ``samples`` images; ``names`` are the figures that will be given."""

    def advance(self, samples: int, figures: Figures) -> None:
        """``samples`` images are done; the figures so far."""

    def end(self, figures: Figures) -> None:
        """After the epoch and its validation."""

    def close(self) -> None:
        """After training, however it ended."""


class Lines(Silent):
    """A plain line an epoch."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self.write = write or _print_now

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        del names
        self.heading, self.samples = f"Epoch {epoch}/{epochs}", samples
        self.started = self.trained = time.perf_counter()

    def advance(self, samples: int, figures: Figures) -> None:
        del figures
        if samples == self.samples:
            self.trained = time.perf_counter()

    def end(self, figures: Figures) -> None:
        seconds = self.trained - self.started
        speed = f"{_speed(self.samples, seconds)} {SPEED}"
        self.write(f"{self.heading} - {seconds:.2f} s - {in_words(figures)} - {speed}")


class Bars(Silent):
    """One bar an epoch, with the running figures under common headings.

    Each epoch takes one row. Figures that a narrow screen has no room for are left out, the
    rightmost first.
    """

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.headed = False

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        console = Console(highlight=False)
        self.samples = samples
        label = max(len("Epoch"), len(f"{epochs}/{epochs}"))
        self.widths = {name: max(7, len(name)) for name in (*names, SPEED)}
        while (bar := self._room(label, console.width)) < SHORTEST_BAR and self.widths:
            self.widths.popitem()
        if not self.headed:
            heads = "".join(f"  {name:>{width}}" for name, width in self.widths.items())
            console.print(f"{'Epoch':<{label}} {'':{max(0, bar)}}{heads}", style="dim")
            self.headed = True
        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=max(1, bar), complete_style="cyan", finished_style="green"),
            TextColumn("{task.fields[figures]}", markup=False),
            console=console,
            auto_refresh=False,
        )
        count = f"{epoch}/{epochs}".rjust(label)
        self.task = self.progress.add_task(count, total=samples, figures="")
        self.progress.start()
        self.started = self.shown = time.perf_counter()
        self.speed = ""

    def _room(self, label: int, screen: int) -> int:
        """Columns left for the bar; two at the end of the row are for the echo of Ctrl-C."""
        figures = sum(2 + width for width in self.widths.values())
        return min(LONGEST_BAR, screen - label - 1 - figures - 2)

    def advance(self, samples: int, figures: Figures) -> None:
        now = time.perf_counter()
        self.speed = _speed(samples, now - self.started)
        if now - self.shown >= REFRESH:
            self._show(samples, figures)
            self.shown = now

    def end(self, figures: Figures) -> None:
        self._show(self.samples, figures)
        self.close()

    def _show(self, samples: int, figures: Figures) -> None:
        assert self.progress is not None
        told = {name: _number(value) for name, value in figures.items()} | {SPEED: self.speed}
        row = "  ".join(f"{told.get(name, ''):>{width}}" for name, width in self.widths.items())
        self.progress.update(self.task, completed=samples, figures=f" {row}")
        self.progress.refresh()

    def close(self) -> None:
        if self.progress is not None:
            self.progress.stop()
            self.progress = None


def display(verbose: str | int | Silent) -> Silent:
    """The display for ``verbose``: 0 nothing, 1 or "auto" bars, 2 lines; lines without a terminal.

    A display of a user's own is returned unchanged. ModelError for anything else.
    """
    if isinstance(verbose, Silent):
        return verbose
    level = verbosity(verbose)
    if level == 0:
        return Silent()
    if level == 2 or not _on_terminal() or os.environ.get("TERM") == "dumb":
        return Lines()
    return Bars()


def verbosity(verbose: object) -> int:
    """``verbose`` as 0, 1 or 2; "auto" is 1. ModelError for anything else."""
    if isinstance(verbose, Silent) or (isinstance(verbose, str) and verbose == "auto"):
        return 1
    if isinstance(verbose, int | np.integer | np.bool_) and verbose in (0, 1, 2):
        return int(verbose)
    raise ModelError(f'expected 0, 1, 2 or "auto" for verbose, received {shown(verbose)}')


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _print_now(line: str) -> None:
    print(line, flush=True)


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 100 else f"{value:.3g}"


def _speed(samples: int, seconds: float) -> str:
    return f"{samples / seconds:,.0f}" if seconds > 0 else "-"
