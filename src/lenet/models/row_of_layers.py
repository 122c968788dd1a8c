"""A row of layers: how it is put together and built, and its parameters in the engine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine
from lenet.arguments.arrays import float_array
from lenet.arguments.numbers import checked_seed, truth
from lenet.arguments.words import row, text
from lenet.digits.normalisation import checked_normalisation
from lenet.errors import ModelError
from lenet.host.random_seed import fresh_seed
from lenet.layers import Home, InputLayer, KerasTensor, Layer, Shape
from lenet.models.checkpoint import State, go_to, state_of
from lenet.models.graph import Between, traced
from lenet.models.layer_names import free_name
from lenet.models.layer_order import check_layer, check_open, check_shapes_order
from lenet.models.layer_shapes import LayerShapes, checked_shapes, sample_shape
from lenet.models.lowering import lowered
from lenet.models.parameter_arrays import parameter_arrays
from lenet.models.shared_parameters import begins_with, home_of, leave_home, with_parameters


class RowOfLayers:
    """Layers in a row and their parameters; ``Stack`` says what they answer."""

    def __init__(
        self,
        layers: Iterable[Layer] | None = None,
        name: str | None = None,
        *,
        seed: int | None = None,
        normalisation: str | None = None,
    ) -> None:
        self.name = text("name", "sequential" if name is None else name)
        self.normalisation = checked_normalisation(normalisation)
        self.seed = fresh_seed() if seed is None else checked_seed(seed)
        self.layers: list[Layer] = []
        self.input_shape: Shape | None = None
        self._network: _engine.Network | None = None
        self._trained: list[bool] = []  # of each layer, whether the network trains it
        self._answer_shape: Shape = ()  # of the network
        self._kept: dict[Layer, list[NDArray[np.float32]]] = {}  # for the next build
        self._lives_with: RowOfLayers | None = None  # the home of its layers, which it keeps
        self._origin = object()
        self._taps: tuple[int, ...] | None = (
            None  # behind how many layers each of several outputs is
        )
        for layer in row("layers", () if layers is None else layers):
            self._append(layer)

    # Building

    def _append(self, given: object) -> None:
        """Add a layer, an input's shape, or all layers of another model."""
        if isinstance(given, RowOfLayers):
            if given.input_shape is not None and not self.layers and self.input_shape is None:
                self.input_shape = given.input_shape
            for layer in given.layers:
                self._append_layer(layer)
            return
        if isinstance(given, KerasTensor) and not given.layers:
            given = InputLayer(given.sample_shape)
        check_layer(given)
        assert isinstance(given, Layer)
        self._append_layer(given)

    def _append_layer(self, layer: Layer) -> None:
        shape = self.input_shape or layer.input_shape
        if layer.input_shape not in (None, shape) and not self.layers:
            raise ModelError(f"expected one input shape, received {shape} and {layer.input_shape}")
        if isinstance(layer, InputLayer):
            if self.layers:
                raise ModelError("Input comes before the first layer")
            self.input_shape = shape
            return
        if any(layer is one for one in self.layers):
            raise ModelError(f"expected each layer once in a model, received {layer.name} twice")
        check_open(self.layers)
        name = free_name(self.layers, layer)
        if shape is not None:
            after = [*self.layers, layer]
            check_shapes_order(after, checked_shapes(after, shape))
        self._set_aside()
        if not self.layers:
            self.input_shape = shape
        layer.name = name
        self.layers.append(layer)
        if layer.home is None:
            layer.home = cast(Home, self)

    def _take(self, between: Between) -> None:
        """Become the layers between two tensors."""
        self.input_shape = between.shape
        for layer in between.layers:
            self._append_layer(layer)
        self._origin, self._taps = between.origin or self._origin, between.outputs

    def _set_aside(self) -> None:
        """Keep the parameters of the layers, which are about to change, for the next build."""
        if self._network is None:
            return
        self._kept |= self.by_layer(self.get_weights())
        self._network = None

    def layer_shapes(self) -> LayerShapes:
        """What goes into each layer and what comes out, without the batch."""
        if not self.layers:
            raise ModelError("the model has no layers")
        return checked_shapes(self.layers, self._known_input_shape())

    def _known_input_shape(self) -> Shape:
        if self.input_shape is None:
            raise ModelError("the input's shape is not known yet: give the first layer input_shape")
        return self.input_shape

    def build(self, input_shape: Sequence[int | None] | None = None) -> None:
        """Make the parameters by each layer's initializers, from the seed.

        ``input_shape`` may begin with None for the batch. ModelError if the network cannot be run.
        """
        if input_shape is not None:
            shape = sample_shape(input_shape)
            if not self.layers and callable(call := getattr(self, "call", None)):
                self._take(traced(call, shape))
            check_shapes_order(self.layers, checked_shapes(self.layers, shape))
            self.input_shape = shape
        shapes = self.layer_shapes()
        home = home_of(self.layers, self)
        if home is not None and self._lives_in(home, shapes):
            return
        self._make_network(shapes)
        generator = np.random.default_rng(self.seed)
        weights: list[NDArray[Any]] = []
        for layer, (shape, _) in zip(self.layers, shapes, strict=True):
            first = layer.first_weights(generator, shape)
            kept = self._kept.get(layer, first)
            fits = [array.shape for array in kept] == [array.shape for array in first]
            weights += kept if fits else first
        self._kept = {}
        self.set_weights(weights)
        if home is not None and home_of(self.layers, self) is home:
            home.move_into(self)

    def _make_network(self, shapes: LayerShapes, sharing: _engine.Network | None = None) -> None:
        """Have a network: of parameters of its own, or of those of another."""
        made = lowered(self.layers, shapes)
        if sharing is None:
            self._network = _engine.Network(made.plane, made.layers)
        else:
            self._network = sharing.sharing(made.plane, made.layers, trained=True)
        self._network.set_arrays(parameter_arrays(self.layers, shapes))
        self._trained, self._answer_shape = self._trainable_layers(), shapes[-1][1]

    def _lives_in(self, home: RowOfLayers, shapes: LayerShapes) -> bool:
        """Use the parameters of another model whose first layers these are, if they are.

        Otherwise keep the other's for this model's own, which may begin with all of them.
        """
        ours = with_parameters(self.layers, shapes)
        theirs = with_parameters(home.layers, home.layer_shapes())
        if begins_with(theirs, ours):
            self._make_network(shapes, home.network)
            self._lives_with = home
            return True
        if not begins_with(ours, theirs):
            leave_home(home, self)
        self._kept |= home.by_layer(home.get_weights())
        return False

    def move_into(self, home: RowOfLayers) -> None:
        """Use the parameters of a model that begins with this one's layers from now on."""
        for layer in self.layers:
            layer.home = cast(Home, home)
        self._make_network(self.layer_shapes(), home.network)
        self._lives_with = home

    @property
    def network(self) -> _engine.Network:
        """The engine's network, built at the first use, and again when ``trainable`` changed."""
        if self._network is None:
            self.build()
        else:
            self._follow_trainable()
        assert self._network is not None
        return self._network

    def _follow_trainable(self) -> None:
        if self._trained == self._trainable_layers():
            return
        old = self._network
        assert old is not None
        state = state_of(old)
        self._make_network(self.layer_shapes(), old)
        go_to(cast(_engine.Network, self._network), state)

    def _trainable_layers(self) -> list[bool]:
        return [layer.trainable for layer in self.layers]

    @property
    def several_outputs(self) -> bool:
        """Whether it answers with a list, of outputs along the row."""
        return self._taps is not None

    @property
    def output_shape(self) -> Shape:
        """Shape of one answer."""
        return self.layer_shapes()[-1][1]

    @property
    def trainable(self) -> bool:
        """Whether training changes any layer; setting it sets it for all layers."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.layers:
            layer.trainable = truth("trainable", value)

    # Parameters

    def weight_shapes(self) -> dict[str, Shape]:
        """Name (layer.kernel, layer.bias) and shape of each parameter array, in Keras's order."""
        return {
            f"{layer.name}.{name}": size
            for layer, (shape, _) in self._pairs()
            for name, size in layer.weight_shapes(shape).items()
        }

    def count_params(self) -> int:
        """Number of parameters, those included that training does not change."""
        return sum(layer.parameters(shape) for layer, (shape, _) in self._pairs())

    def weights_of(self, layer: Layer) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays of one of the layers."""
        first, count = self._place_of(layer)
        return self.get_weights()[first : first + count]

    def set_weights_of(self, layer: Layer, weights: Sequence[ArrayLike]) -> None:
        """Take the parameter arrays of one of the layers; ModelError for other shapes."""
        all_weights: list[ArrayLike] = list(self.get_weights())
        first, count = self._place_of(layer)
        all_weights[first : first + count] = row("weights", weights)
        self.set_weights(all_weights)

    def _place_of(self, layer: Layer) -> tuple[int, int]:
        """The number of a layer's first array, and how many it has."""
        counts = [len(one.weight_shapes(shape)) for one, (shape, _) in self._pairs()]
        place = next(k for k, one in enumerate(self.layers) if one is layer)
        return sum(counts[:place]), counts[place]

    def _pairs(self) -> Iterable[tuple[Layer, tuple[Shape, Shape]]]:
        return zip(self.layers, self.layer_shapes(), strict=True)

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays, float32: kernel and bias of each layer."""
        sizes = self.weight_shapes().values()
        ends = np.cumsum([math.prod(size) for size in sizes])
        parts = np.split(self.network.parameters.copy(), ends)
        return [part.reshape(size) for part, size in zip(parts, sizes, strict=False)]

    def by_layer(self, weights: Iterable[Any]) -> dict[Layer, list[Any]]:
        """Parameter arrays in a row, by the layers that they belong to."""
        rest = iter(weights)
        return {
            layer: [next(rest) for _ in layer.weight_shapes(shape)]
            for layer, (shape, _) in self._pairs()
        }

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them; ModelError for other shapes."""
        given = [float_array(array, "weights") for array in row("weights", weights)]
        expected = list(self.weight_shapes().values())
        if [array.shape for array in given] != expected:
            received = [array.shape for array in given]
            raise ModelError(f"expected arrays of shapes {expected}, received {received}")
        for layer, arrays in self.by_layer(given).items():
            layer.check_weights(arrays)
        if given:
            self.network.parameters[:] = np.concatenate([array.ravel() for array in given])

    def state(self) -> State:
        """A copy of everything that training changes."""
        return state_of(self.network)

    def set_state(self, state: State) -> None:
        """Go back to a state of this model."""
        go_to(self.network, state)
