"""How far an optimizer is <-> its arrays in a file: steps, learning rate, moments.

Keras 3 writes the arrays of a parameter side by side, momentum and velocity of the first, then of
the second; Keras 2 before 2.11 all momenta, then all velocities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.arrays import float_array
from lenet.keras_files.hdf5 import Tree
from lenet.keras_files.model_parts import LayerPart, Moments
from lenet.optimizers import Optimizer

OPTIMIZER = "optimizer"
LEGACY_OPTIMIZER = "optimizer_weights"


def slots_of(optimizer: Optimizer) -> list[tuple[str, ...]]:
    """Keras's names of the arrays that an optimizer has for each parameter, in groups.

    The arrays of a group stand side by side, parameter after parameter.
    """
    momentum: list[tuple[str, ...]] = [("momentum",)] if getattr(optimizer, "momentum", 0) else []
    kinds: dict[str, list[tuple[str, ...]]] = {
        "SGD": momentum,
        "RMSprop": [("velocity",), *momentum],
        "Adagrad": [("accumulator",)],
        "Adadelta": [("accumulated_grad", "accumulated_delta_var")],
        "Adamax": [("momentum", "norm")],
        "Lion": [("momentum",)],
        **{name: [("momentum", "velocity")] for name in ("Adam", "AdamW", "Nadam")},
    }
    found = list(kinds.get(type(optimizer).__name__, []))
    if getattr(optimizer, "amsgrad", False):
        found.append(("velocity_hat",))
    if getattr(optimizer, "centered", False):
        found.append(("average_gradient",))
    return found


def state_arrays(
    optimizer: Optimizer, layers: Sequence[LayerPart], moments: Moments
) -> dict[str, NDArray[Any]]:
    """The arrays that Keras 3 has for an optimizer, by the names of the older format."""
    start = optimizer.name
    found: dict[str, NDArray[Any]] = {f"{start}/iteration": np.asarray(moments.updates, np.int64)}
    rate = vars(optimizer)["learning_rate"]
    if not callable(rate):
        found[f"{start}/learning_rate"] = np.asarray(rate, np.float32)
    names = [
        f"{part.layer.name}_{weight}"
        for part in layers
        for weight, trained in zip(part.shapes, part.trained, strict=True)
        if trained
    ]
    for group in slots_of(optimizer):
        for number, name in enumerate(names):
            for slot in group:
                found[f"{start}/{name}_{slot}"] = _begun(optimizer, moments, slot, number)
    if type(optimizer).__name__ == "Nadam":
        found[f"{start}/u_product"] = np.asarray(_products(optimizer, moments.updates), np.float32)
    return found


def _begun(optimizer: Optimizer, moments: Moments, slot: str, number: int) -> NDArray[np.float32]:
    """An array; Adagrad's, which does not begin with 0, as it is before the first step."""
    array = moments.slots[slot][number]
    if slot == "accumulator" and moments.updates == 0:
        return np.full_like(array, getattr(optimizer, "initial_accumulator_value", 0.0))
    return array


def _products(optimizer: Optimizer, steps: int) -> float:
    """Nadam's product of all momenta so far, which the engine knows by the number of steps."""
    beta = getattr(optimizer, "beta_1", 0.9)
    return float(np.prod(beta * (1 - 0.5 * 0.96 ** np.arange(1, steps + 1))))


def today_state(arrays: dict[str, NDArray[Any]], name: str) -> Tree:
    """An optimizer's arrays where Keras 3 looks for them."""
    numbered = {f"{OPTIMIZER}/vars/{k}": array for k, array in enumerate(arrays.values())}
    return Tree(numbered, {f"{OPTIMIZER}/vars": {"name": name}})


def legacy_state(arrays: dict[str, NDArray[Any]]) -> Tree:
    """An optimizer's arrays where the older format has them."""
    placed = {f"{LEGACY_OPTIMIZER}/{name}": array for name, array in arrays.items()}
    return Tree(placed, {LEGACY_OPTIMIZER: {"weight_names": list(arrays)}})


def read_state(tree: Tree, optimizer: Optimizer, layers: Sequence[LayerPart]) -> Moments | None:
    """How far the optimizer of a file is; None for a file without it, or with another's."""
    stored = _stored(tree)
    steps = next((array for array in stored if array.dtype.kind in "iu" and not array.shape), None)
    if steps is None:
        return None
    shapes = [
        shape
        for part in layers
        for shape, trained in zip(part.shapes.values(), part.trained, strict=True)
        if trained
    ]
    arrays = [float_array(array, "moments") for array in stored if array.shape]
    groups = slots_of(optimizer)
    slots = _side_by_side(arrays, shapes, groups)
    if slots is None:
        slots = _one_after_the_other(arrays, shapes, groups)
    if slots is None or not 0 <= int(steps) < 2**31:
        return None
    return Moments(int(steps), slots)


def _stored(tree: Tree) -> list[NDArray[Any]]:
    """The optimizer's arrays in their order."""
    if LEGACY_OPTIMIZER in tree.attributes:
        inside = tree.under(LEGACY_OPTIMIZER)
        names = inside.names("", "weight_names")
        return [inside.arrays[name] for name in names if name in inside.arrays]
    numbered = tree.under(f"{OPTIMIZER}/vars").arrays
    return [numbered[name] for name in sorted(numbered, key=lambda name: (len(name), name))]


Slots = dict[str, list[NDArray[np.float32]]]


def _side_by_side(
    arrays: list[NDArray[np.float32]], shapes: list[tuple[int, ...]], groups: list[tuple[str, ...]]
) -> Slots | None:
    expected = [(slot, shape) for group in groups for shape in shapes for slot in group]
    return _matched(arrays, expected, groups)


def _one_after_the_other(
    arrays: list[NDArray[np.float32]], shapes: list[tuple[int, ...]], groups: list[tuple[str, ...]]
) -> Slots | None:
    expected = [(slot, shape) for group in groups for slot in group for shape in shapes]
    fitting = arrays[: len(expected)]  # Keras 2's Adam has empty arrays of amsgrad behind
    return _matched(fitting, expected, groups)


def _matched(
    arrays: list[NDArray[np.float32]],
    expected: list[tuple[str, tuple[int, ...]]],
    groups: list[tuple[str, ...]],
) -> Slots | None:
    """The arrays by their slots, if their shapes are the expected ones."""
    if [array.shape for array in arrays] != [shape for _, shape in expected]:
        return None
    slots: Slots = {slot: [] for group in groups for slot in group}
    for array, (slot, _) in zip(arrays, expected, strict=True):
        slots[slot].append(array)
    return slots
