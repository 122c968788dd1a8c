"""Trained networks that come with the package: each a folder with the record of how it was made.

``weights.safetensors``, ``config.json`` (layers, recipe, seed, checksums of the data, versions,
result) and ``history.csv``: a run's folder without its checkpoint and its pictures.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
CONFIG = "config.json"


def shipped() -> list[str]:
    """The names of the networks that are here."""
    return sorted(path.parent.name for path in HERE.glob(f"*/{CONFIG}"))


def find(name_or_folder: str | Path) -> Path:
    """The folder of a trained network: a shipped one's by its name, or the folder itself.

    A folder of one's own that has a shipped network's name is found as ``./NAME``.
    """
    if str(name_or_folder) in shipped():
        return HERE / str(name_or_folder)
    return Path(name_or_folder)
