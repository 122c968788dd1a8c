"""The stack of layers: layers in a row, their parameters, and what they answer.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype; the engine computes
in float32.
"""

from __future__ import annotations

import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine
from lenet.arguments.arrays import float_array, real_array
from lenet.arguments.numbers import truth
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.host.cores import thread_count
from lenet.layers import RBF, KerasTensor, Layer
from lenet.losses import EagerArray
from lenet.models.call_arguments import batch_of, no_other
from lenet.models.lowering import Lowered, lowered
from lenet.models.progress import verbosity
from lenet.models.samples import prepare_input
from lenet.models.softmax import softmax
from lenet.models.sweep import Sweep
from lenet.models.weights_of_layers import WeightsOfLayers

FEW = 64
"""Samples that one thread answers sooner than several."""


class Stack(WeightsOfLayers):
    """Layers in a row, their parameters, and what they answer; ``Model`` says what trains it."""

    # The network whose maps are asked for, and the one that makes them.
    _mapped: tuple[_engine.Network, _engine.Network] | None = None
    _sweep: Sweep | None = None

    # Tensors without data

    @property
    def input(self) -> KerasTensor:
        """The tensor that the model is given, for ``Model(model.input, layer.output)``."""
        return KerasTensor(self._known_input_shape(), origin=self._origin)

    @property
    def output(self) -> KerasTensor:
        """The tensor that the last layer makes."""
        return self.tensor_behind(len(self.layers))

    @property
    def inputs(self) -> list[KerasTensor]:
        """The one tensor that the model is given, in a list."""
        return [self.input]

    @property
    def outputs(self) -> list[KerasTensor]:
        """The tensors that the model answers with."""
        taps = (len(self.layers),) if self._taps is None else self._taps
        return [self.tensor_behind(count) for count in taps]

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

    # Copies

    def __getstate__(self) -> dict[str, Any]:
        state = None if self._network is None else self.state()
        kept_here = dict.fromkeys(("_mapped", "_sweep", "_lives_with"))
        return {**vars(self), **kept_here, "_network": state}

    def __setstate__(self, carried: dict[str, Any]) -> None:
        vars(self).update(carried, _network=None)
        for layer in self.layers:
            layer.home = self  # a copy is a home of its own
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
    ) -> Any:
        """The last layer's answer to each sample: float32 (n, units). Shows nothing.

        A list of arrays, float32 (n, ...), from a model with several outputs.

        ``batch_size`` and ``verbose`` are accepted as in Keras and change nothing.
        """
        batch_of(batch_size)
        verbosity(verbose)
        no_other(Stack.predict, other)
        self.build_for(x)
        inputs = self.prepare_input(x)
        if self._taps is not None:
            return self._several(inputs)
        answers = self.network.predict(inputs, threads_for(len(inputs), threads))
        return answers.reshape(len(inputs), *self._answer_shape)

    def __call__(self, x: Any, *, training: object = None) -> Any:
        """As ``predict``, in arrays that have ``numpy()``; of a tensor the one behind all layers.

        ``training`` may be None or False: ``fit`` trains. ModelError for True.
        """
        if isinstance(x, KerasTensor):
            if not self.layers and callable(call := getattr(self, "call", None)):
                return call(x)
            if self.input_shape is None:
                self.build(x.shape)
            for layer in self.layers:
                x = layer(x, training=training)
            return x
        if training is not None and truth("training", training):
            raise ModelError("expected training False for data: fit and train_on_batch train")
        answers = self.predict(x, verbose=0)
        if isinstance(answers, list):
            return [EagerArray.of(one) for one in answers]
        return EagerArray.of(answers)

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
        """Every layer's output by the layer's name, float32, of the layer's output shape."""
        self.build_for(x)
        return self._maps(self.prepare_input(x))

    def _several(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The outputs of a model that has several."""
        maps = list(self._maps(x).values())
        return [maps[count - 1] if count else x for count in self._taps or ()]

    def _maps(self, x: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        made = lowered(self.layers, self.layer_shapes(), fused=False)
        if self._mapped is None or self._mapped[0] is not self.network:
            mapped = self.network.sharing(made.plane, made.layers, trained=False)
            self._mapped = self.network, mapped
        return self.by_name(self._mapped[1].maps(x), made, x)

    def by_name(
        self, outputs: list[NDArray[np.float32]], made: Lowered, x: NDArray[np.float32]
    ) -> dict[str, NDArray[np.float32]]:
        """What the engine gives for each layer that was ``made``, by the names of these layers."""
        found = {}
        for layer, number, turned, (_, shape) in zip(
            self.layers, made.answers, made.turned, self.layer_shapes(), strict=True
        ):
            output = x if number < 0 else outputs[number]
            if turned:
                last = output.reshape(-1, *shape[1:], shape[0])
                found[str(layer.name)] = np.ascontiguousarray(np.moveaxis(last, -1, 1))
            else:
                found[str(layer.name)] = output.reshape(-1, *shape)
        return found

    def sweep(self, x: ArrayLike, *, threads: int | None = None) -> NDArray[np.float32]:
        """The outputs at every position of larger samples: float32 (n, rows, columns, units).

        ``x`` (n, rows, columns, channels), at least as large as the model's input. Dense layers
        become convolutions with the same parameters; the step is the product of the poolings
        (the space displacement network of LeCun et al. 1998, VII).
        """
        if self._sweep is None or self._sweep.network is not self.network:
            self._sweep = Sweep.of(self.network, self.layers, self.layer_shapes())
        swept = self._sweep.over(float_array(x, "input"), thread_count(threads))
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


def threads_for(count: int | None, threads: int | None) -> int:
    """The threads that answer ``count`` samples, None where nobody knows; as asked if asked."""
    few = threads is None and count is not None and count < FEW
    return 1 if few else thread_count(threads)
