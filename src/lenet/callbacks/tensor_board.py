"""TensorBoard: the figures of each epoch as event files, which TensorBoard draws."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from lenet.arguments.numbers import whole
from lenet.arguments.words import shown
from lenet.callbacks.callback import TRAIN, Callback, Logs
from lenet.callbacks.event_file import EventFile
from lenet.callbacks.learning_rate import note_rate
from lenet.errors import ModelError


class TensorBoard(Callback):
    """Writes the figures for ``tensorboard --logdir``, with Keras's names.

    ``epoch_loss``, ``epoch_learning_rate`` and so on go into ``log_dir/train``, those of the
    validation into ``log_dir/validation``. ``update_freq``: "epoch"; "batch" or a number of batches
    writes ``batch_loss`` and so on as well. Figures are all that is written: ``write_graph`` is
    accepted and writes none; histograms, images, profiles and embeddings are passed over with a
    warning. TensorBoard itself is not needed to write them. OSError.
    """

    def __init__(
        self,
        log_dir: str | Path = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: str | int = "epoch",
        profile_batch: int | tuple[int, int] = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: Any = None,
    ) -> None:
        del write_graph
        self.log_dir = Path(log_dir)
        if not isinstance(update_freq, str):
            self.every = whole("update_freq", update_freq, 1)
        elif update_freq in ("epoch", "batch"):
            self.every = 1 if update_freq == "batch" else 0
        else:
            raise ModelError(
                f'expected "epoch", "batch" or a number for update_freq, '
                f"received {shown(update_freq)}"
            )
        asked = {
            "histogram_freq": histogram_freq,
            "write_images": write_images,
            "write_steps_per_second": write_steps_per_second,
            "profile_batch": profile_batch,
            "embeddings_freq": embeddings_freq,
            "embeddings_metadata": embeddings_metadata,
        }
        passed_over = [name for name, value in asked.items() if np.any(np.asarray(value, object))]
        if passed_over:
            warnings.warn(
                f"TensorBoard writes the figures of training alone; passed over: "
                f"{', '.join(passed_over)}",
                stacklevel=2,
            )
        self._files: dict[str, EventFile] = {}
        self._step = self._tests = 0
        self._in_fit = False

    def watches(self, what: str) -> bool:
        return what == TRAIN and self.every > 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        self._in_fit, self._step = True, 0

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        del batch
        if self.every and self._step % self.every == 0:
            for name, value in (logs or {}).items():
                self._add("train", f"batch_{name}", value, self._step)
        self._step += 1

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        figures = dict(logs or {})
        note_rate(self.model, figures)
        for name, value in figures.items():
            side = "validation" if name.startswith("val_") else "train"
            self._add(side, f"epoch_{name.removeprefix('val_')}", value, epoch)

    def on_test_end(self, logs: Logs | None = None) -> None:
        if self._in_fit:
            return
        for name, value in (logs or {}).items():
            self._add("validation", f"evaluation_{name}_vs_iterations", value, self._tests)
        self._tests += 1
        self._close()

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        self._in_fit = False
        self._close()

    def _add(self, side: str, tag: str, value: float, step: int) -> None:
        if side not in self._files:
            self._files[side] = EventFile(self.log_dir / side)
        self._files[side].add(tag, float(value), step)

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}
