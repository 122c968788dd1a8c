"""The networks that can be asked: those that come with the package, and the user's runs.

A run is found by its name among the folders that are there; no name from outside is made a path.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lenet.digits.mnist_steps import SIDE
from lenet.digits.normalisation import network_input
from lenet.errors import DataError, ModelError
from lenet.layers import RBF
from lenet.models import Sequential
from lenet.models.loading import load_folder
from lenet.models.storage import CONFIG, WEIGHTS, read_config
from lenet.runs.classes import recorded_classes
from lenet.serve.edge.refusals import RefusedError
from lenet.weights import find, shipped

DEFAULT = "modern"
"""The network that answers when none is named."""

SHIPPED, RUN = "shipped", "run"
MOST_LOADED = 16
LARGEST = 5_000_000
"""Parameters of the largest network that is offered."""


@dataclass(frozen=True)
class Known:
    """A network on the shelf: where it comes from, what its record says, and the model itself."""

    name: str
    source: str
    config: dict[str, Any]
    model: Sequential

    @functools.cached_property
    def classes(self) -> list[str]:
        """The name of each answer."""
        return recorded_classes(self.config, self.model.output_shape[0])

    @property
    def has_penalties(self) -> bool:
        """Whether its last layer gives penalties, the least the answer."""
        return isinstance(self.model.layers[-1], RBF)


class Shelf:
    """Gives networks by name, each loaded once and again when its folder has changed."""

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self._shipped = {name: (SHIPPED, find(name)) for name in shipped()}
        self._loaded: OrderedDict[Path, tuple[object, Known]] = OrderedDict()
        self._lock = threading.Lock()

    def networks(self) -> list[Known]:
        """All that can be asked, the shipped ones first; their weights may not be loaded."""
        found = []
        for name, (source, folder) in self._folders().items():
            try:
                known = _described(name, source, folder)
            except DataError:
                continue
            if known is not None:
                found.append(known)
        return found

    def get(self, name: str) -> Known:
        """The network of that name, ready to be asked. RefusedError 404 if there is none."""
        folders = self._shipped if name in self._shipped else self._folders()
        if name not in folders:
            raise _none(name)
        source, folder = folders[name]
        with self._lock:
            try:
                return self._get(name, source, folder)
            except DataError as error:
                raise _none(name) from error

    def folder(self, name: str) -> Path:
        """The folder of the run of that name. RefusedError 404 if there is none."""
        source, folder = self._folders().get(name, ("", Path()))
        if source != RUN:
            raise RefusedError(404, f"there is no run {name!r}")
        return folder

    def _get(self, name: str, source: str, folder: Path) -> Known:
        stamp = SHIPPED if source == SHIPPED else _stamp(folder)
        before, known = self._loaded.get(folder, (None, None))
        if known is None or stamp != before:
            described = _described(name, source, folder)
            if described is None:
                raise _none(name)
            known = Known(name, source, described.config, load_folder(folder))
            self._loaded[folder] = stamp, known
        self._loaded.move_to_end(folder)
        while len(self._loaded) > MOST_LOADED:
            self._loaded.popitem(last=False)
        return known

    def _folders(self) -> dict[str, tuple[str, Path]]:
        """Where each name's network is. A run that is called as a shipped network is passed by."""
        try:
            paths = sorted(path for path in self.runs.iterdir() if (path / CONFIG).is_file())
        except OSError:
            paths = []
        return {path.name: (RUN, path) for path in paths} | self._shipped


def _described(name: str, source: str, folder: Path) -> Known | None:
    """A network as its description has it; None for one that does not judge digit images."""
    config = read_config(folder)
    try:
        model = Sequential.from_config(config)
        fits = _judges_digits(model)
    except ModelError as error:
        raise DataError(f"{folder} does not hold a model of lenet: {error}") from error
    return Known(name, source, config, model) if fits else None


def _judges_digits(model: Sequential) -> bool:
    if model.input_shape is None or model.count_params() > LARGEST:
        return False
    image = np.zeros((1, SIDE, SIDE), np.uint8)
    taken = network_input(image, model.normalisation).shape[1:]
    return taken == model.input_shape and len(model.output_shape) == 1


def _stamp(folder: Path) -> object:
    """What is another when a run was written again."""
    try:
        states = [(folder / name).stat() for name in (CONFIG, WEIGHTS)]
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror}") from error
    return [(state.st_mtime_ns, state.st_size) for state in states]


def _none(name: str) -> RefusedError:
    return RefusedError(404, f"there is no network {name!r}: GET /api/networks lists them")
