"""The data that a recorded network was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lenet.arguments.words import shown
from lenet.datasets.where import Where
from lenet.errors import DataError
from lenet.models.storage import read_config
from lenet.runs.record import data_of


def data_again(folder: Path, data: str | None = None, data_dir: str | None = None) -> Where:
    """The place of the data that the network in ``folder`` was trained on, or a user's choice.

    DataError for a record that is none, and for data that are gone.
    """
    where = _recorded_where(read_config(folder), folder)
    if data is None and data_dir is None:
        return where.still_there(folder)
    return where.instead(data, data_dir)


def _recorded_where(config: Mapping[str, Any], folder: Path) -> Where:
    place = data_of(config).get("where")
    if place is None:
        return Where()
    named = place if isinstance(place, dict) else {}
    data, data_dir = named.get("data"), named.get("data_dir")
    if not isinstance(data, str) or not isinstance(data_dir, str | None):
        raise DataError(
            f"{folder} does not say where its data are: expected data and data_dir as text, "
            f"received {shown(place)}"
        )
    return Where(data, data_dir)
