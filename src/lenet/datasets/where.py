"""Where a data set is had: what ``--data`` and ``--data-dir`` say."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lenet.errors import DataError

if TYPE_CHECKING:
    from lenet.datasets import Dataset


@dataclass(frozen=True)
class Where:
    """Where a data set is had: what ``--data`` and ``--data-dir`` say."""

    data: str = "mnist"
    data_dir: str | None = None

    def load(self, report: Callable[[str], None] | None = None) -> Dataset:
        """Load the data set. DataError if it cannot be had."""
        from lenet import datasets

        return datasets.load(self.data, self.data_dir, report)

    def instead(self, data: str | None, data_dir: str | None) -> Where:
        """Give this place, but for what a user says now."""
        if data is not None:
            return Where(data, data_dir)
        return self if data_dir is None else Where(self.data, data_dir)

    def absolute(self) -> Where:
        """Give the same place, whatever the working directory is."""
        from lenet.datasets.published_sets import SETS

        folder = None if self.data_dir is None else _absolute(self.data_dir)
        return Where(self.data if self.data in SETS else _absolute(self.data), folder)

    def still_there(self, folder: Path) -> Where:
        """Give this place, as the run in ``folder`` recorded it: DataError if it has gone.

        Without its ``data_dir`` a published set is still had from its other sources.
        """
        from lenet.datasets.published_sets import SETS

        if self.data not in SETS and not os.path.isdir(self.data):
            raise DataError(
                f"{folder} was trained on {self.data}, which is gone: name the data with --data"
            )
        return self if os.path.isdir(self.data_dir or "") else Where(self.data)


def _absolute(folder: str) -> str:
    return os.path.abspath(os.path.expanduser(folder))
