"""Where a data set is: what ``--data`` and ``--data-dir`` say."""

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
    """Where a data set is: what ``--data`` and ``--data-dir`` say."""

    data: str = "mnist"
    data_dir: str | None = None

    def load(
        self, report: Callable[[str], None] | None = None, *, centred: bool | None = None
    ) -> Dataset:
        """Load the data set, see ``lenet.datasets.load``. DataError."""
        from lenet import datasets

        return datasets.load(self.data, self.data_dir, report, centred=centred)

    def instead(self, data: str | None, data_dir: str | None) -> Where:
        """The place with a user's changes."""
        if data is not None:
            return Where(data, data_dir)
        return self if data_dir is None else Where(self.data, data_dir)

    def absolute(self) -> Where:
        """The same place by absolute paths."""
        from lenet.datasets.published_sets import SETS

        folder = None if self.data_dir is None else _absolute(self.data_dir)
        return Where(self.data if self.data in SETS else _absolute(self.data), folder)

    def still_there(self, folder: Path) -> Where:
        """The place, recorded by the run in ``folder``. DataError if it no longer exists.

        A published set whose ``data_dir`` no longer exists is looked for elsewhere.
        """
        from lenet.datasets.dataset import is_place
        from lenet.datasets.published_sets import SETS

        if self.data not in SETS and not is_place(self.data):
            raise DataError(
                f"{folder} was trained on {self.data}, which is gone: name the data with --data"
            )
        return self if os.path.isdir(self.data_dir or "") else Where(self.data)


def _absolute(folder: str) -> str:
    return os.path.abspath(os.path.expanduser(folder))
