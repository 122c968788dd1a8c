"""The networks that can be asked: those that come with the package, and the user's runs.

A run is found by its name among the folders that exist; no name from outside becomes a path.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from pathlib import Path

from lenet.errors import DataError, LenetError
from lenet.models.storage import CONFIG, WEIGHTS
from lenet.serve.answers.available_network import (
    FROM_PACKAGE,
    FROM_RUNS,
    AvailableNetwork,
    with_weights,
    without_weights,
)
from lenet.serve.edge.refusals import RefusedError
from lenet.weights import find, shipped

log = logging.getLogger("lenet.serve")

MOST_LOADED = 16
"""Networks that are kept in memory."""

MOST_FAULTS, LONGEST_FAULT = 10_000, 300
"""Folders of which is known that they were told of, and letters that are told of one."""


class AvailableNetworks:
    """Networks by name, each loaded once, and again when its folder has changed.

    A folder with which anything is wrong is passed over; the log says what, once. While one network
    is loaded, nobody who asks for another waits.
    """

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self._shipped = {name: (FROM_PACKAGE, find(name)) for name in shipped()}
        self._slots: OrderedDict[Path, _Slot] = OrderedDict()
        self._faults: dict[Path, str] = {}
        self._lock = threading.Lock()  # of these two; nothing is read from a disk under it

    def all(self) -> list[AvailableNetwork]:
        """All that can be asked, the runs first; their weights may not be loaded."""
        found = []
        for name, (source, folder) in self._folders().items():
            try:
                network = without_weights(name, source, folder)
            except LenetError as error:
                self._tell(folder, str(error))
            except Exception as error:
                log.debug("%a", str(folder), exc_info=True)
                self._tell(folder, f"{type(error).__name__}: {error}")
            else:
                self._tell(folder, "")
                if network is not None:
                    found.append(network)
        return found

    def get(self, name: str) -> AvailableNetwork:
        """The network of that name, with its weights. RefusedError 404 if there is none."""
        folders = self._shipped if name in self._shipped else self._folders()
        if name not in folders:
            raise _not_found(name)
        source, folder = folders[name]
        with self._lock:
            slot = self._slots.setdefault(folder, _Slot())
            self._slots.move_to_end(folder)
            while len(self._slots) > MOST_LOADED:
                self._slots.popitem(last=False)
        try:
            return slot.get(name, source, folder)
        except DataError as error:
            self._tell(folder, str(error))
            raise _not_found(name) from error

    def folder(self, name: str) -> Path:
        """The folder of the run of that name. RefusedError 404 if there is none."""
        source, folder = self._folders().get(name, ("", Path()))
        if source != FROM_RUNS:
            raise RefusedError(404, f"there is no run {name!r}")
        return folder

    def _folders(self) -> dict[str, tuple[str, Path]]:
        """Source and folder by name. A run with the name of a shipped network is left out."""
        try:
            paths = sorted(self.runs.iterdir())
        except FileNotFoundError:  # no run yet
            paths = []
        except OSError as error:
            self._tell(self.runs, error.strerror or str(error))
            paths = []
        found = {path.name: (FROM_RUNS, path) for path in paths if self._may_be_run(path)}
        return found | self._shipped

    def _may_be_run(self, path: Path) -> bool:
        """Whether it has a description, whatever that is, and a name that can be sent."""
        try:
            os.lstat(path / CONFIG)
            path.name.encode()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            self._tell(path, error.strerror or str(error))
            return False
        except UnicodeEncodeError:
            self._tell(path, "expected a name in UTF-8")
            return False
        return True

    def _tell(self, folder: Path, fault: str) -> None:
        """Log what is wrong with a folder, unless that was said already; "" if nothing is."""
        with self._lock:
            known = self._faults.pop(folder, "")
            if fault:
                self._faults[folder] = fault
            while len(self._faults) > MOST_FAULTS:
                del self._faults[next(iter(self._faults))]
        if fault and fault != known:
            log.warning("passed over %a: %s", str(folder), ascii(fault)[1:-1][:LONGEST_FAULT])


class _Slot:
    """One network in memory, and the state of its folder when it was loaded."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.version: object = None
        self.network: AvailableNetwork | None = None

    def get(self, name: str, source: str, folder: Path) -> AvailableNetwork:
        """The network, loaded if need be. DataError; RefusedError if it takes no digit images."""
        with self.lock:
            version = FROM_PACKAGE if source == FROM_PACKAGE else _version(folder)
            if self.network is None or version != self.version:
                described = without_weights(name, source, folder)
                if described is None:
                    raise _not_found(name)
                made = with_weights(described, folder)
                self.network, self.version = made, version
            return self.network


def _version(folder: Path) -> object:
    """What changes when a run is written again: times and sizes of its files."""
    try:
        states = [(folder / name).stat() for name in (CONFIG, WEIGHTS)]
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror}") from error
    return [(state.st_mtime_ns, state.st_size) for state in states]


def _not_found(name: str) -> RefusedError:
    return RefusedError(404, f"there is no network {name!r}: GET /api/networks lists them")
