"""A network, seeds, and what varies -> a folder of runs and a table of their errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import whole
from lenet.datasets.where import Where
from lenet.errors import DataError, ModelError
from lenet.evaluation import Score
from lenet.host.cores import usable_cores
from lenet.host.files import write_whole
from lenet.many.cluster_tasks import tasks_on_cluster
from lenet.many.side_by_side import side_by_side
from lenet.many.task_progress import TaskProgress, Watch
from lenet.many.trainings.planning import planned
from lenet.many.trainings.seeded_training import SeededTraining
from lenet.many.trainings.training_process import train_in_process
from lenet.many.trainings.variation_results import ManyTrainings, variation_results

RESULTS = "trainings.json"


def train_many(
    network: str,
    out: str | PathLike[str],
    *,
    seeds: Iterable[int],
    vary: Mapping[str, Sequence[Any]] | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    data: str = "mnist",
    data_dir: str | None = None,
    progress: TaskProgress | None = None,
    **changes: Any,
) -> ManyTrainings:
    """Train a network with several seeds, and with each combination of what varies.

    Each training has a process of its own with one thread, and a folder as ``lenet train`` makes
    it. One that is finished is not trained again, one that was begun goes on; the same seed gives
    the same bytes wherever it is trained.

    Parameters
    ----------
    network : str
        ``"tutorial"``, ``"original"`` or ``"modern"``.
    out : path
        The folder below which the runs ``NETWORK-[FIELD=VALUE-]seedN`` are written, and when all
        are there ``trainings.json``, the results.
    seeds : iterable of int
        The seeds of each variation.
    vary : dict of sequences, optional
        What varies: ``recipe``, ``epochs``, ``batch_size``, ``learning_rate`` or ``distort``, and
        its values.
    scheduler : str, optional
        The address of a Dask scheduler, such as ``tcp://HOST:8786``, whose workers train, a task a
        training. They see ``out`` under the same absolute path and find the data set by themselves.
    workers : int, optional
        So many trainings at a time on this machine, by default one for each core.
    data, data_dir : str, optional
        The data set and the folder of its files, as ``lenet train`` takes them.
    progress : TaskProgress, optional
        Is told how far it is.
    **changes
        Fields of the recipe, as of ``vary``, that are changed in every training.

    Returns
    -------
    ManyTrainings
        Of each variation the test errors, their mean and deviation, and the permutation test
        against the first variation.

    Raises
    ------
    ModelError
        The network, a seed or a field cannot be.
    DataError
        The data cannot be loaded; a folder holds a run by other settings.
    LenetError
        There is no such scheduler, it ended, a process ended. Finished epochs are kept.
    OSError
        The folder cannot be written.
    """
    if scheduler is not None and workers is not None:
        raise ModelError("expected workers of this machine or a scheduler, received both")
    threads = usable_cores() if workers is None else whole("workers", workers, 1)
    folder, where = Path(out).absolute(), Where(data, data_dir).absolute()
    trainings = planned(network, folder, seeds, vary or {}, changes)
    loaded = where.load()
    scores = {one: score for one in trainings if (score := one.score(loaded)) is not None}
    missing = [one for one in trainings if one not in scores]
    shown = progress or TaskProgress()
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        shown.begin(len(missing), sum(one.recipe.epochs for one in missing))
    try:
        told = _trained(where, missing, scheduler, threads, shown)
        for number, (one, ran_away) in enumerate(told if missing else (), start=1):
            if ran_away is None:
                scores[one] = _score_of(one.score(loaded), one)
            words = ran_away or _in_words(scores[one])
            shown.finished(f"{number}/{len(missing)}  {one.folder.name}: {words}")
    finally:
        shown.close()
    results = variation_results(trainings, scores, len(loaded.test[0]))
    made = ManyTrainings(network, loaded.name, results)
    write_whole(folder / RESULTS, json.dumps(made.as_dict(), indent=1) + "\n")
    return made


def _trained(
    where: Where,
    trainings: Sequence[SeededTraining],
    scheduler: str | None,
    threads: int,
    progress: TaskProgress,
) -> Iterator[tuple[SeededTraining, str | None]]:
    """Each training when it has ended, and why if it ran away."""
    if scheduler is None:

        def do(training: SeededTraining, watch: Watch) -> str | None:
            return train_in_process(where, training, watch)

        yield from side_by_side(do, trainings, threads, progress)
        return
    for training, told in tasks_on_cluster(train_in_process, where, trainings, scheduler):
        progress.passed(training.recipe.epochs)
        yield training, told


def _score_of(score: Score | None, training: SeededTraining) -> Score:
    if score is None:
        raise DataError(
            f"{training.folder}: expected the run that a worker wrote; name a folder that all "
            "workers share"
        )
    return score


def _in_words(score: Score) -> str:
    return f"{score.errors:,} of {score.images:,} misread"
