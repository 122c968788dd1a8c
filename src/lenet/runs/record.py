"""What a run's ``config.json`` says besides the layers: enough to make the weights again.

It is read from untrusted folders, so every field is checked.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lenet.arguments.words import text
from lenet.errors import DataError
from lenet.models.storage import CONFIG, read_config
from lenet.networks.recipe import Recipe

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where
    from lenet.evaluation import Score
    from lenet.models import Model


@dataclass(frozen=True)
class Record:
    """A run as its folder describes it; ``config`` is the whole description."""

    network: str
    recipe: Recipe
    config: Mapping[str, Any]

    @property
    def sha256(self) -> object:
        """The checksums of the data."""
        return data_of(self.config).get("sha256")


def make_record(
    network: str, recipe: Recipe, model: Model, data: Dataset, where: Where, score: Score | None
) -> dict[str, Any]:
    """The description for JSON; ``score`` is None while training goes on."""
    place = where.absolute()
    return {
        "network": network,
        "recipe": recipe.as_dict(),
        "epochs_trained": model.epochs_trained,
        "data": {
            "name": data.name,
            "where": {"data": place.data, "data_dir": place.data_dir},
            "sha256": data.sha256,
            "classes": list(data.classes),
            "centred": data.centred,
        },
        "versions": versions(),
        "instructions": model.network.instructions,
        "result": None if score is None else score.as_dict(),
    }


def versions() -> dict[str, str]:
    """The versions that decide the numbers: of lenet, numpy and Python."""
    return {
        "lenet": version("lenet"),
        "numpy": version("numpy"),
        "python": platform.python_version(),
    }


def read_record(folder: Path) -> Record:
    """The run in a folder. DataError if there is none."""
    config = read_config(folder)
    try:
        return Record(
            text("network", config["network"]), Recipe.from_dict(config["recipe"]), config
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{folder / CONFIG} does not describe a run: {error}") from error


def data_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a description says of the data; empty where it says nothing."""
    data = config.get("data")
    return data if isinstance(data, dict) else {}
