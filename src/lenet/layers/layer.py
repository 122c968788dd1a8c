"""The base of all layers: shapes, parameters and description.

Shapes are without the batch: a plane is ``(rows, columns, channels)``, or the channels come first
where a layer's ``data_format`` says so; a vector is ``(units,)``. A layer is a description; the
model holds the parameters.
"""

from __future__ import annotations

import copy
import inspect
import math
import weakref
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.words import text
from lenet.errors import ModelError
from lenet.initializers import Shape
from lenet.layers import arguments
from lenet.layers.activation_functions import LINEAR
from lenet.layers.arguments import CHANNELS_FIRST, CHANNELS_LAST
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.keras_tensor import KerasTensor, one_tensor
from lenet.layers.named_weights import NamedWeights
from lenet.layers.weight import is_trained


class Home(Protocol):
    """What a layer asks of the model that holds its parameters."""

    def weights_of(self, layer: Layer) -> list[NDArray[np.float32]]:
        """Copies of a layer's parameter arrays."""
        ...

    def set_weights_of(self, layer: Layer, weights: Sequence[ArrayLike]) -> None:
        """Take a layer's parameter arrays."""
        ...

    def tensor_around(self, layer: Layer) -> tuple[KerasTensor, KerasTensor]:
        """The tensors before and behind a layer."""
        ...


class Layer(NamedWeights):
    """One layer of a network; ``name`` is chosen by the model when it is not given."""

    supported: ClassVar[tuple[str, ...]] = ()
    data_format: str = CHANNELS_LAST
    _home: weakref.ref[Home] | None = None

    def __init__(
        self,
        *,
        name: str | None = None,
        input_shape: object | None = None,
        other: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        kind = type(self).__name__
        self.name = None if name is None else text(f"{kind}'s name", name)
        given = None if input_shape is None else arguments.sample_shape(input_shape)
        self.input_shape = self._common(given, {**(other or {}), **options})
        self.curve = LINEAR

    def _common(self, input_shape: Shape | None, other: dict[str, Any]) -> Shape | None:
        """The arguments that all of Keras's layers have; returns the input's shape."""
        rest = dict(other)
        kind = type(self).__name__
        for name in ("batch_input_shape", "batch_shape"):
            if (shape := rest.pop(name, None)) is not None:
                input_shape = arguments.without_batch(shape)
        if (shape := rest.pop("input_shape", None)) is not None:
            input_shape = arguments.sample_shape(shape)
        if (values := rest.pop("input_dim", None)) is not None:
            input_shape = arguments.sample_shape(values)
        self.trainable = arguments.truth(kind, "trainable", rest.pop("trainable", True))
        arguments.float32(kind, rest.pop("dtype", None))
        if rest:
            raise ModelError(
                f"{kind} supports {', '.join(self.supported)}; received {', '.join(sorted(rest))}"
            )
        return input_shape

    @property
    def activation(self) -> str:
        """The name of the function at the layer's end."""
        return self.curve.name

    def __call__(self, inputs: Any, *, training: object = None) -> KerasTensor:
        """The tensor behind this layer (Keras's functional interface). ModelError for a shape.

        ``training`` may be None: ``fit`` trains, ``predict`` does not.
        """
        if callable(call := vars(type(self)).get("call")):
            return self._composed(call, inputs, training)
        arguments.chosen_by_the_call(training)
        return one_tensor(inputs).through(self)

    def _composed(self, call: Any, inputs: Any, training: object) -> KerasTensor:
        """What the layers make that a layer of a program's own calls in ``call``."""
        takes = inspect.signature(call).parameters
        given = {"training": training} if "training" in takes and training is not None else {}
        made: KerasTensor = call(self, inputs, **given)
        return made

    # The model that holds its parameters

    @property
    def home(self) -> Home | None:
        """The model that holds the layer's parameters; None before it is in one."""
        return None if self._home is None else self._home()

    @home.setter
    def home(self, model: Home) -> None:
        self._home = weakref.ref(model)

    def _at_home(self) -> Home:
        home = self.home
        if home is None:
            raise ModelError(
                f"expected a layer of a model, received {self.name or type(self).__name__}"
            )
        return home

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the layer's parameter arrays. ModelError before it is in a model."""
        return self._at_home().weights_of(self)

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them. ModelError for other shapes."""
        self._at_home().set_weights_of(self, weights)

    def count_params(self) -> int:
        """How many parameters the layer has. ModelError before it is in a model."""
        return sum(array.size for array in self.get_weights())

    @property
    def input(self) -> KerasTensor:
        """The tensor that the layer is given in its model."""
        return self._at_home().tensor_around(self)[0]

    @property
    def output(self) -> KerasTensor:
        """The tensor that the layer makes in its model."""
        return self._at_home().tensor_around(self)[1]

    def once_more(self, shape: Shape) -> Self:
        """A copy, for a model that a layer without parameters comes into twice.

        ModelError for a layer that has parameters: lenet does not share them among places.
        """
        if self.weight_shapes(shape):
            raise ModelError(
                "expected each layer with parameters once in a model, received "
                f"{self.name or type(self).__name__} twice"
            )
        again = copy.copy(self)
        again.name = None
        return again

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_home"}

    def output_shape(self, shape: Shape) -> Shape:
        """The output's shape for an input of ``shape``. ModelError for a shape it cannot take."""
        del shape
        raise ModelError(
            f"lenet's engine has no layer {type(self).__name__}: one of your own is a call(self, "
            "x) of lenet's layers, in a model made with Model(inputs, outputs) or a subclass's call"
        )

    def channels_first(self, shape: Shape) -> bool | None:
        """Whether the channels of an input come first; None for a layer that takes them anyhow."""
        return len(shape) == 3 and self.data_format == CHANNELS_FIRST

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Names and shapes of the layer's parameters, in Keras's order."""
        del shape
        return {}

    def first_weights(
        self, generator: np.random.Generator, shape: Shape
    ) -> list[NDArray[np.float64]]:
        """The initial parameters, drawn by the layer's initializers."""
        del generator, shape
        return []

    def check_weights(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """ModelError for parameters of the right shapes but with values it cannot have."""
        del weights

    def parameters(self, shape: Shape) -> int:
        """How many parameters the layer has."""
        return sum(math.prod(size) for size in self.weight_shapes(shape).values())

    def trained_parameters(self, shape: Shape) -> int:
        """How many of them training changes."""
        if not self.trainable:
            return 0
        sizes = self.weight_shapes(shape).items()
        kept = sum(math.prod(size) for name, size in sizes if not is_trained(self, name))
        return self.parameters(shape) - kept

    def connections(self, shape: Shape) -> int:
        """How many connections, biases included, for one input: as the paper counts them."""
        del shape
        return 0

    def config(self) -> dict[str, Any]:
        """The arguments, for JSON, that build this layer again."""
        return {}

    def get_config(self) -> dict[str, Any]:
        """The name, whether it is trained, and the arguments of the layer, for JSON."""
        return {"name": self.name, "trainable": self.trainable, **self.config()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The layer that ``get_config`` described. ModelError."""
        return cls(**config)

    def engine_layers(self, shape: Shape, *, flat: bool) -> list[EngineLayer]:
        """The layer, for an input of ``shape``, as the engine takes it: several, one or none.

        ``flat``: whether the engine has its input as features, and not as planes.
        """
        raise NotImplementedError


def plane(layer: Layer, shape: Shape) -> tuple[int, int, int]:
    """Rows, columns and channels of a layer's input. ModelError for another shape."""
    first = layer.data_format == CHANNELS_FIRST
    if len(shape) != 3:
        sides = "(channels, rows, columns)" if first else "(rows, columns, channels)"
        raise ModelError(f"{type(layer).__name__} expects {sides}, received {shape}")
    return (shape[1], shape[2], shape[0]) if first else (shape[0], shape[1], shape[2])


def planes_made(layer: Layer, given: Shape, rows: int, columns: int, channels: int) -> Shape:
    """The shape of a layer's output for an input ``given``. ModelError if it is empty."""
    first = layer.data_format == CHANNELS_FIRST
    made = (channels, rows, columns) if first else (rows, columns, channels)
    if min(made) < 1:
        raise ModelError(
            f"{type(layer).__name__} needs a larger input: {given} leaves nothing ({made})"
        )
    return made


def vector(layer: Layer, shape: Shape) -> None:
    """ModelError unless a layer's input is a vector."""
    if len(shape) != 1:
        kind = type(layer).__name__
        raise ModelError(f"{kind} expects a vector, received {shape}: put Flatten() before it")
