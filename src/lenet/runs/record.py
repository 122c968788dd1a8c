"""What a run's ``config.json`` says besides the layers: enough to make the weights again.

It is read from untrusted folders, so every field is checked.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lenet.errors import DataError
from lenet.models.storage import CONFIG, read_config
from lenet.networks.recipe import OPTIMIZERS, ORDERS, SCHEDULES, Recipe

if TYPE_CHECKING:
    from lenet.datasets import Dataset
    from lenet.datasets.where import Where
    from lenet.evaluation import Score
    from lenet.models import Model

_WORDS = {"schedule": SCHEDULES, "optimizer": OPTIMIZERS, "order": ORDERS}
_RANGES = {
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "learning_rate": (0, math.inf),
    "weight_decay": (0, math.inf),
    "warmup": (0, 1),
    "copies": (0, 1000),
    "undistorted": (0, 100_000),
    "penalty_scale": (1e-6, 1e6),
    "rubbish_penalty": (0, 1e6),
    "label_smoothing": (0, 1),
}


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
        return Record(str(config["network"]), _recipe(config["recipe"]), config)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{folder / CONFIG} does not describe a run: {error}") from error


def data_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a description says of the data; empty where it says nothing."""
    data = config.get("data")
    return data if isinstance(data, dict) else {}


def _recipe(described: Mapping[str, Any]) -> Recipe:
    recipe = Recipe.from_dict(described)  # checks the distortion itself
    for field in fields(Recipe):
        if field.name == "distortion":
            continue
        value, kind = getattr(recipe, field.name), str(field.type)
        low, high = _RANGES.get(field.name, (0, 0))
        fits = isinstance(value, str) if kind == "str" else low <= _number(value, kind) <= high
        if not fits:
            raise ValueError(f"{field.name} is {value!r}")
    for name, words in _WORDS.items():
        if getattr(recipe, name) not in words:
            raise ValueError(f"{name} is {getattr(recipe, name)!r}")
    return recipe


def _number(value: Any, kind: str) -> float:
    allowed = (int,) if kind == "int" else (int, float)
    return value if isinstance(value, allowed) and not isinstance(value, bool) else math.nan
