"""NodeChain: nodes in a row, each of which is given what the one before made.

A sample's channels lie last where lenet has them last, and ONNX's convolutions, poolings and batch
normalisations take them first. So the tensor so far is turned when a layer asks for it, and stays
turned until another asks for the order that lenet has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.layers import Shape

Array = NDArray[Any]
Operand = str | float | Array
"""What a node takes: a tensor's name, or a constant."""


class Node(NamedTuple):
    """An operator of ONNX with the names of its inputs and of its one output."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Any]


class NodeChain:
    """Nodes in a row.

    Attributes
    ----------
    nodes : list of Node
    arrays : dict
        The parameters and constants that nodes take, by name.
    tensor : str
        What the last node made; at first the input's name.
    shape : tuple of int
        Of a sample of it, as lenet has it.
    turned : bool
        Whether the channels come first in it, where lenet has them last.
    """

    def __init__(self, tensor: str, shape: Shape, reserved: Iterable[str] = ()) -> None:
        self.tensor, self.shape, self.turned = tensor, shape, False
        self.nodes: list[Node] = []
        self.arrays: dict[str, Array] = {}
        self._place = ""
        self._taken = {tensor, *reserved}

    def begin(self, place: str) -> None:
        """Name what follows after a layer."""
        self._place = place

    def then(self, operator: str, *others: Operand, **attributes: Any) -> None:
        """Add a node that takes the tensor so far, and others behind it."""
        self.tensor = self.add(operator, self.tensor, *others, **attributes)

    def add(self, operator: str, *inputs: Operand, **attributes: Any) -> str:
        """Add a node; returns the name of what it makes. The tensor so far stays as it is."""
        names = tuple(self._named(one) for one in inputs)
        output = self._free(f"{self._place}/{operator}")
        self.nodes.append(Node(operator, names, output, attributes))
        return output

    def parameter(self, name: str, array: Array) -> str:
        """Put in a parameter array under the name that a reader looks for."""
        self.arrays[name] = array
        return name

    def copy_to(self, output: str) -> None:
        """Give the tensor so far, as lenet has it, as an output of the graph."""
        self.in_order(channels_first=False)
        self.nodes.append(Node("Identity", (self.tensor,), output, {}))

    def in_order(self, *, channels_first: bool) -> None:
        """Have the channels first, or as lenet has them; nothing is done for vectors."""
        sides = len(self.shape)
        if channels_first != self.turned and sides > 1:
            last, inner = sides, range(1, sides)
            order = (0, last, *inner) if channels_first else (0, *range(2, sides + 1), 1)
            self.then("Transpose", perm=order)
        self.turned = channels_first and sides > 1

    def _named(self, operand: Operand) -> str:
        """The name of a tensor, or of a constant that is put in."""
        if isinstance(operand, str):
            return operand
        name = self._free(f"{self._place}/constant")
        is_number = isinstance(operand, float | int)
        self.arrays[name] = np.asarray(operand, np.float32) if is_number else np.asarray(operand)
        return name

    def _free(self, wanted: str) -> str:
        """A name that no tensor has."""
        name, count = wanted, 1
        while name in self._taken:
            count += 1
            name = f"{wanted}_{count}"
        self._taken.add(name)
        return name
