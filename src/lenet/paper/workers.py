"""Jobs in parallel, each on one core; finished ones stay when the others are stopped."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lenet.many.cluster_tasks import tasks_on_cluster
from lenet.many.side_by_side import side_by_side
from lenet.many.task_progress import TaskProgress, Watch
from lenet.paper.jobs import FinishedJob, Job, JobRunner
from lenet.paper.variants import VARIANTS

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where


def do_all(
    runner: JobRunner,
    jobs: Sequence[Job],
    threads: int,
    progress: TaskProgress,
    scheduler: str | None = None,
) -> dict[Job, FinishedJob]:
    """Train the jobs, but those that are finished already; give all.

    ``threads`` at a time are trained here, or all by the workers of the Dask cluster that
    ``scheduler`` names, which see the runner's folder under the same absolute path. Any exception,
    KeyboardInterrupt too, stops the other jobs after their current pass.
    """
    done = {job: runner.find(job) for job in jobs}
    missing = [job for job, found in done.items() if found is None]
    if missing:
        passes = sum(VARIANTS[job.variant].trained_by.epochs for job in missing)
        progress.begin(len(missing), passes)

    def do(job: Job, watch: Watch) -> FinishedJob:
        return runner.do(job, watch.passed)

    try:
        if scheduler is None:
            made_here = side_by_side(do, missing, threads, progress)
        else:
            shared = runner.where.absolute(), runner.folder.absolute()
            made_here = tasks_on_cluster(_do_there, shared, missing, scheduler)
        for number, (job, made) in enumerate(made_here if missing else (), start=1):
            if scheduler is not None:
                progress.passed(VARIANTS[job.variant].trained_by.epochs)
            done[job] = made
            progress.finished(f"{number}/{len(missing)}  {_told(runner, made)}")
    finally:
        progress.close()
    return {job: found for job, found in done.items() if found is not None}


def _do_there(place: tuple[Where, Path], job: Job, watch: Watch) -> FinishedJob:
    """What a worker of a cluster does."""
    where, folder = place
    return JobRunner(_loaded(where), where, folder).do(job, watch.passed)


@functools.lru_cache(1)
def _loaded(where: Where) -> Dataset:
    return where.load()


def _told(runner: JobRunner, made: FinishedJob) -> str:
    images = len(runner.data.test[0])
    return f"{made.job}: {made.test[-1]:,} of {images:,} misread, {made.seconds:.0f} s"
