"""The data that a recorded network was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lenet.datasets.where import Where
from lenet.models.storage import read_config
from lenet.runs.record import data_of


def data_again(folder: Path, data: str | None = None, data_dir: str | None = None) -> Where:
    """The place of the data that the network in ``folder`` was trained on, or a user's choice."""
    where = _recorded_where(read_config(folder))
    if data is None and data_dir is None:
        return where.still_there(folder)
    return where.instead(data, data_dir)


def _recorded_where(config: Mapping[str, Any]) -> Where:
    place = data_of(config).get("where")
    if not isinstance(place, dict) or not isinstance(place.get("data"), str):
        return Where()
    data_dir = place.get("data_dir")
    return Where(place["data"], data_dir if isinstance(data_dir, str) else None)
