"""Trained networks that come with the package: each a folder with the record of how it was made.

``weights.safetensors``, ``config.json`` (layers, recipe, seed, checksums of the data, versions,
result) and ``history.csv``: a run's folder without its checkpoint and its pictures.

hub   networks of others, at ``hf://owner/name``: fetched into a folder
"""

from __future__ import annotations

import os
from pathlib import Path

from lenet.errors import DataError
from lenet.weights.hub import HUB, fetched

HERE = Path(__file__).parent
CONFIG = "config.json"
PACKAGE = "lenet:"
"""What stands before a name that is a shipped network's, whatever folders there are."""


def shipped() -> list[str]:
    """The names of the networks that are here."""
    return sorted(path.parent.name for path in HERE.glob(f"*/{CONFIG}"))


def shipped_name(name_or_folder: str | Path) -> str | None:
    """The name of the shipped network that is meant; None for a folder.

    Text that is a shipped network's name, or ``lenet:NAME``, means that network. A ``Path``, and
    text with a separator as in ``./NAME``, mean a folder.
    """
    if not isinstance(name_or_folder, str):
        return None
    name = name_or_folder.removeprefix(PACKAGE)
    return name if name in shipped() else None


def find(name_or_folder: str | Path) -> Path:
    """The folder of a trained network, see ``shipped_name``: a shipped one's, or the given one."""
    name = shipped_name(name_or_folder)
    return Path(name_or_folder) if name is None else HERE / name


def is_address(name_or_folder: str | Path) -> bool:
    """Whether a network on the Hugging Face hub is meant, ``hf://owner/name``."""
    return isinstance(name_or_folder, str) and name_or_folder.startswith(HUB)


def chosen(name_or_folder: str | Path) -> Path:
    """As ``find``; a network on the hub is fetched, see ``lenet.weights.hub.fetched``.

    DataError for a bare name that is both a shipped network's and a folder here.
    """
    if is_address(name_or_folder):
        return fetched(str(name_or_folder))
    name = shipped_name(name_or_folder)
    if name is not None and name == name_or_folder and os.path.isfile(Path(name, CONFIG)):
        raise DataError(
            f"{name} is a network that comes with lenet and a folder here: name the folder "
            f"{os.path.join(os.curdir, name)}, or the network {PACKAGE}{name}"
        )
    return find(name_or_folder)
