"""Data sets: find them, fetch them, verify them; what comes out are plain arrays.

images  uint8 [n, 28, 28], 0 paper to 255 ink
labels  uint8 [n], an index into the names of the classes
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lenet.datasets import fashion_mnist, kmnist, mnist
    from lenet.datasets.dataset import Dataset, load
    from lenet.datasets.sources import Location, locate

__all__ = ["Dataset", "Location", "fashion_mnist", "kmnist", "load", "locate", "mnist"]

_HOMES = {
    "Dataset": "lenet.datasets.dataset",
    "load": "lenet.datasets.dataset",
    "Location": "lenet.datasets.sources",
    "locate": "lenet.datasets.sources",
}
_MODULES = ("fashion_mnist", "kmnist", "mnist")


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return importlib.import_module(f"lenet.datasets.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
