"""What MLflow calls to load the network of a folder and to ask it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.digits.normalisation import network_input
from lenet.errors import DataError
from lenet.mlflow.mlmodel import MLMODEL, WITH_PREPARATION
from lenet.models import Model
from lenet.models.loading import load_folder


class ServedNetwork:
    """A network as MLflow asks it; ``with_preparation`` as ``lenet.mlflow.export`` has it."""

    def __init__(self, model: Model, *, with_preparation: bool) -> None:
        self.model, self.with_preparation = model, with_preparation

    def predict(self, data: ArrayLike) -> NDArray[np.float32]:
        """The scores, float32 (n, classes), of pixels, uint8 (n, rows, columns), or of inputs.

        ModelError for arrays of another shape.
        """
        if self.with_preparation:
            data = network_input(np.asarray(data), self.model.normalisation)
        return self.model.scores(data)


def _load_pyfunc(path: str, model_config: Mapping[str, Any]) -> ServedNetwork:
    """The network in a folder; MLflow calls it by this name. DataError for another folder."""
    prepared = model_config.get(WITH_PREPARATION)
    if not isinstance(prepared, bool):
        raise DataError(f"expected {WITH_PREPARATION} true or false in the {MLMODEL} of {path}")
    return ServedNetwork(load_folder(Path(path)), with_preparation=prepared)
