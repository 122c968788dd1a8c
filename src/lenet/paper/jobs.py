"""A job: one training, done once; its folder is found again.

The folder holds a model that ``lenet evaluate`` takes. Under "paper" its ``config.json`` has the
job and its curve: the errors after each pass on its training images and on the test images, both
out of n. A digest of everything that decides the training is in the folder's name, so a changed
recipe, network or data set is trained again.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lenet.callbacks import Callback, Logs
from lenet.errors import DataError
from lenet.evaluation import score
from lenet.models import Sequential
from lenet.models.loading import load_folder
from lenet.models.storage import WEIGHTS, read_config
from lenet.paper.variants import NETWORK, VARIANTS
from lenet.runs.record import make_record

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where

BLOCK = 5_000
"""Images are given to a network so many at a time, to keep the memory small."""


@dataclass(frozen=True)
class Job:
    """A variant of the network, a seed, and the number of training images, the first ones."""

    variant: str
    seed: int
    patterns: int

    def __str__(self) -> str:
        return f"{self.variant}, {self.patterns:,} patterns, seed {self.seed}"


@dataclass(frozen=True, eq=False)
class FinishedJob:
    """A finished job. ``training`` and ``test``: errors after each pass, of so many images."""

    job: Job
    folder: Path
    training: tuple[int, ...]
    test: tuple[int, ...]
    seconds: float

    def model(self) -> Sequential:
        """The trained network."""
        return load_folder(self.folder)


@dataclass(frozen=True)
class JobRunner:
    """Where jobs are done: on which data, and below which folder they are kept."""

    data: Dataset
    where: Where
    folder: Path

    def place(self, job: Job) -> Path:
        """The folder of a job: its name, and a digest of everything that decides it."""
        variant = VARIANTS[job.variant]
        config = variant.build(job.seed).get_config()
        decides = [asdict(job), config, variant.trained_by.as_dict(), variant.noise]
        text = json.dumps([*decides, self.data.sha256], sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        return self.folder / f"{job.variant}-{job.patterns}-seed{job.seed}-{digest}"

    def find(self, job: Job) -> FinishedJob | None:
        """The finished job, or None; it is finished if its weights, the last file, are there.

        DataError if what is there is not as it was written.
        """
        folder = self.place(job)
        if not (folder / WEIGHTS).exists():
            return None
        known: Any = read_config(folder).get("paper")
        try:
            training, test = (_curve(known[f"{part}_errors"]) for part in ("training", "test"))
            return FinishedJob(job, folder, training, test, float(known["seconds"]))
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{folder} does not hold a finished training: remove it, to train it again"
            ) from error

    def do(self, job: Job, passed: Callable[[], None] = lambda: None) -> FinishedJob:
        """Train on one core and write the folder; ``passed`` is called after each pass."""
        variant, seed = VARIANTS[job.variant], job.seed
        images, labels = (part[: job.patterns] for part in self.data.train)
        if variant.noise:
            from lenet.digits.distortion import inverted

            images = inverted(images, variant.noise, seed=seed)
        model, recipe = variant.build(seed), variant.trained_by
        recipe.compile(model, len(images))
        curve = _Curve((images, labels), self.data.test, passed)
        begin = time.perf_counter()
        recipe.fit(model, images, labels, callbacks=[curve], threads=1, verbose=0)
        seconds = time.perf_counter() - begin
        result = score(self.data.test[1], scores(model, self.data.test[0]))
        record = make_record(NETWORK, recipe, model, self.data, self.where, result)
        record["paper"] = {
            "job": asdict(job),
            "noise": variant.noise,
            "training_errors": curve.training,
            "test_errors": curve.test,
            "seconds": round(seconds, 2),
        }
        model.save(self.place(job), record=record)
        return FinishedJob(job, self.place(job), tuple(curve.training), tuple(curve.test), seconds)


def _curve(counts: Any) -> tuple[int, ...]:
    if not isinstance(counts, list) or not counts or any(type(one) is not int for one in counts):
        raise ValueError("expected a list of counts")
    return tuple(counts)


class _Curve(Callback):
    def __init__(
        self, training: Sequence[Any], test: Sequence[Any], passed: Callable[[], None]
    ) -> None:
        self.data, self.passed = (training, test), passed
        self.training: list[int] = []
        self.test: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch, logs
        for (images, labels), kept in zip(self.data, (self.training, self.test), strict=True):
            kept.append(errors(self.model, images, labels))
        self.passed()


def scores(model: Any, images: NDArray[np.uint8], threads: int = 1) -> NDArray[np.float32]:
    """The scores of each class for each digit image: float32 (n, classes)."""
    return np.concatenate([model.scores(x, threads=threads) for x in inputs(model, images)])


def errors(model: Any, images: NDArray[np.uint8], labels: NDArray[Any], threads: int = 1) -> int:
    """The number of images that the model misreads."""
    answers = scores(model, images, threads).argmax(1)
    return int(np.count_nonzero(answers != labels))


def inputs(model: Any, images: NDArray[np.uint8]) -> Any:
    """Blocks of digit images as the model's input."""
    from lenet.digits.normalisation import network_input

    for begin in range(0, len(images), BLOCK):
        made = network_input(images[begin : begin + BLOCK], model.normalisation)
        yield _middle(made, model.input_shape)


def _middle(planes: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The centre of larger planes, of the model's input size."""
    top, left = ((planes.shape[side + 1] - shape[side]) // 2 for side in (0, 1))
    return planes[:, top : top + shape[0], left : left + shape[1]]
