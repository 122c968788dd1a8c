"""Shows the figures that it is given, as Keras does: bars on a terminal, plain lines elsewhere.

``Epoch 1/10``, then ``1875/1875 ━━━━━━━━━━━━━━━━━━━━ 0.35s 187us/step - accuracy: 0.9123 - ...``.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lenet.arguments.words import shown
from lenet.errors import ModelError

Figures = Mapping[str, float]

BAR = 20  # characters, as in Keras
SPEED = "images/s"
REFRESH = 0.08  # seconds between two pictures of a bar


def in_words(figures: Figures) -> str:
    """``accuracy: 0.9612 - loss: 0.1234``."""
    return " - ".join(f"{name}: {_number(value)}" for name, value in figures.items())


class Silent:
    """Shows nothing. The base of all displays, which get these calls in each epoch."""

    def batches(self, done: int, of: int | None) -> None:
        """Before ``begin`` and ``advance``: the batches done, of how many; None: nobody knows."""

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        """Before an epoch of ``samples`` images, 0 where nobody knows how many.

        ``names`` are the figures that will be given. ``epochs`` is 0 where it is no epoch, but an
        evaluation or a prediction.
        """

    def advance(self, samples: int, figures: Figures) -> None:
        """``samples`` images are done; the figures so far."""

    def end(self, figures: Figures) -> None:
        """After the epoch and its validation."""

    def close(self) -> None:
        """After training, however it ended."""


class Lines(Silent):
    """``Epoch 1/10``, and a plain line when the epoch has ended."""

    def __init__(self, write: Callable[[str], object] | None = None) -> None:
        self.write = write or _print_now
        self.steps, self.of = 0, None  # type: tuple[int, int | None]

    def batches(self, done: int, of: int | None) -> None:
        self.steps, self.of = done, of

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        del samples, names
        self.heading, self.samples = f"Epoch {epoch}/{epochs}", 0
        self.started = self.trained = time.perf_counter()
        if epochs:
            self.write(self.heading)

    def advance(self, samples: int, figures: Figures) -> None:
        del figures
        self.samples, self.trained = samples, time.perf_counter()

    def end(self, figures: Figures) -> None:
        taken = _taken(self.trained - self.started, self.steps)
        parts = [f"{self.steps}/{self.of or self.steps}", " - ".join(taken)]
        parts += [in_words(figures)] if figures else []
        self.write(" - ".join([*parts, _speed(self.samples, self.trained - self.started)]))


class Bars(Lines):
    """``Epoch 1/10`` and a bar an epoch, with the running figures behind it.

    Figures that a narrow screen has no room for are left out, the rightmost first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.under_way = False

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        super().begin(epoch, epochs, samples, names)
        self.shown, self.under_way = self.started, True

    def advance(self, samples: int, figures: Figures) -> None:
        super().advance(samples, figures)
        if self.trained - self.shown >= REFRESH:
            self._show(figures, ended=False)
            self.shown = self.trained

    def end(self, figures: Figures) -> None:
        self._show(figures, ended=True)
        self.close()

    def close(self) -> None:
        """End the row of a bar that was left."""
        if self.under_way:
            self.under_way = False
            _write_now("\n")

    def _show(self, figures: Figures, *, ended: bool) -> None:
        seconds = self.trained - self.started
        of = self.steps if ended and self.of is None else self.of
        count = f"{self.steps:7d}/Unknown" if of is None else f"{self.steps:{len(str(of))}d}/{of}"
        left = None if ended or not (of and self.steps) else seconds / self.steps * of - seconds
        taken = " ".join(_taken(seconds, self.steps, left))
        told = [f"{name}: {_number(value)}" for name, value in figures.items()]
        room = shutil.get_terminal_size().columns - 3  # two for the echo of Ctrl-C
        bar = 0 if of is None else min(BAR, room - len(count) - 2 - len(taken))
        used = len(count) + 1 + (bar + 1 if bar > 0 else 0) + len(taken)
        row = [*told, _speed(self.samples, seconds)] if ended else told
        while row and used + sum(3 + len(one) for one in row) > room:
            row.pop()
        filled = bar * min(self.steps, of) // of if of and bar > 0 else 0
        drawn = f"{_green('━' * filled)}{_grey('━' * (bar - filled))} " if bar > 0 else ""
        text = "".join(f" - {one}" for one in row)
        _write_now(f"\r\x1b[K{count[: max(1, room)]} {drawn}{taken if used <= room else ''}{text}")


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


def display_if_asked(verbose: str | int | Silent) -> Silent:
    """The display of ``evaluate`` and ``predict``, for which "auto" is nothing. ModelError."""
    return Silent() if is_silent(verbose) else display(verbose)


def is_silent(verbose: object) -> bool:
    """Whether ``evaluate`` and ``predict`` show nothing: for "auto" and 0."""
    if isinstance(verbose, str):
        return verbose == "auto"
    return isinstance(verbose, int) and verbose == 0


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


def _write_now(text: str) -> None:
    print(text, end="", flush=True)


def _green(text: str) -> str:
    return text if os.environ.get("NO_COLOR") else f"\x1b[32m{text}\x1b[0m"


def _grey(text: str) -> str:
    return text if os.environ.get("NO_COLOR") else f"\x1b[37m{text}\x1b[0m"


def _number(value: float) -> str:
    """As Keras: four places, and a power of ten where these are too few."""
    return f"{value:.4f}" if abs(value) > 1e-3 or value == 0 else f"{value:.4e}"


def _taken(seconds: float, steps: int, left: float | None = None) -> list[str]:
    """Seconds, or those that are left, and the time of a step: ``["0.35s", "187us/step"]``."""
    told = seconds if left is None else left
    each = seconds / max(1, steps)
    if each >= 1:
        step = f"{each:.0f}s"
    else:
        step = f"{each * 1e3:.0f}ms" if each >= 1e-3 else f"{each * 1e6:.0f}us"
    return [f"{told:.2f}s" if told < 10 else f"{told:.0f}s", f"{step}/step"]


def _speed(samples: int, seconds: float) -> str:
    return f"{samples / seconds:,.0f} {SPEED}" if seconds > 0 else f"- {SPEED}"
