"""Plots that have no window to open are written to files, and told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER = "LENET_FIGURES"
"""The environment's word for the folder that figures are written to."""


def has_display() -> bool:
    """Whether a window could open here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_in_files(listing: Path, *, always: bool = False) -> None:
    """Let matplotlib write figures into a folder named after the listing, if nothing can show them.

    ``always``: of a notebook, whose figures stand among its cells and in no window.
    """
    os.environ.setdefault(FOLDER, f"{listing.stem}-figures")
    if always or not has_display():
        os.environ.setdefault("MPLBACKEND", "module://lenet.as_keras.running.shown")


def show_open_figures() -> None:
    """Show what a notebook's cell has drawn, as a notebook does at the cell's end."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and pyplot.get_fignums():
        pyplot.show()
