"""What ``fit`` shows: a bar an epoch on a terminal, elsewhere a plain line an epoch."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

Figures = Mapping[str, float]


def in_words(figures: Figures) -> str:
    """``loss 0.1234 - accuracy 0.9612``."""
    return " - ".join(f"{name} {value:.4f}" for name, value in figures.items())


class Silent:
    """Shows nothing; and what a display is: three calls an epoch."""

    def begin(self, epoch: int, epochs: int, samples: int) -> None:
        """Before an epoch of ``samples`` images."""

    def advance(self, samples: int, figures: Figures) -> None:
        """So many images are done, with these running figures."""

    def end(self, figures: Figures) -> None:
        """After the epoch and its validation."""

    def close(self) -> None:
        """After training, however it ended."""


class Lines(Silent):
    """A plain line an epoch."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self.write = write or (lambda line: print(line, flush=True))

    def begin(self, epoch: int, epochs: int, samples: int) -> None:
        self.heading, self.samples, self.started = (
            f"Epoch {epoch}/{epochs}",
            samples,
            time.perf_counter(),
        )
        self.trained = self.started

    def advance(self, samples: int, figures: Figures) -> None:
        del figures
        if samples == self.samples:
            self.trained = time.perf_counter()

    def end(self, figures: Figures) -> None:
        seconds = self.trained - self.started
        speed = f"{self.samples / seconds:,.0f} images/s" if seconds > 0 else "no images"
        self.write(f"{self.heading} - {seconds:.2f} s - {in_words(figures)} - {speed}")


class Bars(Silent):
    """One bar an epoch with the running figures and images a second."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        self.progress: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[seconds]:.2f} s"),
            TextColumn("{task.fields[figures]}"),
            TextColumn("[dim]{task.fields[speed]}"),
            refresh_per_second=12,
        )
        self.progress.start()

    def begin(self, epoch: int, epochs: int, samples: int) -> None:
        self.started, self.samples = time.perf_counter(), samples
        self.task = self.progress.add_task(
            f"Epoch {epoch}/{epochs}", total=samples, seconds=0.0, figures="", speed=""
        )

    def advance(self, samples: int, figures: Figures) -> None:
        seconds = time.perf_counter() - self.started
        self.progress.update(
            self.task,
            completed=samples,
            seconds=seconds,
            figures=in_words(figures),
            speed=f"{samples / seconds:,.0f} images/s" if seconds > 0 else "",
        )

    def end(self, figures: Figures) -> None:
        self.progress.update(self.task, completed=self.samples, figures=in_words(figures))

    def close(self) -> None:
        self.progress.stop()


def display(verbose: str | int) -> Silent:
    """0 nothing, 1 bars (on a terminal), 2 lines; "auto" is 1. Without a terminal 1 is 2."""
    if verbose == 0:
        return Silent()
    if verbose == 2 or not sys.stdout.isatty():
        return Lines()
    return Bars()
