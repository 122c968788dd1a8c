"""From here on, in this process, Keras and TensorFlow are lenet."""

from __future__ import annotations

import functools
from typing import Any, cast

import numpy as np

from lenet import callbacks, layers, optimizers, preprocessing
from lenet.as_keras.arrays.drawing import seed_networks
from lenet.as_keras.hook import finder
from lenet.as_keras.old.decay import with_old_rates, with_old_settings
from lenet.as_keras.old.methods import give_old_methods
from lenet.as_keras.old.periods import with_period
from lenet.as_keras.old.renamed import ARGUMENTS, NEEDLESS
from lenet.as_keras.old.shapes_with_batch import give_old_shapes
from lenet.as_keras.old.told import tell
from lenet.as_keras.old.translate import with_old_arguments
from lenet.optimizers import Optimizer

_BEGUN: list[bool] = []


def begin() -> None:
    """Answer ``import keras`` and ``import tensorflow`` from now on, in this process alone.

    Old arguments and methods are taken by lenet's own classes then. It is told when Keras or
    TensorFlow was imported before: what was taken from them stays theirs.
    """
    if _BEGUN:
        return
    _BEGUN.append(True)
    before = finder.install()
    if before:
        tell(
            f"{' and '.join(sorted(before))} was imported before: call lenet.as_keras() first, "
            "and restart the notebook if names of it are in use"
        )
    _take_old_arguments()
    with_period(callbacks.ModelCheckpoint)
    give_old_methods()
    give_old_shapes()
    _seeds_of_numpy()


def _take_old_arguments() -> None:
    """Let layers, callbacks and optimizers take the arguments of Keras 1 and 2."""
    homes: dict[str, Any] = {
        "keras.layers": layers,
        "keras.callbacks": callbacks,
        "keras.preprocessing.image": preprocessing.image,
    }
    for whole in sorted({*ARGUMENTS, *NEEDLESS, *_of_layers()}):
        module, _, name = whole.rpartition(".")
        kind = vars(homes[module]).get(name) if module in homes else None
        if isinstance(kind, type):
            with_old_arguments(kind, whole)
    with_old_settings(Optimizer)
    for kind in {kind for kind in vars(optimizers).values() if isinstance(kind, type)}:
        if issubclass(kind, Optimizer) and "__init__" in vars(kind):
            with_old_rates(kind)


def _of_layers() -> list[str]:
    """All layers: each may be told ``batch_input_shape``."""
    return [f"keras.layers.{kind.__name__}" for kind in layers.LAYERS.values()]


def _seeds_of_numpy() -> None:
    """``np.random.seed``, which decided the first weights in Keras 1 and 2, decides them here."""
    seed = np.random.seed

    @functools.wraps(seed)
    def seeded(value: Any = None) -> None:
        seed(value)
        if isinstance(value, int | np.integer) and not _SEEDING:
            _SEEDING.append(True)
            try:
                seed_networks(int(value))
            finally:
                _SEEDING.clear()

    np.random.seed = cast(Any, seeded)


_SEEDING: list[bool] = []
