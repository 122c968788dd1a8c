"""``checkpoint.safetensors``: what training needs to go on, bit for bit.

Parameters, the optimizer's moments, and the numbers of updates and of epochs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet._engine import Network
from lenet.errors import DataError
from lenet.host.files import write_whole
from lenet.models.storage import read_arrays, safetensors

CHECKPOINT = "checkpoint.safetensors"


class State(NamedTuple):
    """Everything that training changes: arrays float32 (parameters,), and the number of updates.

    ``third_moments`` are those of optimizers that remember three values of a parameter; None: 0.
    """

    parameters: NDArray[np.float32]
    first_moments: NDArray[np.float32]
    second_moments: NDArray[np.float32]
    updates: int
    third_moments: NDArray[np.float32] | None = None


def state_of(network: Network) -> State:
    """A copy of everything that training changes in a network."""
    third = network.third_moments.copy() if network.third_moments.any() else None
    moments = network.first_moments.copy(), network.second_moments.copy()
    return State(network.parameters.copy(), *moments, network.updates, third)


def go_to(network: Network, state: State) -> None:
    """Put a network into a state of one like it."""
    network.parameters[:], network.updates = state.parameters, state.updates
    network.first_moments[:] = state.first_moments
    network.second_moments[:] = state.second_moments
    network.third_moments[:] = 0 if state.third_moments is None else state.third_moments


def save_checkpoint(folder: Path, state: State, epochs_trained: int) -> None:
    """Write a state and its number of epochs into a folder. OSError."""
    arrays: dict[str, NDArray[Any]] = {
        "parameters": state.parameters,
        "first_moments": state.first_moments,
        "second_moments": state.second_moments,
        "counts": np.array([state.updates, epochs_trained], np.int64),
    }
    if state.third_moments is not None:
        arrays["third_moments"] = state.third_moments
    write_whole(folder / CHECKPOINT, safetensors(arrays))


def load_checkpoint(folder: Path, parameters: int) -> tuple[State, int]:
    """The state in a folder, for a model of so many parameters, and its number of epochs.

    DataError for another model's file.
    """
    path = folder / CHECKPOINT
    arrays = read_arrays(path, 4 * parameters)
    kinds = {name: (str(array.dtype), *array.shape) for name, array in arrays.items()}
    expected = {
        "parameters": ("float32", parameters),
        "first_moments": ("float32", parameters),
        "second_moments": ("float32", parameters),
        "counts": ("int64", 2),
    }
    if "third_moments" in kinds:
        expected["third_moments"] = ("float32", parameters)
    if kinds != expected:
        raise DataError(
            f"{path} is not a checkpoint of this model: expected {expected}, received {kinds}"
        )
    counts = arrays.pop("counts")
    if counts.min() < 0:
        raise DataError(f"{path} is not a checkpoint: expected counts from 0 on, received {counts}")
    updates, epochs = (int(count) for count in counts)
    return State(**arrays, updates=updates), epochs
