"""Jobs in parallel, each on one core; finished ones stay when the others are stopped."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

from lenet.paper.jobs import FinishedJob, Job, JobRunner
from lenet.paper.variants import VARIANTS

if TYPE_CHECKING:
    from rich.progress import Progress


class JobProgress:
    """Shows the progress of jobs; the base shows nothing. Called from several threads."""

    def begin(self, jobs: int, passes: int) -> None:
        """Before ``jobs`` jobs with ``passes`` passes in all."""

    def passed(self) -> None:
        """A pass of a job is over."""

    def finished(self, sentence: str) -> None:
        """A job is finished; ``sentence`` says with what result."""

    def stopping(self) -> None:
        """Something was raised: the passes under way are the last."""

    def close(self) -> None:
        """After the last."""


class JobProgressBar(JobProgress):
    """A line a job on stderr, and below them on a terminal a bar of all passes."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.progress: Progress | None = None

    def begin(self, jobs: int, passes: int) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self.console.print(f"{jobs} trainings, {passes} passes", markup=False)
        if not self.console.is_terminal:
            return
        columns = TextColumn("{task.completed}/{task.total}"), BarColumn(), TimeRemainingColumn()
        self.progress = Progress(*columns, console=self.console)
        self.task = self.progress.add_task("", total=passes)
        self.progress.start()

    def passed(self) -> None:
        if self.progress is not None:
            self.progress.advance(self.task)

    def finished(self, sentence: str) -> None:
        self.console.print(sentence, markup=False)

    def stopping(self) -> None:
        self.console.print("Stopping after the pass under way; what is finished stays.")

    def close(self) -> None:
        if self.progress is not None:
            self.progress.stop()
            self.progress = None


def do_all(
    runner: JobRunner, jobs: Sequence[Job], threads: int, progress: JobProgress
) -> dict[Job, FinishedJob]:
    """Train the jobs, ``threads`` at a time, but those that are finished already; give all.

    Any exception, KeyboardInterrupt too, stops the other jobs after their current pass.
    """
    done = {job: runner.find(job) for job in jobs}
    missing = [job for job, found in done.items() if found is None]
    stop = threading.Event()

    def passed() -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        progress.passed()

    if missing:
        passes = sum(VARIANTS[job.variant].trained_by.epochs for job in missing)
        progress.begin(len(missing), passes)
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(runner.do, job, passed) for job in missing]
        try:
            for number, future in enumerate(as_completed(futures), start=1):
                made = future.result()
                done[made.job] = made
                progress.finished(f"{number}/{len(missing)}  {_told(runner, made)}")
        except BaseException:
            progress.stopping()
            raise
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
            progress.close()
    return {job: found for job, found in done.items() if found is not None}


def _told(runner: JobRunner, made: FinishedJob) -> str:
    images = len(runner.data.test[0])
    return f"{made.job}: {made.test[-1]:,} of {images:,} misread, {made.seconds:.0f} s"
