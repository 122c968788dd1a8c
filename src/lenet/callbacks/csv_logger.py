"""CSVLogger: the figures of each epoch as a line of a CSV file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from lenet.arguments.numbers import truth
from lenet.arguments.words import text
from lenet.callbacks.callback import Callback, Logs
from lenet.errors import ModelError

if TYPE_CHECKING:
    import csv


class CSVLogger(Callback):
    """Writes ``epoch`` and the figures, sorted by name, to a CSV file, a line an epoch.

    ``separator`` stands between the columns. ``append=True`` goes on in a file that is there, with
    no second heading. Each line is in the file when its epoch ends. As Keras's; OSError.
    """

    def __init__(self, filename: str | Path, separator: str = ",", append: bool = False) -> None:
        self.filename, self.append = Path(filename), truth("append", append)
        self.sep = text("separator", separator)
        if len(self.sep) != 1:
            raise ModelError(f"expected a separator of one character, received {separator!r}")
        self.csv_file: TextIO | None = None
        self.writer: csv.DictWriter[str] | None = None
        self.keys: list[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        del logs
        begun = self.append and self.filename.is_file() and self.filename.stat().st_size > 0
        self.append_header = not begun
        self._close()
        self.csv_file = open(  # noqa: SIM115
            self.filename, "a" if self.append else "w", newline="", encoding="utf-8"
        )
        self.writer = self.keys = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        figures = logs or {}
        assert self.csv_file is not None
        if self.keys is None:
            self.keys = sorted(figures)
            if self.keys and not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
        if self.writer is None:
            import csv

            self.writer = csv.DictWriter(
                self.csv_file, fieldnames=["epoch", *self.keys], delimiter=self.sep
            )
            if self.append_header:
                self.writer.writeheader()
        row = {key: _cell(figures.get(key, "NA")) for key in self.keys}
        self.writer.writerow({"epoch": epoch, **row})
        self.csv_file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        del logs
        self._close()
        self.writer = None

    def _close(self) -> None:
        if self.csv_file is not None:
            self.csv_file.close()


def _cell(value: Any) -> Any:
    """A figure as it stands in a column: several numbers as ``"[1, 2]"``."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return value
    return f'"[{", ".join(map(str, value))}]"'
