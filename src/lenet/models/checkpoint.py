"""``checkpoint.safetensors``: what training needs to go on, bit for bit.

Parameters, the optimizer's moments, and the numbers of updates and of epochs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.errors import DataError
from lenet.host.files import write_whole
from lenet.models.storage import read_arrays, safetensors

CHECKPOINT = "checkpoint.safetensors"


class State(NamedTuple):
    """Everything that training changes: arrays float32 (parameters,), and the number of updates."""

    parameters: NDArray[np.float32]
    first_moments: NDArray[np.float32]
    second_moments: NDArray[np.float32]
    updates: int


def save_checkpoint(folder: Path, state: State, epochs_trained: int) -> None:
    """Write a state and its number of epochs into a folder. OSError."""
    arrays: dict[str, NDArray[Any]] = {
        "parameters": state.parameters,
        "first_moments": state.first_moments,
        "second_moments": state.second_moments,
        "counts": np.array([state.updates, epochs_trained], np.int64),
    }
    write_whole(folder / CHECKPOINT, safetensors(arrays))


def load_checkpoint(folder: Path, parameters: int) -> tuple[State, int]:
    """The state in a folder, for a model of so many parameters, and its number of epochs.

    DataError for another model's file.
    """
    path = folder / CHECKPOINT
    arrays = read_arrays(path, 3 * parameters)
    kinds = {name: (str(array.dtype), *array.shape) for name, array in arrays.items()}
    expected = {
        "parameters": ("float32", parameters),
        "first_moments": ("float32", parameters),
        "second_moments": ("float32", parameters),
        "counts": ("int64", 2),
    }
    if kinds != expected:
        raise DataError(
            f"{path} is not a checkpoint of this model: expected {expected}, received {kinds}"
        )
    counts = arrays.pop("counts")
    if counts.min() < 0:
        raise DataError(f"{path} is not a checkpoint: expected counts from 0 on, received {counts}")
    updates, epochs = (int(count) for count in counts)
    return State(**arrays, updates=updates), epochs
