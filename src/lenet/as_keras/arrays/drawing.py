"""Arrays of chance, by TensorFlow's names, from a generator that ``set_seed`` begins anew."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from lenet import utils
from lenet.as_keras.arrays.dtypes import dtype_of
from lenet.as_keras.arrays.tensor import plain, tensor

_CHANCE = [np.random.default_rng()]


def set_seed(seed: int) -> None:
    """Decide what is drawn from here on, and the first weights of networks."""
    _CHANCE[0] = np.random.default_rng(abs(int(seed)))
    seed_networks(seed)


def seed_networks(seed: int) -> None:
    """Decide the first weights and the order of the samples of models that are made after."""
    begin = getattr(utils, "set_random_seed", None)
    if begin is not None:
        before = random.getstate(), np.random.get_state()  # noqa: NPY002 - the listing's own
        begin(abs(int(seed)))
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002


def normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution."""
    return tensor(_generator(seed).normal(mean, stddev, tuple(shape)).astype(dtype_of(dtype)))


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers of a normal distribution, drawn again if they are two deviations away or more."""
    chance = _generator(seed)
    drawn = chance.normal(size=tuple(shape))
    while (far := np.abs(drawn) >= 2).any():
        drawn[far] = chance.normal(size=int(far.sum()))
    return tensor((mean + stddev * drawn).astype(dtype_of(dtype)))


def uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", seed: Any = None
) -> Any:
    """Numbers from ``minval`` to before ``maxval``, each as likely."""
    kind = dtype_of(dtype)
    if kind.kind in "iu":
        return tensor(_generator(seed).integers(minval, maxval, tuple(shape), dtype=kind))
    top = 1 if maxval is None else maxval
    return tensor(_generator(seed).uniform(minval, top, tuple(shape)).astype(kind))


def shuffle(value: Any, seed: Any = None) -> Any:
    """The slices of the first axis in another order."""
    return tensor(_generator(seed).permutation(plain(value)))


def _generator(seed: Any) -> np.random.Generator:
    return _CHANCE[0] if seed is None else np.random.default_rng(abs(int(seed)))
