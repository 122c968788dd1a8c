"""A row of layers: how it is put together and built, and the tensors between its layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.arguments.numbers import checked_seed, truth
from lenet.arguments.words import row, shown, text
from lenet.digits.normalisation import checked_normalisation
from lenet.errors import ModelError
from lenet.layers import InputLayer, KerasTensor, Layer, Shape
from lenet.models.graph import Between, traced
from lenet.models.layer_names import free_name
from lenet.models.layer_order import check_layer, check_open, check_shapes_order
from lenet.models.layer_shapes import LayerShapes, checked_shapes, sample_shape
from lenet.models.lowering import Lowered, lowered
from lenet.models.shared_parameters import begins_with, home_of, with_parameters
from lenet.random_seed import fresh_seed


class RowOfLayers:
    """Layers in a row; ``Stack`` says what their parameters are and what they answer."""

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
            layer.home = self

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
        weights = iter(self.get_weights())
        for layer, (shape, _) in zip(self.layers, self.layer_shapes(), strict=True):
            self._kept[layer] = [next(weights) for _ in layer.weight_shapes(shape)]
        self._network = None

    def layer_shapes(self) -> LayerShapes:
        """What goes into each layer and what comes out, without the batch."""
        if not self.layers:
            raise ModelError("the model has no layers")
        if self.input_shape is None:
            raise ModelError("the input's shape is not known yet: give the first layer input_shape")
        return checked_shapes(self.layers, self.input_shape)

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
        made = lowered(self.layers, shapes)
        self._trained = self._trainable_layers()
        home = home_of(self.layers, self)
        if home is not None and self._lives_in(home, shapes, made):
            return
        self._network = _engine.Network(made.plane, made.layers)
        generator = np.random.default_rng(self.seed)
        weights: list[NDArray[Any]] = []
        for layer, (shape, _) in zip(self.layers, shapes, strict=True):
            first = layer.first_weights(generator, shape)
            kept = self._kept.get(layer, first)
            fits = [array.shape for array in kept] == [array.shape for array in first]
            weights += kept if fits else first
        self._kept = {}
        self.set_weights(weights)
        if home is not None:
            home.move_into(self)

    def _lives_in(self, home: RowOfLayers, shapes: LayerShapes, made: Lowered) -> bool:
        """Use the parameters of another model whose first layers these are, if they are.

        Otherwise keep the other's for this model's own, which begins with all of them. ModelError
        if it does not.
        """
        ours = with_parameters(self.layers, shapes)
        theirs = with_parameters(home.layers, home.layer_shapes())
        if begins_with(theirs, ours):
            self._network = home.network.sharing(made.plane, made.layers, trained=True)
            self._lives_with = home
            return True
        if not begins_with(ours, theirs):
            raise ModelError(
                f"expected all layers of {home.name} from its first on, or a row that begins with "
                "them: lenet keeps the parameters of a row of layers together"
            )
        weights = iter(home.get_weights())
        for layer, (shape, _) in zip(home.layers, home.layer_shapes(), strict=True):
            self._kept[layer] = [next(weights) for _ in layer.weight_shapes(shape)]
        return False

    def move_into(self, home: RowOfLayers) -> None:
        """Use the parameters of a model that begins with this one's layers from now on."""
        for layer in self.layers:
            layer.home = home
        made = lowered(self.layers, self.layer_shapes())
        self._network = home.network.sharing(made.plane, made.layers, trained=True)
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
        now, old = lowered(self.layers, self.layer_shapes()), self._network
        assert old is not None
        self._network = old.sharing(now.plane, now.layers, trained=True)
        self._network.first_moments[:] = old.first_moments
        self._network.second_moments[:] = old.second_moments
        self._network.updates = old.updates
        self._trained = self._trainable_layers()

    def _trainable_layers(self) -> list[bool]:
        return [layer.trainable for layer in self.layers]

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

    # Tensors without data

    @property
    def input(self) -> KerasTensor:
        """The tensor that the model is given, for ``Model(model.input, layer.output)``."""
        if self.input_shape is None:
            raise ModelError("the input's shape is not known yet: give the first layer input_shape")
        return KerasTensor(self.input_shape, origin=self._origin)

    @property
    def output(self) -> KerasTensor:
        """The tensor that the last layer makes."""
        return self.tensor_behind(len(self.layers))

    def tensor_behind(self, count: int) -> KerasTensor:
        """The tensor behind the first ``count`` layers."""
        if count == 0:
            return self.input
        shape = self.layer_shapes()[count - 1][1]
        return KerasTensor(shape, self.layers[:count], origin=self._origin)

    def tensor_around(self, layer: Layer) -> tuple[KerasTensor, KerasTensor]:
        """The tensors before and behind one of the layers."""
        place = next(k for k, one in enumerate(self.layers) if one is layer)
        return self.tensor_behind(place), self.tensor_behind(place + 1)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of a name, or at a place. ModelError if there is none."""
        if index is not None and -len(self.layers) <= index < len(self.layers):
            return self.layers[index]
        for layer in self.layers:
            if name is not None and layer.name == name:
                return layer
        names = ", ".join(str(layer.name) for layer in self.layers)
        asked = shown(name if index is None else index)
        raise ModelError(f"expected one of the layers {names}; received {asked}")
