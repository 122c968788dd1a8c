"""Which Keras is answered for."""

from __future__ import annotations

__version__ = "3.15.1"


def version() -> str:
    """The version of Keras whose names and defaults lenet has."""
    return __version__
