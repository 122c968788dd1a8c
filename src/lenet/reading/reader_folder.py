"""The folder that a reader is saved in: where its networks and its calibration lie.

The folder is a saved model's, with ``calibration.json`` beside. Further networks are in its folders
``network-2`` and so on, the network that judges pieces is in ``pieces``. ``calibration.json`` is
written last: a folder without it holds no reader.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import NamedTuple

from lenet.errors import DataError
from lenet.host.files import open_regular, write_whole
from lenet.models import Model
from lenet.models.loading import load_folder
from lenet.models.storage import CONFIG, WEIGHTS
from lenet.reading.calibration.confidence import CALIBRATION, Calibration, load_calibration

SHIPPED = "reader"
"""The name of the reader that comes with the package, among its weights."""

PIECES = "pieces"
"""The name of the folder with the network that judges pieces."""


READER_FILES = (CALIBRATION, CONFIG, WEIGHTS, "network-*", PIECES)
"""What a reader's folder holds, as patterns of names, the last written first."""


MOST_NETWORKS = 16
"""Networks that sweep, in one reader."""


class ReaderParts(NamedTuple):
    """What a reader's folder holds; see ``Reader`` for each."""

    networks: tuple[Model, ...]
    calibration: Calibration
    pieces: Model | None


def network_folder(folder: Path, number: int) -> Path:
    """The folder of a reader's network by its number, from 1: the first is the reader's own."""
    return folder if number == 1 else folder / f"network-{number}"


def load_parts(folder: Path) -> ReaderParts:
    """Load what a reader's folder holds. DataError if it is not one."""
    further = (network_folder(folder, number) for number in itertools.count(2))
    places = (folder, *itertools.islice(itertools.takewhile(Path.is_dir, further), MOST_NETWORKS))
    if len(places) > MOST_NETWORKS:
        raise DataError(f"{folder}: expected a reader of at most {MOST_NETWORKS} networks")
    networks = tuple(load_folder(each) for each in places)
    pieces = folder / PIECES
    judge = load_folder(pieces) if pieces.is_dir() else None
    return ReaderParts(networks, load_calibration(folder), judge)


def save_parts(parts: ReaderParts, folder: Path) -> None:
    """Write what ``load_parts`` reads. OSError."""
    for number, network in enumerate(parts.networks, 1):
        network.save(network_folder(folder, number))
    if parts.pieces is not None:
        parts.pieces.save(folder / PIECES)
    parts.calibration.save(folder)


def copy_networks(source: Path, folder: Path) -> None:
    """Copy all that a reader's folder holds but its calibration, each file whole. OSError."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and str(name) != CALIBRATION:
            with open_regular(path) as file:
                write_whole(folder / name, file.read())
