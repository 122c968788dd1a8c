"""The one training of a service: begun, watched, stopped, gone on with, saved.

It runs in a thread of its own and tells how far it is; whoever asks reads that, whenever they come.
Stopping it is Ctrl-C to the run: the last finished epoch is on disk, and is where it goes on.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.callbacks import Callback, Logs
from lenet.datasets.where import Where
from lenet.errors import LenetError
from lenet.evaluation import mistakes
from lenet.models.progress import Figures, Silent
from lenet.networks import network
from lenet.runs import run as runs
from lenet.runs.run import Run
from lenet.serve.answers.one_digit import numbers, outputs_first
from lenet.serve.edge.refusals import RefusedError

SHOWN = 100
"""Misread test images that are told; all are counted."""

REFRESH = 0.1
"""Seconds between two looks at how far an epoch is."""

PATIENCE = 60.0
"""Seconds that closing waits for a training: it ends at once, unless it waits for data."""

GOING = ("preparing", "training", "stopping", "saving")
"""The states in which a thread is at work."""


class Trainer:
    """Trains one network at a time.

    Attributes
    ----------
    state : str
        One of ``lenet.serve.schemas.State``.
    changes, epochs, steps : int
        Grow when the state changes, when an epoch was looked at, and whenever there is something
        new to tell.
    """

    def __init__(self, parent: Path, data: Where, threads: int | None, state: str = "idle") -> None:
        self.parent, self.data, self.threads = parent, data, threads
        self.state, self.sentence = state, ""
        self.changes = self.epochs = self.steps = 0
        self.run: Run | None = None
        self.seen = Seen()
        self.closed = False
        self._stop = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self.state in GOING

    def start(self, wish: Mapping[str, Any]) -> None:
        """Begin a training, see ``lenet.serve.schemas.Wish``.

        ModelError for a recipe that the network has not, RefusedError 409 while another goes on.
        """
        known = network(wish["network"])
        recipe = known.recipe if wish["recipe"] is None else known.recipe_named(wish["recipe"])
        fields = ("epochs", "batch_size", "learning_rate")
        changes = {name: wish[name] for name in fields if wish[name] is not None}
        if wish["distort"] is not None:
            changes["distortion"] = recipe.distortion_if(wish["distort"])
        where = self.data if wish["data"] is None else Where(wish["data"])

        def begun() -> Run:
            return runs.begin(
                wish["network"],
                where,
                seed=wish["seed"],
                recipe=recipe,
                changes=changes,
                report=self._told,
                parent=self.parent,
            )

        self._go(lambda: self._train(begun), "preparing")

    def resume(self, folder: Path | None, epochs: int | None) -> None:
        """Go on with the run in a folder, or with the last one. RefusedError 409 without any."""
        folder = folder or self._last()

        def resumed() -> Run:
            return runs.resume(folder, epochs=epochs, report=self._told)

        self._go(lambda: self._train(resumed), "preparing")

    def stop(self) -> None:
        """Stop after the last finished epoch; nothing where nothing goes on."""
        with self._lock:
            if self.state in ("preparing", "training"):
                self._stop = True
                self._set("stopping")

    def save(self) -> None:
        """Test what was trained and write its card and pictures, as at the end of a training.

        RefusedError 409 while a training goes on, or when no epoch was finished.
        """
        self._last()
        self._go(self._write, "saving")

    def stop_for_good(self) -> None:
        """Stop, and take nothing more."""
        with self._lock:
            self.closed = self._stop = True

    def join(self) -> None:
        """Wait until nothing is at work, but not for data that do not come."""
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def status(self) -> dict[str, Any]:
        """All there is to tell, see ``lenet.serve.schemas.Training``."""
        run, seen = self.run, self.seen
        return {
            "state": self.state,
            "sentence": self.sentence,
            "run": None if run is None or not run.folder.resumable else run.folder.path.name,
            "network": None if run is None else run.network,
            "recipe": None if run is None else run.recipe.as_dict(),
            "history": {} if run is None else {name: [*row] for name, row in run.history.items()},
            **self.progress(),
            "errors": seen.errors,
            "misread": seen.misread,
            "result": seen.result,
        }

    def progress(self) -> dict[str, Any]:
        """How far the running epoch is, and the kernels of the first layer now."""
        seen = self.seen
        return {
            "epoch": seen.epoch,
            "epochs": seen.epochs,
            "images": seen.images,
            "of": seen.of,
            "images_per_second": round(seen.speed, 1),
            "figures": dict(seen.figures),
            "kernels": seen.kernels,
        }

    def _go(self, work: Callable[[], None], state: str) -> None:
        with self._lock:
            if self.closed:
                raise RefusedError(503, "the service is closing")
            if self.busy:
                raise RefusedError(409, "a training goes on already: stop it first")
            self._stop = False
            self._set(state)
            self._thread = threading.Thread(target=self._guarded, args=(work,), daemon=True)
            self._thread.start()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except KeyboardInterrupt:
            self._set("stopped")
        except LenetError as error:
            self._set("failed", str(error))
        except OSError as error:
            self._set("failed", f"the run cannot be written: {error.strerror or error}")
        except BaseException:
            self._set("failed", "the training failed; the service's log says why")
            raise

    def _train(self, make: Callable[[], Run]) -> None:
        run = make()
        self.seen = Seen(epoch=run.model.epochs_trained, epochs=run.recipe.epochs)
        self.run = run
        if not self._stop:
            self._set("training")
        run.train(self.threads, _Display(self, run), [_Epochs(self, run)])
        self._write()

    def _write(self) -> None:
        run = self.run
        assert run is not None
        before = "finished" if run.model.epochs_trained == run.recipe.epochs else "stopped"
        self._set("saving")
        self.seen.result = run.write(self.threads).as_dict()
        self._set(before)

    def _last(self) -> Path:
        if self.busy:
            raise RefusedError(409, "a training goes on already: stop it first")
        if self.run is None or not self.run.folder.resumable:
            raise RefusedError(409, "there is no training of which an epoch was finished")
        return self.run.folder.path

    def _set(self, state: str, sentence: str = "") -> None:
        self.state, self.sentence = state, sentence
        self.changes += 1
        self.steps += 1

    def _told(self, sentence: str) -> None:
        """What is said while data are fetched; a moment to stop, too."""
        self.go_on()
        self.sentence = sentence
        self.steps += 1

    def go_on(self) -> None:
        """KeyboardInterrupt when the training is to stop."""
        if self._stop:
            raise KeyboardInterrupt


class Seen:
    """What was seen of a training last. Fields are set whole, so that any thread may read them."""

    def __init__(self, epoch: int = 0, epochs: int = 0) -> None:
        self.epoch, self.epochs = epoch, epochs
        self.images = self.of = 0
        self.speed = 0.0
        self.figures: Mapping[str, float] = {}
        self.kernels: list[Any] = []
        self.errors: int | None = None
        self.misread: list[dict[str, Any]] = []
        self.result: dict[str, Any] | None = None


class _Display(Silent):
    """Sees how far an epoch is, and ends the training from within when it is to stop."""

    def __init__(self, trainer: Trainer, run: Run) -> None:
        self.trainer, self.run = trainer, run

    def begin(self, epoch: int, epochs: int, samples: int, names: Sequence[str]) -> None:
        del names
        seen = self.trainer.seen
        seen.epoch, seen.epochs, seen.images, seen.of = epoch, epochs, 0, samples
        self.started = self.shown = time.perf_counter()

    def advance(self, samples: int, figures: Figures) -> None:
        self.trainer.go_on()
        now = time.perf_counter()
        if now - self.shown < REFRESH and samples < self.trainer.seen.of:
            return
        self.shown = now
        seen = self.trainer.seen
        seen.images, seen.figures = samples, dict(figures)
        seen.speed = samples / max(now - self.started, 1e-9)
        seen.kernels = first_kernels(self.run)
        self.trainer.steps += 1


class _Epochs(Callback):
    """Looks at the test images that are misread after each epoch."""

    def __init__(self, trainer: Trainer, run: Run) -> None:
        self.trainer, self.run = trainer, run
        self.inputs = run.recipe.network_input(run.data.test[0])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        del epoch
        seen, run = self.trainer.seen, self.run
        scores = run.model.scores(self.inputs, threads=self.trainer.threads)
        seen.errors, seen.misread = misread(run, scores)
        seen.figures, seen.kernels = dict(logs or {}), first_kernels(run)
        self.trainer.epochs += 1
        self.trainer.steps += 1


def first_kernels(run: Run) -> list[Any]:
    """The kernels of the first layer that has some, [filter][channel][row][column]."""
    for name, array in zip(run.model.weight_shapes(), run.model.get_weights(), strict=True):
        if name.endswith(".kernel"):
            return numbers(outputs_first(array))
    return []


def misread(run: Run, scores: NDArray[np.float32]) -> tuple[int, list[dict[str, Any]]]:
    """How many test images are misread, and those the network is surest of, the surest first."""
    images, labels = run.data.test
    names = run.classes
    wrong = mistakes(labels, scores)
    shown = sorted(wrong, key=lambda one: -one.confidence)[:SHOWN]
    return len(wrong), [
        {
            "index": one.index,
            "truth": names[one.truth],
            "answer": names[one.answer],
            "confidence": one.confidence,
            "pixels": base64.b64encode(images[one.index].tobytes()).decode(),
        }
        for one in shown
    ]
