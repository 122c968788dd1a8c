"""A run: a network that is trained by a recipe, and the folder it is written into.

``weights.safetensors``, ``config.json`` (layers, recipe, seed, data, versions, result),
``history.csv``, ``checkpoint.safetensors``, ``README.md`` and four pictures. A run can be
resumed after every epoch, and then ends with the same bytes as one that was never stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lenet.callbacks import Callback, Logs
from lenet.datasets.where import Where
from lenet.errors import DataError, ModelError, TrainingError
from lenet.host.files import write_whole
from lenet.models.checkpoint import load_checkpoint
from lenet.models.recorded_classes import class_names
from lenet.networks import Recipe, network
from lenet.runs.folder import (
    CARD,
    CONFUSION,
    CURVES,
    FIRST,
    HISTORY,
    MISTAKES,
    RUNS,
    RunFolder,
    check_free,
    take,
    take_again,
    take_next,
)
from lenet.runs.history_file import Columns, history_csv, read_history
from lenet.runs.record import make_record, read_record
from lenet.runs.recorded_data import data_again

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.evaluation import Score
    from lenet.models import Sequential
    from lenet.models.progress import Silent

Report = Callable[[str], None]


@dataclass
class Run:
    """A model, its recipe, its data, and the folder it is written into."""

    network: str
    model: Sequential
    recipe: Recipe
    data: Dataset
    where: Where
    folder: RunFolder
    history: Columns = field(default_factory=dict)

    def train(
        self,
        threads: int | None = None,
        verbose: str | int | Silent = 0,
        callbacks: Sequence[Callback] = (),
    ) -> None:
        """Train the remaining epochs. ``callbacks`` are called after an epoch is written.

        KeyboardInterrupt and TrainingError leave the model at the last finished epoch; if there is
        none, no folder is left. DataError if another process writes into the folder.
        """
        self.recipe.compile(self.model, len(self.data.train[0]))
        with self.folder.held():
            self.go_back()
            self._train(threads, verbose, callbacks)

    def _train(
        self, threads: int | None, verbose: str | int | Silent, callbacks: Sequence[Callback]
    ) -> None:
        try:
            self.recipe.fit(
                self.model,
                *self.data.train,
                validation=self.data.test,
                initial_epoch=self.model.epochs_trained,
                callbacks=[_Recorder(self), *callbacks],
                threads=threads,
                verbose=verbose,
            )
        except (KeyboardInterrupt, TrainingError):
            self.go_back()
            raise
        finally:
            if not self.folder.resumable:
                self.folder.give_back()

    def go_back(self) -> None:
        """Go back to the last finished epoch, which is the checkpoint's."""
        self.model.epochs_trained = 0
        if self.folder.resumable:
            self.model.load_checkpoint(self.folder.path)
        self.history = read_history(self.folder / HISTORY, self.model.epochs_trained)

    @property
    def classes(self) -> list[str]:
        """The name of each unit of the network; see ``class_names``."""
        return class_names(self.data.classes, self.model.output_shape[0])

    def record(self, score: Score | None = None) -> dict[str, Any]:
        """What ``config.json`` says besides the layers."""
        return make_record(self.network, self.recipe, self.model, self.data, self.where, score)

    def write(self, threads: int | None = None) -> Score:
        """Measure on the test set and write everything but the checkpoint.

        DataError if another process writes into the folder, or has trained the run further.
        """
        with self.folder.held():
            self._check_own()
            return self._write(threads)

    def _check_own(self) -> None:
        """DataError if the checkpoint in the folder is not this model's."""
        if not self.folder.resumable:
            return
        parameters = self.model.state().parameters
        state, epochs = load_checkpoint(self.folder.path, len(parameters))
        same = np.array_equal(state.parameters, parameters, equal_nan=True)
        if not same or epochs != self.model.epochs_trained:
            raise DataError(
                f"{self.folder.path}: expected the run after {self.model.epochs_trained} epochs; "
                "another process has trained it since: resume it"
            )

    def _write(self, threads: int | None) -> Score:
        from lenet.evaluation import score
        from lenet.runs.card import card

        images, labels = self.data.test
        answers = self.model.scores(self.recipe.network_input(images), threads=threads)
        result = score(labels, answers)
        self._draw(images, labels, answers)
        write_whole(self.folder / HISTORY, history_csv(self.history))
        record = self.record(result)
        self.model.save(self.folder.path, record=record)
        text = card(record, self.model.describe(), self.recipe, self.data, seed=self.model.seed)
        write_whole(self.folder / CARD, text)
        return result

    def _draw(self, images: Any, labels: Any, answers: Any) -> None:
        from lenet import figures
        from lenet.evaluation import confusion_matrix, mistakes

        read = answers.argmax(axis=1)
        shown = max(len(self.data.classes), int(read.max()) + 1)
        names, folder = self.classes[:shown], self.folder
        figures.curves(self.history, folder / CURVES)
        figures.confusion(confusion_matrix(labels, read, shown), names, folder / CONFUSION)
        figures.mistakes(images, mistakes(labels, answers), names, folder / MISTAKES)
        figures.first(images[0], answers[0, :shown], int(labels[0]), names, folder / FIRST)


class _Recorder(Callback):
    """Writes each finished epoch; the checkpoint last, as it marks the epoch as complete."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        run = self.run
        for name, value in (logs or {}).items():
            run.history.setdefault(name, []).append(value)
        run.model.save(run.folder.path, record=run.record())
        write_whole(run.folder / HISTORY, history_csv(run.history))
        run.model.save_checkpoint(run.folder.path)


def begin(
    name: str,
    where: Where,
    folder: Path | None = None,
    *,
    seed: int = 0,
    recipe: Recipe | None = None,
    changes: Mapping[str, Any] | None = None,
    report: Report | None = None,
    parent: Path = RUNS,
) -> Run:
    """A new run of the network ``name``, by its own recipe or ``recipe``, with ``changes``.

    It takes ``folder``, or the next ``NAME-N`` in ``parent``, and is its one writer until it is
    trained. DataError for data that cannot be loaded or do not fit, and for a folder that is not
    empty or that another process writes.
    """
    if folder is not None:
        check_free(folder)  # before anything is fetched
    known = network(name)
    recipe = replace(recipe or known.recipe, **(changes or {}))
    model, data = known.build(seed), where.load(report)
    _check_data(model, recipe, data)
    taken = take_next(name, parent) if folder is None else take(folder)
    return Run(name, model, recipe, data, where, taken)


def resume(
    folder: Path,
    data: str | None = None,
    data_dir: str | None = None,
    *,
    epochs: int | None = None,
    report: Report | None = None,
) -> Run:
    """The run in a folder after its last finished epoch; ``epochs`` may raise their number.

    ``data`` and ``data_dir`` say where the data are now, if they were moved. DataError if they are
    other data, or if another process writes into the folder.
    """
    read_record(folder)  # before anything is fetched
    where = data_again(folder, data, data_dir)
    loaded = where.load(report)
    taken = take_again(folder)
    try:
        return _resumed(taken, where, loaded, epochs)
    except BaseException:
        taken.lock.release()
        raise


def _resumed(taken: RunFolder, where: Where, loaded: Dataset, epochs: int | None) -> Run:
    from lenet.models import Sequential

    folder = taken.path
    known = read_record(folder)
    if known.sha256 != loaded.sha256:
        raise DataError(
            f"{folder} was trained on other data than {loaded.name} from {loaded.source}"
        )
    try:
        model = Sequential.from_config(known.config)
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    recipe = known.recipe if epochs is None else _longer(known.recipe, epochs)
    _check_data(model, recipe, loaded)
    run = Run(known.network, model, recipe, loaded, where, taken)
    run.go_back()
    if recipe.epochs < model.epochs_trained:
        raise ModelError(
            f"expected at least the {model.epochs_trained} epochs {folder} was trained for, "
            f"received {recipe.epochs}"
        )
    return run


def _longer(recipe: Recipe, epochs: int) -> Recipe:
    if epochs != recipe.epochs and (recipe.schedule != "constant" or recipe.undistorted):
        raise ModelError(f"this recipe ends with epoch {recipe.epochs}: start a new run")
    return replace(recipe, epochs=epochs)


def _check_data(model: Sequential, recipe: Recipe, data: Dataset) -> None:
    given, units = recipe.network_input(data.train[0][:1]).shape[1:3], model.output_shape[0]
    expected = (model.input_shape or ())[:2]
    if given != expected:
        raise DataError(f"{model.name} expects images of {expected}, {data.name} gives {given}")
    if len(data.classes) > units:
        raise DataError(
            f"{model.name} tells {units} classes apart, {data.name} has {len(data.classes)}"
        )
