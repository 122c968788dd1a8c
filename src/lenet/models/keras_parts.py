"""A model <-> the parts that a file of Keras holds of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.errors import ModelError
from lenet.keras_files.model_parts import Compiling, LayerPart, ModelParts, Moments
from lenet.keras_files.optimizer_state import slots_of
from lenet.models.checkpoint import State
from lenet.models.compilation import Compiled
from lenet.models.stack import Stack
from lenet.optimizers import SCHEDULES, Optimizer

FIELDS = {
    "momentum": "first_moments",
    "accumulated_delta_var": "first_moments",
    "velocity": "second_moments",
    "norm": "second_moments",
    "accumulator": "second_moments",
    "accumulated_grad": "second_moments",
    "velocity_hat": "third_moments",
    "average_gradient": "third_moments",
}
"""Keras's name of an optimizer's array, and what holds it here."""


def layer_parts(stack: Stack) -> list[LayerPart]:
    """The layers with what goes into each and the shapes of their parameters."""
    return [
        LayerPart(layer, given, layer.weight_shapes(given))
        for layer, (given, _) in zip(stack.layers, stack.layer_shapes(), strict=True)
    ]


def model_parts(stack: Stack, kind: str, compiled: Compiled | None, *, arrays: bool) -> ModelParts:
    """What a file of Keras's class ``kind`` is made of: with arrays, or the description alone."""
    if stack.several_outputs:
        raise ModelError("expected one output to save: with several a model predicts only")
    layers = layer_parts(stack)
    parts = ModelParts(kind, stack.name, layers)
    if compiled is not None and _can_be_told(compiled.optimizer):
        parts = parts._replace(compiling=Compiling(*compiled))
    if not arrays:
        return parts
    moments = None
    if parts.compiling is not None:
        moments = moments_of(stack.state(), parts.compiling.optimizer, layers)
    return parts._replace(arrays=stack.get_weights(), moments=moments)


def _can_be_told(optimizer: Optimizer) -> bool:
    """Whether the optimizer can be described: not if its rate is a user's function."""
    rate = vars(optimizer)["learning_rate"]
    return not callable(rate) or isinstance(rate, tuple(SCHEDULES.values()))


def moments_of(state: State, optimizer: Optimizer, layers: Sequence[LayerPart]) -> Moments:
    """How far an optimizer is."""
    nothing = np.zeros_like(state.parameters)
    held = {slot: getattr(state, FIELDS[slot], None) for slot in _slots(optimizer)}
    slots = {
        slot: [
            array
            for array, trained in _divided(nothing if values is None else values, layers)
            if trained
        ]
        for slot, values in held.items()
    }
    return Moments(state.updates, slots)


def with_moments(
    state: State, moments: Moments, optimizer: Optimizer, layers: Sequence[LayerPart]
) -> State:
    """The state with an optimizer that is so far."""
    changed: dict[str, Any] = {"updates": moments.updates}
    for slot in _slots(optimizer):
        values = np.zeros_like(state.parameters)
        rest = iter(moments.slots[slot])
        for array, trained in _divided(values, layers):
            if trained:
                array[...] = next(rest)
        changed[FIELDS[slot]] = values
    return state._replace(**changed)


def _slots(optimizer: Optimizer) -> list[str]:
    return [slot for group in slots_of(optimizer) for slot in group]


def _divided(
    values: NDArray[np.float32], layers: Sequence[LayerPart]
) -> list[tuple[NDArray[np.float32], bool]]:
    """The parameter arrays in a row of all parameters, and whether each is trained."""
    found, at = [], 0
    for part in layers:
        for shape, trained in zip(part.shapes.values(), part.trained, strict=True):
            end = at + math.prod(shape)
            found.append((values[at:end].reshape(shape), trained))
            at = end
    return found
