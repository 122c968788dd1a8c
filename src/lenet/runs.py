"""A run: a network trained by a recipe, and the folder that is left of it.

``weights.safetensors``, ``config.json`` (layers, recipe, seed, data, versions, result),
``history.csv``, ``checkpoint.safetensors``, ``README.md`` and four pictures. After every epoch the
folder can be resumed from, and what is resumed ends with the same bytes as what never stopped.
"""

from __future__ import annotations

import csv
import io
import platform
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lenet.callbacks import Callback, History, Logs
from lenet.errors import DataError, ModelError
from lenet.files import write_whole
from lenet.networks import Recipe, network
from lenet.normalisation import network_input
from lenet.storage import (
    CHECKPOINT,
    CONFIG,
    load_checkpoint,
    model_from_config,
    read_config,
    save_checkpoint,
    save_model,
)

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.evaluation import Score
    from lenet.models import Sequential

HISTORY, CARD = "history.csv", "README.md"
MOST_EPOCHS = 100_000


@dataclass
class Run:
    """A model, how it is trained, what it is trained on, and where the folder is."""

    network: str
    model: Sequential
    recipe: Recipe
    data: Dataset
    folder: Path
    history: dict[str, list[float]]

    def train(self, threads: int | None, verbose: str | int) -> None:
        """The epochs that are still missing. KeyboardInterrupt leaves the last finished epoch."""
        images, labels = self.data.train
        test_images, test_labels = self.data.test
        x = network_input(images, self.recipe.normalisation)
        self.model.compile(self.recipe.optimizer(len(x)), self.recipe.loss, metrics=["accuracy"])
        if (self.folder / CHECKPOINT).exists():
            load_checkpoint(self.model, self.folder)
        first = self.model.epochs_trained
        self.history = {name: values[:first] for name, values in self.history.items()}
        try:
            self.model.fit(
                x,
                labels,
                batch_size=self.recipe.batch_size,
                epochs=self.recipe.epochs,
                initial_epoch=first,
                validation_data=(
                    network_input(test_images, self.recipe.normalisation),
                    test_labels,
                ),
                callbacks=_Recorder(self),
                threads=threads,
                verbose=verbose,
            )
        except KeyboardInterrupt:
            if (self.folder / CHECKPOINT).exists():
                load_checkpoint(self.model, self.folder)
            raise

    def record(self, score: Score | None = None) -> dict[str, Any]:
        """What ``config.json`` says besides the layers: enough to make the weights again."""
        return {
            "network": self.network,
            "recipe": self.recipe.as_dict(),
            "epochs_trained": self.model.epochs_trained,
            "data": {
                "name": self.data.name,
                "sha256": self.data.sha256,
                "classes": list(self.data.classes),
            },
            "versions": {
                "lenet": version("lenet"),
                "numpy": version("numpy"),
                "python": platform.python_version(),
            },
            "instructions": self.model.network.instructions,
            "result": None if score is None else score.as_dict(),
        }

    def write(self) -> Score:
        """Measure on the test set and write everything but the checkpoint."""
        from lenet import figures
        from lenet.card import card
        from lenet.evaluation import confusion_matrix, mistakes, score

        images, labels = self.data.test
        answers = self.model.predict(network_input(images, self.recipe.normalisation))
        result, missed = score(labels, answers), mistakes(labels, answers)
        classes, folder = self.data.classes, self.folder
        figures.curves(self.history, folder / "curves.png")
        matrix = confusion_matrix(labels, answers.argmax(axis=1), len(classes))
        figures.confusion(matrix, classes, folder / "confusion.png")
        figures.mistakes(images, missed, classes, folder / "mistakes.png")
        figures.first(images[0], answers[0], int(labels[0]), classes, folder / "first.png")
        save_model(self.model, folder, self.record(result))
        write_whole(folder / CARD, card(self, result))
        return result


class _Recorder(Callback):
    """After each epoch: history, then description, then checkpoint, so that none runs ahead."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        run = self.run
        for name, value in (logs or {}).items():
            run.history.setdefault(name, []).append(value)
        write_whole(run.folder / HISTORY, history_csv(run.history))
        save_model(run.model, run.folder, run.record())
        save_checkpoint(run.model, run.folder)


def begin(name: str, recipe: Recipe, seed: int, data: Dataset, folder: Path) -> Run:
    """A new run. DataError if the folder already holds one."""
    if (folder / CONFIG).exists():
        raise DataError(f"{folder} already holds a run: resume it, or choose another folder")
    model = network(name).build(seed)
    _check_data(model, data)
    return Run(name, model, recipe, data, folder, {})


def described(folder: Path) -> tuple[str, Recipe, dict[str, Any]]:
    """Network, recipe and whole description of the run in a folder. DataError if it is none."""
    config = read_config(folder)
    try:
        recipe = Recipe(**config["recipe"])
        if not (1 <= recipe.epochs <= MOST_EPOCHS and recipe.batch_size >= 1):
            raise ValueError("epochs or batch size out of range")
        return str(config["network"]), recipe, config
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{folder / CONFIG} does not describe a run: {error}") from error


def resume(folder: Path, data: Dataset, epochs: int | None = None) -> Run:
    """The run in a folder after its last finished epoch; ``epochs`` asks for more than it had."""
    from lenet.models import Sequential

    name, recipe, config = described(folder)
    if config.get("data", {}).get("sha256") != data.sha256:
        raise DataError(f"{folder} was trained on other data than {data.name} from {data.source}")
    if epochs is not None and epochs != recipe.epochs:
        if recipe.schedule != "constant":
            raise ModelError(
                f"this recipe's learning rate ends with epoch {recipe.epochs}: start a new run"
            )
        recipe = replace(recipe, epochs=epochs)
    model = model_from_config(config, Sequential)
    return Run(name, model, recipe, data, folder, read_history(folder / HISTORY))


def free_folder(name: str, parent: Path = Path("runs")) -> Path:
    """``runs/NAME-1``, or the first number that is free."""
    number = 1
    while (parent / f"{name}-{number}").exists():
        number += 1
    return parent / f"{name}-{number}"


def history_csv(history: History | dict[str, list[float]]) -> str:
    """A row an epoch: its number from 1, then every figure in full precision."""
    columns = history.history if isinstance(history, History) else history
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *columns])
    for epoch, row in enumerate(zip(*columns.values(), strict=True), start=1):
        writer.writerow([epoch, *map(repr, row)])
    return text.getvalue()


def read_history(path: Path) -> dict[str, list[float]]:
    """The figures of ``history_csv`` by name; nothing if there is no such file."""
    try:
        rows = list(csv.reader(path.read_text().splitlines()))
        names = rows[0][1:] if rows else []
        return {name: [float(row[k + 1]) for row in rows[1:]] for k, name in enumerate(names)}
    except FileNotFoundError:
        return {}
    except (ValueError, IndexError, csv.Error) as error:
        raise DataError(f"{path} is not a run's history: {error}") from error


def _check_data(model: Sequential, data: Dataset) -> None:
    images, units = data.train[0], model.output_shape[0]
    expected = (model.input_shape or ())[:2]
    if images.shape[1:] != expected:
        raise DataError(f"{model.name} expects images of {expected}, received {images.shape[1:]}")
    if len(data.classes) > units:
        raise DataError(
            f"{model.name} tells {units} classes apart, {data.name} has {len(data.classes)}"
        )
