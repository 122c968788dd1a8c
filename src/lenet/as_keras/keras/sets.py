"""Data sets as ``keras.datasets`` has them: ``mnist.load_data(path)``.

``path`` is the name under which Keras keeps a file of its own; a file that is there, such as
``./mnist.npz``, is read, and else the set is looked for where lenet looks for it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lenet.errors import DataError
from lenet.keras_names import sentence

_MOST = 2**30
"""Bytes of an archive of a listing's own, unpacked."""


def _loader(name: str) -> Callable[..., Any]:
    def load_data(path: Any = None, *given: Any, **named: Any) -> Any:
        if path is not None and Path(path).suffix == ".npz" and Path(path).is_file():
            return _archive(Path(path))
        try:
            module = importlib.import_module(f"lenet.datasets.{name}")
        except ModuleNotFoundError:
            raise DataError(sentence(f"keras.datasets.{name}")) from None
        if name == "cifar100":
            given = (path, *given) if path is not None else given
        loaded = module.load_data(*given, **named)
        return tuple(tuple(np.array(one) for one in part) for part in loaded)

    load_data.__doc__ = f"The arrays of {name}: (x_train, y_train), (x_test, y_test)."
    return load_data


def _archive(path: Path) -> Any:
    """The four arrays of a file as Keras keeps MNIST. DataError for another file."""
    try:
        with np.load(path, allow_pickle=False) as found:
            sizes = [found.zip.getinfo(f"{name}.npy").file_size for name in _NAMES]
            if sum(sizes) > _MOST:
                raise DataError(f"expected {path} of at most {_MOST} bytes, received {sum(sizes)}")
            x_train, y_train, x_test, y_test = (found[name] for name in _NAMES)
    except (KeyError, ValueError, OSError, AttributeError) as error:
        raise DataError(f"expected {', '.join(_NAMES)} in {os.fspath(path)}: {error}") from error
    return (x_train, y_train), (x_test, y_test)


_NAMES = ("x_train", "y_train", "x_test", "y_test")

MNIST = {"load_data": _loader("mnist")}
FASHION_MNIST = {"load_data": _loader("fashion_mnist")}
CIFAR10 = {"load_data": _loader("cifar10")}
CIFAR100 = {"load_data": _loader("cifar100")}
