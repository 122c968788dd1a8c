"""The whole reproduction: train what is missing, measure, write results.json and index.html."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from lenet.host.cores import usable_cores
from lenet.host.files import sweep_parts, write_whole
from lenet.many.task_progress import TaskProgress
from lenet.paper.inside import look_inside
from lenet.paper.jobs import JobRunner
from lenet.paper.page import page
from lenet.paper.plan import Plan
from lenet.paper.results import Results
from lenet.paper.variants import DISTORTED, PLAIN, VARIANTS
from lenet.paper.workers import do_all
from lenet.runs.folder import take_any
from lenet.runs.record import versions

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where

SEEDS, QUICK_SEEDS = 10, 1
RESULTS, PAGE, JOBS = "results.json", "index.html", "jobs"


def reproduce(
    where: Where,
    folder: Path,
    *,
    seeds: int = SEEDS,
    threads: int | None = None,
    scheduler: str | None = None,
    progress: TaskProgress | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """The results, as written. Trainings that an earlier call has finished are not repeated.

    ``threads`` trainings run side by side; None is one on each core this process may use. With the
    address of a Dask scheduler its workers train, and ``threads`` are those of the measurements.
    LenetError for a cluster that does not answer or ends, DataError for data that cannot be loaded,
    or if another process writes into ``folder``, OSError if it cannot be written. After a
    KeyboardInterrupt the finished trainings stay.
    """
    data = where.load(told)
    with take_any(folder):
        for place in (folder / JOBS).glob("*"):
            if place.is_dir():
                sweep_parts(place)
        side_by_side = usable_cores() if threads is None else threads
        return _reproduced(data, where, folder, seeds, side_by_side, scheduler, progress, told)


def _reproduced(
    data: Dataset,
    where: Where,
    folder: Path,
    seeds: int,
    side_by_side: int,
    scheduler: str | None,
    progress: TaskProgress | None,
    told: Callable[[str], None],
) -> dict[str, Any]:
    runner = JobRunner(data, where, folder / JOBS)
    plan = Plan(seeds, len(data.train[0]), len(data.test[0]))
    done = do_all(runner, plan.jobs, side_by_side, progress or TaskProgress(), scheduler)
    results = Results(plan, runner, done, side_by_side, told)
    found = {**_made(runner, plan), "items": results.all()}
    model, misread = results.shown.model(), found["items"]["misread"]["misread"]
    inside = look_inside(model, data, [one["test_image"] for one in misread])
    seconds = [one.seconds for one in results.of(PLAIN)]
    write_whole(folder / RESULTS, json.dumps(found, indent=1) + "\n")
    write_whole(folder / PAGE, page(found, inside, fmean(seconds)))
    return found


def _made(runner: JobRunner, plan: Plan) -> dict[str, Any]:
    data, model = runner.data, VARIANTS[PLAIN].build(0)
    return {
        "lenet_paper": 1,
        "versions": versions(),
        "instructions": model.network.instructions,
        "data": {
            "name": data.name,
            "training_images": plan.patterns,
            "test_images": plan.images,
            "sha256": data.sha256,
        },
        "seeds": list(range(plan.seeds)),
        "recipe": VARIANTS[PLAIN].trained_by.as_dict(),
        "recipe_with_distortions": VARIANTS[DISTORTED].trained_by.as_dict(),
    }
