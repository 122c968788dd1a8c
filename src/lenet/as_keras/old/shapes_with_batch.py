"""``layer.output_shape`` and ``input_shape`` of Keras 1 and 2: tuples, with None for the batch.

lenet's own code has these names for samples' shapes, without the batch, and goes on to.
"""

from __future__ import annotations

import sys
from typing import Any

from lenet.errors import ModelError
from lenet.layers import Layer
from lenet.models import Model


class ListingsShape:
    """An attribute that is a shape with the batch for a listing, and lenet's own for lenet."""

    def __init__(self, name: str, own: Any, tensor: str) -> None:
        self.name, self.own, self.tensor = name, own, tensor

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None or _asked_by_lenet():
            return self._own_of(instance, owner)
        try:
            return getattr(instance, self.tensor).shape
        except ModelError as error:  # it is in no model yet
            raise AttributeError(str(error)) from None

    def __set__(self, instance: Any, value: Any) -> None:
        vars(instance)[self.name] = value

    def _own_of(self, instance: Any, owner: type) -> Any:
        if instance is not None and self.name in vars(instance):
            return vars(instance)[self.name]
        if self.own is None:
            raise AttributeError(self.name)
        return self.own.__get__(instance, owner)


def _asked_by_lenet() -> bool:
    return str(sys._getframe(2).f_globals.get("__name__", "")).partition(".")[0] == "lenet"


def give_old_shapes() -> None:
    """Let layers and models answer a listing with shapes that have the batch."""
    for kind in _all_of(Layer):
        if "output_shape" in vars(kind):
            _give(kind, "output_shape", "output")
    for kind in (Layer, Model):
        _give(kind, "input_shape", "input")
    _give(Model, "output_shape", "output")


def _all_of(kind: type) -> list[type]:
    return [kind, *(one for sub in kind.__subclasses__() for one in _all_of(sub))]


def _give(kind: Any, name: str, tensor: str) -> None:
    setattr(kind, name, ListingsShape(name, getattr(kind, name, None), tensor))
