"""How far many tasks are: what a task under way tells and asks, and what a person sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


class Watch:
    """What a task under way tells those who wait for it, and asks them; by itself nobody waits."""

    def stopped(self) -> bool:
        """Whether the task shall end, as nobody waits for it any more."""
        return False

    def passed(self) -> None:
        """A pass over the data is done. KeyboardInterrupt if the task shall end."""
        if self.stopped():
            raise KeyboardInterrupt


class TaskProgress:
    """Shows the progress of trainings; the base shows nothing. Called from several threads."""

    def begin(self, tasks: int, passes: int) -> None:
        """Before ``tasks`` trainings with ``passes`` passes in all."""

    def passed(self, passes: int = 1) -> None:
        """So many passes of a training are over."""

    def finished(self, sentence: str) -> None:
        """A training is finished; ``sentence`` says with what result."""

    def stopping(self) -> None:
        """Something was raised: the others are being stopped."""

    def close(self) -> None:
        """After the last."""


class TaskProgressBar(TaskProgress):
    """A line a training on stderr, and below them on a terminal a bar of all passes."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.progress: Progress | None = None

    def begin(self, tasks: int, passes: int) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        many = f"{tasks} training{'s' * (tasks != 1)}, {passes} pass{'es' * (passes != 1)}"
        self.console.print(many, markup=False)
        if not self.console.is_terminal:
            return
        columns = TextColumn("{task.completed}/{task.total}"), BarColumn(), TimeRemainingColumn()
        self.progress = Progress(*columns, console=self.console)
        self.task = self.progress.add_task("", total=passes)
        self.progress.start()

    def passed(self, passes: int = 1) -> None:
        if self.progress is not None:
            self.progress.advance(self.task, passes)

    def finished(self, sentence: str) -> None:
        self.console.print(sentence, markup=False)

    def stopping(self) -> None:
        self.console.print("Stopping; what is finished stays.")

    def close(self) -> None:
        if self.progress is not None:
            self.progress.stop()
            self.progress = None


class Watched(Watch):
    """The watch of a task in this process, whose passes are shown."""

    def __init__(self, progress: TaskProgress, stopped: Callable[[], bool]) -> None:
        self.progress, self._stopped = progress, stopped

    def stopped(self) -> bool:
        return self._stopped()

    def passed(self) -> None:
        super().passed()
        self.progress.passed()
