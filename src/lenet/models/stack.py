"""The stack of layers: layers in a row, their parameters, and what they answer.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype; the engine computes
in float32.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine
from lenet.arguments.arrays import float_array, real_array
from lenet.arguments.numbers import checked_seed
from lenet.arguments.words import row, text
from lenet.digits.normalisation import checked_normalisation
from lenet.errors import ModelError
from lenet.host.cores import thread_count
from lenet.layers import IN_A_ROW, RBF, Input, Layer, Shape
from lenet.models.call_arguments import batch_of, no_other
from lenet.models.checkpoint import State
from lenet.models.layer_names import free_name
from lenet.models.layer_order import check_layer, check_order
from lenet.models.layer_shapes import LayerShapes, checked_shapes, engine_plane, sample_shape
from lenet.models.lowering import lowered
from lenet.models.progress import verbosity
from lenet.models.samples import prepare_input
from lenet.models.softmax import softmax
from lenet.models.sweep import sweep


class Stack:
    """Layers in a row, their parameters, and what they answer; ``Model`` says what trains it."""

    def __init__(
        self,
        layers: Iterable[Layer] | None = None,
        name: str = "sequential",
        *,
        seed: int = 0,
        normalisation: str | None = None,
        **graph: Any,
    ) -> None:
        if graph or isinstance(layers, Layer):
            raise ModelError(IN_A_ROW)
        self.name, self.normalisation = text("name", name), checked_normalisation(normalisation)
        self.seed = checked_seed(seed)
        self.layers: list[Layer] = []
        self.input_shape: Shape | None = None
        self._network: _engine.Network | None = None
        self._outputs: list[int] = []  # the engine's layer that makes each layer's output
        self._kept: dict[Layer, list[NDArray[np.float32]]] = {}  # for the next build
        for layer in row("layers", () if layers is None else layers):
            self._append(layer)

    # Building

    def _append(self, layer: Layer) -> None:
        check_layer(layer)
        shape = self.input_shape or layer.input_shape
        if layer.input_shape not in (None, shape) and not self.layers:
            raise ModelError(f"expected one input shape, received {shape} and {layer.input_shape}")
        if isinstance(layer, Input):
            if self.layers:
                raise ModelError("Input comes before the first layer")
            self.input_shape = shape
            return
        check_order(self.layers, layer)
        name = free_name(self.layers, layer)
        if shape is not None:
            checked_shapes([*self.layers, layer], shape)
        self._set_aside()
        if not self.layers:
            self.input_shape = shape
        layer.name = name
        self.layers.append(layer)

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
            checked_shapes(self.layers, shape)
            self.input_shape = shape
        shapes = self.layer_shapes()
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

    def _make_network(self, shapes: LayerShapes) -> None:
        engine_layers, self._outputs = lowered(self.layers, shapes)
        self._network = _engine.Network(engine_plane(shapes[0][0]), engine_layers)

    @property
    def network(self) -> _engine.Network:
        """The engine's network; it is built at the first use."""
        if self._network is None:
            self.build()
        assert self._network is not None
        return self._network

    @property
    def output_shape(self) -> Shape:
        """Shape of one answer."""
        return self.layer_shapes()[-1][1]

    # Parameters

    def weight_shapes(self) -> dict[str, Shape]:
        """Name (layer.kernel, layer.bias) and shape of each parameter array, in Keras's order."""
        shapes = zip(self.layers, self.layer_shapes(), strict=True)
        return {
            f"{layer.name}.{name}": size
            for layer, (shape, _) in shapes
            for name, size in layer.weight_shapes(shape).items()
        }

    def count_params(self) -> int:
        """Number of parameters, those included that training does not change."""
        shapes = self.layer_shapes()
        pairs = zip(self.layers, shapes, strict=True)
        return sum(layer.parameters(shape) for layer, (shape, _) in pairs)

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays, float32: kernel and bias of each layer."""
        sizes = self.weight_shapes().values()
        ends = np.cumsum([math.prod(size) for size in sizes])
        parts = np.split(self.network.parameters.copy(), ends)
        return [part.reshape(size) for part, size in zip(parts, sizes, strict=False)]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them; ModelError for other shapes."""
        given = [float_array(array, "weights") for array in row("weights", weights)]
        expected = list(self.weight_shapes().values())
        if [array.shape for array in given] != expected:
            received = [array.shape for array in given]
            raise ModelError(f"expected arrays of shapes {expected}, received {received}")
        rest = iter(given)
        for layer, (shape, _) in zip(self.layers, self.layer_shapes(), strict=True):
            layer.check_weights([next(rest) for _ in layer.weight_shapes(shape)])
        if given:
            self.network.parameters[:] = np.concatenate([array.ravel() for array in given])

    def state(self) -> State:
        """A copy of everything that training changes."""
        net = self.network
        moments = net.first_moments.copy(), net.second_moments.copy()
        return State(net.parameters.copy(), *moments, net.updates)

    def set_state(self, state: State) -> None:
        """Go back to a state of this model."""
        net = self.network
        net.parameters[:], net.first_moments[:] = state.parameters, state.first_moments
        net.second_moments[:], net.updates = state.second_moments, state.updates

    # Copies

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_network": None if self._network is None else self.state()}

    def __setstate__(self, carried: dict[str, Any]) -> None:
        vars(self).update(carried, _network=None)
        if carried["_network"] is not None:
            self._make_network(self.layer_shapes())
            self.set_state(carried["_network"])

    def __copy__(self) -> Self:
        return copy.deepcopy(self)  # it shares nothing, as in Keras

    # Answers

    def predict(
        self,
        x: ArrayLike,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        *,
        threads: int | None = None,
        **other: Any,
    ) -> NDArray[np.float32]:
        """The last layer's answer to each sample: float32 (n, units). Shows nothing.

        ``batch_size`` and ``verbose`` are accepted as in Keras and change nothing.
        """
        batch_of(batch_size)
        verbosity(verbose)
        no_other(Stack.predict, other)
        self.build_for(x)
        inputs = self.prepare_input(x)
        few = threads is None and len(inputs) < 64
        return self.network.predict(inputs, 1 if few else thread_count(threads))

    def __call__(self, x: ArrayLike) -> NDArray[np.float32]:
        """As ``predict``."""
        return self.predict(x)

    def scores(self, x: ArrayLike, *, threads: int | None = None) -> NDArray[np.float32]:
        """A score for each class of each sample, float32 (n, classes); the largest is the answer.

        The outputs of a softmax. For penalties p of an RBF, scaled as in the loss, exp(-p) divided
        by its sum (the probability of eq. 9). Otherwise the outputs of the last layer.
        """
        return self.scores_of(self.predict(x, threads=threads))

    def scores_of(self, answers: NDArray[np.float32]) -> NDArray[np.float32]:
        """The scores of answers that ``predict`` gave, float32 of the same shape."""
        penalties = isinstance(self.layers[-1], RBF)
        return softmax(-self.penalty_scale * answers) if penalties else answers

    def maps(self, x: ArrayLike) -> dict[str, NDArray[np.float32]]:
        """Every layer's output by the layer's name, float32, channels last."""
        self.build_for(x)
        outputs = self.network.maps(self.prepare_input(x))
        rows = zip(self.layers, self._outputs, self.layer_shapes(), strict=True)
        return {
            str(layer.name): outputs[number].reshape(-1, *made) for layer, number, (_, made) in rows
        }

    def sweep(self, x: ArrayLike, *, threads: int | None = None) -> NDArray[np.float32]:
        """The outputs at every position of larger samples: float32 (n, rows, columns, units).

        ``x`` (n, rows, columns, channels), at least as large as the model's input. Dense layers
        become convolutions with the same parameters; the step is the product of the poolings
        (the space displacement network of LeCun et al. 1998, VII).
        """
        shapes, larger = self.layer_shapes(), float_array(x, "input")
        swept = sweep(self.network, self.layers, shapes, larger, thread_count(threads))
        last = self.layers[-1]
        if isinstance(last, RBF):
            return last.penalties(swept, self.get_weights()[-1])
        return softmax(swept) if last.activation == "softmax" else swept

    @property
    def penalty_scale(self) -> float:
        """The factor of an RBF's penalties before they become scores."""
        return 1.0

    def build_for(self, samples: ArrayLike) -> None:
        """Build for the shape of samples (n, ...), if no layer says the input's shape."""
        if self.input_shape is None:
            self.build((None, *real_array(samples, "input").shape[1:]))

    def prepare_input(self, x: ArrayLike) -> NDArray[np.float32]:
        """``x`` as contiguous float32 (n, *input_shape); a missing last side of 1 is added."""
        return prepare_input(x, self.input_shape or ())

    # Description

    def get_config(self) -> dict[str, Any]:
        """The description, for JSON, that builds these layers again, without weights."""
        return {
            "name": self.name,
            "input_shape": None if self.input_shape is None else list(self.input_shape),
            "normalisation": self.normalisation,
            "seed": self.seed,
            "layers": [
                {"type": type(layer).__name__, "name": layer.name, **layer.config()}
                for layer in self.layers
            ],
        }
