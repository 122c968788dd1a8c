"""The one training of a service: started, watched, stopped, resumed, saved.

It runs in a thread of its own and notes how far it is; any thread may read that. Stopping it is
Ctrl-C to the run: the last finished epoch is on disk, and the training resumes from there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lenet.datasets.where import Where
from lenet.errors import LenetError
from lenet.evaluation import Score
from lenet.networks.changed_recipe import changed_recipe
from lenet.runs import run as runs
from lenet.runs.run import Run
from lenet.serve.answers.training_callbacks import EpochDisplay, EpochMistakes
from lenet.serve.answers.training_progress import TrainingProgress, UpdateCounts
from lenet.serve.edge.refusals import RefusedError

CLOSING_SECONDS = 60.0
"""How long closing waits for a training: it ends at once, unless it waits for data."""

BUSY_STATES = ("preparing", "training", "stopping", "saving")
"""The states in which a thread is at work."""


class Trainer:
    """Trains one network at a time; ``tell_busy`` is called with ``busy`` when the state changes.

    Attributes
    ----------
    state, sentence : str
        One of ``lenet.serve.routes.train_network.State``, and what else is to be said of it.
    run : Run, optional
        What is trained, or was trained last; None while another training is prepared.
    network : str, optional
        Which network the training is of that was asked for last.
    progress : TrainingProgress
        How far that is.
    updates : UpdateCounts
        How often something changed.
    closed : bool
        Whether no training is started any more.
    """

    def __init__(
        self,
        parent: Path,
        data: Where,
        threads: int | None,
        state: str,
        tell_busy: Callable[[bool], None],
    ) -> None:
        self.parent, self.data, self.threads = parent, data, threads
        self._tell_busy = tell_busy
        self.state, self.sentence = state, ""
        self.run: Run | None = None
        self.network: str | None = None
        self.progress = TrainingProgress()
        self.updates = UpdateCounts()
        self.closed = False
        self._stop = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a thread is at work."""
        return self.state in BUSY_STATES

    def start(self, options: Mapping[str, Any]) -> None:
        """Start a training; ``options`` are the fields of ``train_network.TrainingRequest``.

        ModelError for a recipe that the network does not have, RefusedError 409 while another
        training runs.
        """
        given = dict(options)
        name, data, seed = given.pop("network"), given.pop("data"), given.pop("seed")
        _, recipe = changed_recipe(name, **given)
        where = self.data.instead(data, None)

        def begun() -> Run:
            return runs.begin(
                name, where, seed=seed, recipe=recipe, report=self._report, parent=self.parent
            )

        self._run_in_thread(lambda: self._train(begun), "preparing", lambda: self._forget(name))

    def resume(self, folder: Path | None, epochs: int | None) -> None:
        """Resume the run in a folder, or the last one. RefusedError 409 if there is none."""
        folder = folder or self._last_folder()

        def resumed() -> Run:
            return runs.resume(folder, epochs=epochs, report=self._report)

        def is_another() -> None:
            if self.run is None or self.run.folder.path != folder:
                self._forget(None)

        self._run_in_thread(lambda: self._train(resumed), "preparing", is_another)

    def stop(self) -> None:
        """Stop after the last finished epoch; nothing while no training runs."""
        with self._lock:
            if self.state in ("preparing", "training"):
                self._stop = True
                self._set_state("stopping")

    def save(self) -> None:
        """Test the trained network and write its card and pictures, as at the end of a training.

        RefusedError 409 while a training runs, or when no epoch was finished.
        """
        self._last_folder()
        self._run_in_thread(self._write, "saving")

    def close(self) -> None:
        """Stop, and start nothing any more."""
        with self._lock:
            self.closed = self._stop = True

    def join(self) -> None:
        """Wait until the training has ended, at most ``CLOSING_SECONDS``."""
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)

    def status(self) -> dict[str, Any]:
        """All that is known, see ``lenet.serve.routes.train_network.TrainingStatus``."""
        run, progress = self.run, self.progress
        return {
            "state": self.state,
            "sentence": self.sentence,
            "run": None if run is None or not run.folder.resumable else run.folder.path.name,
            "network": self.network,
            "recipe": None if run is None else run.recipe.as_dict(),
            "history": {} if run is None else {name: [*row] for name, row in run.history.items()},
            **progress.as_dict(),
            "errors": progress.errors,
            "misread": progress.misread,
            "result": progress.result,
        }

    def _forget(self, network: str | None) -> None:
        """Another training is asked for: what is known is of the one before."""
        self.run, self.network, self.progress = None, network, TrainingProgress()

    def _run_in_thread(
        self, work: Callable[[], None], state: str, before: Callable[[], None] = lambda: None
    ) -> None:
        with self._lock:
            if self.closed:
                raise RefusedError(503, "the service is closing")
            if self.busy:
                raise RefusedError(409, "a training goes on already: stop it first")
            self._stop = False
            before()
            self._set_state(state)
            self._thread = threading.Thread(target=self._guarded, args=(work,), daemon=True)
            self._thread.start()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do the work; however it ends, the state says so."""
        try:
            work()
        except KeyboardInterrupt:
            self._set_state("stopped")
        except LenetError as error:
            self._set_state("failed", str(error))
        except OSError as error:
            self._set_state("failed", f"the run cannot be written: {error.strerror or error}")
        except BaseException:
            self._set_state("failed", "the training failed; the service's log says why")
            raise

    def _train(self, make: Callable[[], Run]) -> None:
        run = make()
        progress = TrainingProgress(epoch=run.model.epochs_trained, epochs=run.recipe.epochs)
        self.progress, self.run, self.network = progress, run, run.network
        if not self._stop:
            self._set_state("training")
        display = EpochDisplay(run, progress, self.updates, self._interrupt_if_stopped)
        run.train(self.threads, display, [EpochMistakes(run, progress, self.updates, self.threads)])
        self._write()

    def _write(self) -> None:
        run = self.run
        assert run is not None
        ended = "finished" if run.model.epochs_trained == run.recipe.epochs else "stopped"
        self._set_state("saving")
        score = run.write(self.threads)
        self.progress.result = score.as_dict()
        self._set_state(ended, _no_better_than_guessing(run, score))

    def _last_folder(self) -> Path:
        if self.busy:
            raise RefusedError(409, "a training goes on already: stop it first")
        if self.run is None or not self.run.folder.resumable:
            raise RefusedError(409, "there is no training of which an epoch was finished")
        return self.run.folder.path

    def _set_state(self, state: str, sentence: str = "") -> None:
        self.state, self.sentence = state, sentence
        self._tell_busy(self.busy)
        self.updates.add(state=True)

    def _report(self, sentence: str) -> None:
        """Note what is said while data are fetched; a moment to stop, too."""
        self._interrupt_if_stopped()
        self.sentence = sentence
        self.updates.add()

    def _interrupt_if_stopped(self) -> None:
        if self._stop:
            raise KeyboardInterrupt


def _no_better_than_guessing(run: Run, score: Score) -> str:
    """A sentence if always the same answer would do as well on the test set, else nothing."""
    counts = np.bincount(run.data.test[1])
    answer, errors = run.classes[counts.argmax()], score.images - int(counts.max())
    if score.errors < errors:
        return ""
    return (
        f"It did not learn: {answer} as the answer to all of them misreads {errors}. "
        "Try another learning rate"
    )
