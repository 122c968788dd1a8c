"""A training: a network, a recipe and a seed, and the run's folder, whose place is known before.

So a run that is there by the same settings is found, or resumed, and never trained twice.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lenet.arguments.numbers import NOT_NEGATIVE, real, whole
from lenet.callbacks import Callback
from lenet.errors import DataError
from lenet.evaluation import Score
from lenet.host.file_lock import FileLock, NoLocksError
from lenet.models.storage import CONFIG
from lenet.networks import Recipe
from lenet.runs import run as runs
from lenet.runs.folder import CARD, LOCK, check_free
from lenet.runs.record import read_record

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where

TENTHS = 100
"""Tenths of a second that a folder's last writer has to end, when its parent was killed."""


@dataclass(frozen=True)
class SeededTraining:
    """One of many trainings.

    Attributes
    ----------
    network : str
        The network's name.
    variation : str
        What is changed in its recipe and how, such as ``epochs=5``; empty if nothing varies.
    recipe : Recipe
        With what is changed.
    seed : int
        The network's seed.
    folder : Path
        The folder of its run, absolute.
    """

    network: str
    variation: str
    recipe: Recipe
    seed: int
    folder: Path

    def score(self, data: Dataset) -> Score | None:
        """The errors of the finished run in its folder; None if there is none, or not finished.

        DataError if the folder holds a run by other settings, or something else.
        """
        if not (self.folder / CONFIG).exists():
            check_free(self.folder)
            return None
        known = read_record(self.folder)
        expected = {"network": self.network, "recipe": self.recipe, "seed": self.seed}
        found = {**vars(known), "seed": known.config.get("seed"), "data": known.sha256}
        for what, value in {**expected, "data": data.sha256}.items():
            if found[what] != value:
                raise DataError(
                    f"{self.folder}: expected no run, or one by the same settings; "
                    f"its {what} is another: choose another folder for these runs"
                )
        if known.config.get("epochs_trained") != self.recipe.epochs or not (
            (self.folder / CARD).exists() and known.config.get("result")
        ):
            return None
        return _score(known.config["result"], self.folder)

    def train(self, where: Where, callbacks: Sequence[Callback] = ()) -> None:
        """Begin or resume the run, and write it, in one thread.

        DataError, TrainingError as ``lenet.runs.run`` raises them.
        """
        _wait_until_free(self.folder)
        if (self.folder / CONFIG).exists():
            run = runs.resume(self.folder, where.data, where.data_dir)
        else:
            run = runs.begin(self.network, where, self.folder, seed=self.seed, recipe=self.recipe)
        run.train(1, callbacks=callbacks)
        run.write(1)


def _score(result: Any, folder: Path) -> Score:
    if not isinstance(result, Mapping):
        raise DataError(f"{folder / CONFIG} has no result as it was written")
    images, errors, loss = (result.get(name) for name in ("images", "errors", "loss"))
    of = whole("the test images", images, 1, error=DataError)
    return Score(
        of,
        whole("the errors", errors, 0, of, error=DataError),
        real("loss", loss, NOT_NEGATIVE, error=DataError),
    )


def _wait_until_free(folder: Path) -> None:
    """Wait a while for another writer to end: its worker, or the command, may have been killed."""
    lock = FileLock(folder / LOCK)
    for _ in range(TENTHS):
        with contextlib.suppress(NoLocksError):
            if lock.path.exists() and not lock.take():
                time.sleep(0.1)
                continue
        lock.release()
        return
