"""A network that can be asked, whoever asks it: the service, or the page as one file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from lenet.digits.mnist_steps import SIDE
from lenet.digits.normalisation import network_input
from lenet.errors import DataError, ModelError
from lenet.layers import RBF
from lenet.models import Sequential
from lenet.models.loading import load_folder
from lenet.models.recorded_classes import is_centred, recorded_classes
from lenet.models.storage import read_config
from lenet.reading import DigitCalibration, DigitReader, load_digit_calibration

DEFAULT = "modern"
"""The network that answers when none is named."""

FROM_PACKAGE, FROM_RUNS = "shipped", "run"
"""Where a network comes from."""

UNCALIBRATED = DigitCalibration()

LARGEST = 5_000_000
"""Parameters of the largest network that is offered."""


@dataclass(frozen=True)
class AvailableNetwork:
    """A network that can be asked: its name, its source, its record and the model itself.

    ``source`` is ``FROM_PACKAGE`` or ``FROM_RUNS``, ``config`` what ``config.json`` has,
    ``calibration`` what its scores are worth.
    """

    name: str
    source: str
    config: dict[str, Any]
    model: Sequential
    calibration: DigitCalibration = UNCALIBRATED

    @functools.cached_property
    def classes(self) -> list[str]:
        """The name of each class."""
        return recorded_classes(self.config, self.model.output_shape[0])

    @functools.cached_property
    def reader(self) -> DigitReader:
        """What reads pictures of one digit with it."""
        centred = is_centred(self.config)
        return DigitReader(self.model, tuple(self.classes), centred, self.calibration)

    @property
    def has_penalties(self) -> bool:
        """Whether its last layer gives penalties, of which the least is the answer."""
        return isinstance(self.model.layers[-1], RBF)


def without_weights(name: str, source: str, folder: Path) -> AvailableNetwork | None:
    """The network that a folder's record describes; None if it does not take digit images."""
    config = read_config(folder)
    try:
        model = Sequential.from_config(config)
        fits = _takes_digits(model)
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    return AvailableNetwork(name, source, config, model) if fits else None


def with_weights(described: AvailableNetwork, folder: Path) -> AvailableNetwork:
    """The same network with what it has learned. DataError."""
    return replace(described, model=load_folder(folder), calibration=load_digit_calibration(folder))


def _takes_digits(model: Sequential) -> bool:
    if model.input_shape is None or model.count_params() > LARGEST:
        return False
    image = np.zeros((1, SIDE, SIDE), np.uint8)
    taken = network_input(image, model.normalisation).shape[1:]
    return taken == model.input_shape and len(model.output_shape) == 1
