"""Model and Sequential: layers and their parameters, with Keras's face.

x: images (n, rows, columns, channels) or vectors (n, values), any real dtype; the engine computes
in float32. y: labels (n,), or one row of values a sample (n, units).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine, losses, optimizers
from lenet.arrays import float_array, real_array, softmax
from lenet.callbacks import Callback, History
from lenet.errors import ModelError
from lenet.host.cores import usable_cores
from lenet.layers import IN_A_ROW, LAYERS, RBF, Dense, Flatten, Input, Layer, Shape, checked_shape
from lenet.models import compilation, progress, training
from lenet.models.lowering import lowered
from lenet.models.samples import Samples, Source, Streamed, hold_out, prepare

__all__ = ["Model", "Sequential", "load_model", "multiply_add_peak"]

LARGEST_MODEL = 100_000_000  # parameters
MOST_THREADS = 1024
LARGEST_SAMPLE = 10_000_000  # values: one sample's input and all layers' outputs


class State(NamedTuple):
    """Everything that training changes, each float32 (parameters,), and the updates made."""

    parameters: NDArray[np.float32]
    first_moments: NDArray[np.float32]
    second_moments: NDArray[np.float32]
    updates: int


class Model:
    """A network, one layer after another, and its parameters.

    Parameters
    ----------
    layers : the layers; the first says ``input_shape``, or an ``Input`` stands before it, or the
        shape is taken from the first data.
    name : what the summary is headed with.
    seed : decides the first weights and the order of the samples. The same seed gives the same
        bytes, on any number of threads.
    normalisation : how pictures become this network's input (see ``lenet.image.network_input``).

    Raises ModelError when the engine cannot run the network.
    """

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
        self.name, self.seed, self.normalisation = name, _whole("seed", seed, 0), normalisation
        self.layers: list[Layer] = []
        self.input_shape: Shape | None = None
        self.epochs_trained = 0
        self.stop_training = False
        self._network: _engine.Network | None = None
        self._answers: list[int] = []  # the engine's layer that makes each layer's output
        self._kept: dict[Layer, list[NDArray[np.float32]]] = {}  # for the next build
        self._compiled: tuple[optimizers.Optimizer, losses.Loss, tuple[str, ...]] | None = None
        for layer in layers or ():
            self._append(layer)

    # Building

    def _append(self, layer: Layer) -> None:
        if not isinstance(layer, Layer):
            raise ModelError(f"lenet has the layers {', '.join(LAYERS)}; received {layer!r}")
        shape = self.input_shape or layer.input_shape
        if layer.input_shape not in (None, shape) and not self.layers:
            raise ModelError(f"expected one input shape, received {shape} and {layer.input_shape}")
        if isinstance(layer, Input):
            if self.layers:
                raise ModelError("Input comes before the first layer")
            self.input_shape = shape
            return
        if self.layers and self.layers[-1].activation == "softmax":
            raise ModelError("lenet supports softmax in the last layer only")
        if self.layers and isinstance(self.layers[-1], RBF):
            raise ModelError("lenet supports RBF as the last layer only")
        if isinstance(layer, Flatten) and any(isinstance(k, Flatten | Dense) for k in self.layers):
            raise ModelError("lenet supports one Flatten, before the first Dense")
        name = layer.name or self._free_name(layer)
        if any(other.name == name for other in self.layers):
            raise ModelError(f"expected a different name for each layer, received {name!r} twice")
        if shape is not None:
            _checked_shapes([*self.layers, layer], shape)
        self._set_aside()
        if not self.layers:
            self.input_shape = shape
        layer.name = name
        self.layers.append(layer)

    def _set_aside(self) -> None:
        """The layers are about to change: the next build gives those that stay their numbers."""
        if self._network is None:
            return
        weights = iter(self.get_weights())
        for layer, (shape, _) in zip(self.layers, self.layer_shapes(), strict=True):
            self._kept[layer] = [next(weights) for _ in layer.weight_shapes(shape)]
        self._network = None

    def _free_name(self, layer: Layer) -> str:
        base = _snake(type(layer).__name__)
        taken = {other.name for other in self.layers}
        names = (base if k == 0 else f"{base}_{k}" for k in range(len(taken) + 1))
        return next(name for name in names if name not in taken)

    def layer_shapes(self) -> list[tuple[Shape, Shape]]:
        """What goes into each layer and what comes out, without the batch."""
        if not self.layers:
            raise ModelError("the model has no layers")
        if self.input_shape is None:
            raise ModelError("the input's shape is not known yet: give the first layer input_shape")
        return _checked_shapes(self.layers, self.input_shape)

    def build(self, input_shape: Sequence[int | None] | None = None) -> None:
        """Make the parameters, from the seed by each layer's initializers.

        ``input_shape`` may begin with None for the batch. ModelError if the network cannot be run.
        """
        if input_shape is not None:
            sides = tuple(input_shape)
            shape = checked_shape(sides[1:] if sides[:1] == (None,) else sides)
            _checked_shapes(self.layers, shape)
            self.input_shape = shape
        shapes = self.layer_shapes()
        engine_layers, self._answers = lowered(self.layers, shapes)
        self._network = _engine.Network(_plane(shapes[0][0]), engine_layers)
        generator = np.random.default_rng(self.seed)
        weights: list[NDArray[Any]] = []
        for layer, (shape, _) in zip(self.layers, shapes, strict=True):
            first = layer.first_weights(generator, shape)
            kept = self._kept.get(layer, first)
            fits = [array.shape for array in kept] == [array.shape for array in first]
            weights += kept if fits else first
        self._kept = {}
        self.set_weights(weights)

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
        """Number of parameters, those among them that training does not change."""
        shapes = self.layer_shapes()
        return sum(
            layer.parameters(shape) for layer, (shape, _) in zip(self.layers, shapes, strict=True)
        )

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays, float32: kernel, bias of each layer in turn."""
        ends = np.cumsum([math.prod(size) for size in self.weight_shapes().values()])
        parts = np.split(self.network.parameters.copy(), ends)
        return [
            part.reshape(size)
            for part, size in zip(parts, self.weight_shapes().values(), strict=False)
        ]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them; ModelError for other shapes."""
        given = [float_array(array, "weights") for array in weights]
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

    # Training and answers

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "adam",
        loss: str | losses.Loss = "sparse_categorical_crossentropy",
        metrics: Sequence[str] | None = None,
        **other: Any,
    ) -> None:
        """Choose how to train. ModelError for what the engine does not have."""
        _no_other(Model.compile, other)
        metrics = (metrics,) if isinstance(metrics, str) else metrics
        unknown = [name for name in metrics or () if name not in ("accuracy", "acc")]
        if unknown:
            raise ModelError(
                f"lenet has the metric accuracy; received {', '.join(map(repr, unknown))}"
            )
        chosen = losses.get(loss)
        if self.layers:
            self._check_loss(chosen)
        how = optimizers.get(optimizer)
        if how.curvature_samples and not chosen.has_curvature:
            raise ModelError(
                f"{how.name} needs second derivatives, which {chosen.name} has not: "
                "choose adam or sgd"
            )
        self._compiled = how, chosen, tuple(metrics or ())
        if self._network is not None:
            self.network.first_moments[:] = self.network.second_moments[:] = 0
            self.network.updates = 0

    def _check_loss(self, loss: losses.Loss) -> None:
        if not self.layers:
            raise ModelError("the model has no layers")
        last = self.layers[-1]
        loss.check_output(last, None if self.input_shape is None else self.output_shape)
        if loss.name != "ctc" and not isinstance(last, Dense | Flatten | RBF):
            raise ModelError(
                f"{loss.name} expects a vector from the last layer, which is a "
                f"{type(last).__name__}: end with Flatten() and Dense(units)"
            )

    def _compilation(self) -> tuple[optimizers.Optimizer, losses.Loss, tuple[str, ...]]:
        if self._compiled is None:
            raise ModelError("the model is not compiled: call compile(optimizer, loss) first")
        return self._compiled

    @property
    def optimizer(self) -> optimizers.Optimizer:
        """The compiled optimizer."""
        return self._compilation()[0]

    @property
    def loss(self) -> losses.Loss:
        """The compiled loss."""
        return self._compilation()[1]

    def fit(
        self,
        x: ArrayLike | Source,
        y: ArrayLike | None = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: str | int | progress.Silent = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[ArrayLike] | None = None,
        shuffle: bool | str = True,
        *,
        sample_weight: ArrayLike | None = None,
        initial_epoch: int = 0,
        threads: int | None = None,
        **other: Any,
    ) -> History:
        """Train for ``epochs`` epochs (from ``initial_epoch`` on) in batches of 32 unless told.

        A source as ``x`` (see ``lenet.sources``) brings its own targets, in its own order.
        ``shuffle``: True a new random order each epoch, "once" the same one for all, False none.
        ``verbose``: 0 nothing, 1 a bar an epoch, 2 a line an epoch, or a display of your own (see
        ``lenet.models.progress``). ``threads``: None is every core this process may use.
        ``validation_data`` goes before ``validation_split``. Raises ModelError for wrong arrays,
        TrainingError when the loss is no longer finite.
        """
        _no_other(Model.fit, other)
        size = _whole("batch_size", 32 if batch_size is None else batch_size, 1)
        first, last = _whole("initial_epoch", initial_epoch, 0), _whole("epochs", epochs, 0)
        if shuffle not in (True, False, training.ONCE):
            raise ModelError(f"expected True, False or 'once' for shuffle, received {shuffle!r}")
        samples, held_out = self._gather(x, y, sample_weight, validation_split, validation_data)
        run = training.Training(
            self,
            samples,
            held_out,
            min(size, len(samples)),
            shuffle,
            _threads(threads),
            _callbacks(callbacks),
            progress.display(verbose),
        )
        return run.run(first, last)

    def _gather(
        self,
        x: ArrayLike | Source,
        y: ArrayLike | None,
        weights: ArrayLike | None,
        share: float,
        validation_data: Sequence[ArrayLike] | None,
    ) -> tuple[Samples | Streamed, Samples | None]:
        """What to train on, and what to validate on."""
        if isinstance(x, Source):
            if y is not None or weights is not None or share != 0:
                raise ModelError(
                    "a source brings its own targets: fit it without y, sample_weight and "
                    "validation_split"
                )
            self._meet(x)
            self._check_loss(self.loss)
            held_out = None if validation_data is None else self._validation(validation_data)
            return Streamed(self, x), held_out
        if y is None:
            raise ModelError("expected y, the targets of x")
        self._meet(x)
        self._check_loss(self.loss)
        samples = prepare(self, x, y, weights)
        if validation_data is None:
            return hold_out(samples, share)
        return samples, self._validation(validation_data)

    def _validation(self, data: Sequence[ArrayLike]) -> Samples:
        if not isinstance(data, tuple | list) or len(data) not in (2, 3):
            raise ModelError(
                "expected validation_data (x, y) or (x, y, sample_weight), "
                f"received a {type(data).__name__}"
            )
        return prepare(self, data[0], data[1], data[2] if len(data) == 3 else None)

    def evaluate(
        self,
        x: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        verbose: str | int = "auto",
        sample_weight: ArrayLike | None = None,
        *,
        return_dict: bool = False,
        threads: int | None = None,
        **other: Any,
    ) -> Any:
        """Loss on the samples, and accuracy when compiled with it: a number, a list, or a dict.

        ``batch_size`` and ``verbose`` are there for Keras's sake: they change nothing.
        """
        del batch_size, verbose
        _no_other(Model.evaluate, other)
        self._meet(x)
        self._check_loss(self.loss)
        measured = self.measure(prepare(self, x, y, sample_weight), _threads(threads))
        if return_dict:
            return measured
        return measured["loss"] if len(measured) == 1 else list(measured.values())

    def measure(self, samples: Samples, threads: int) -> dict[str, float]:
        """Loss and compiled metrics on prepared samples, by name."""
        done = self.network.evaluate(
            samples.x,
            samples.labels,
            samples.values,
            samples.weights,
            self.loss.engine_loss(),
            threads,
        )
        return self.figures(done.loss, done.correct, done.samples)

    def figures(self, loss: float, correct: int, samples: int) -> dict[str, float]:
        """Loss and compiled metrics from sums over so many samples, by name."""
        share = {name: correct / max(1, samples) for name in self._compilation()[2]}
        return {"loss": loss / max(1, samples), **share}

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

        ``batch_size`` and ``verbose`` are there for Keras's sake: they change nothing.
        """
        del batch_size, verbose
        _no_other(Model.predict, other)
        self._meet(x)
        inputs = self.prepare_input(x)
        return self.network.predict(inputs, 1 if len(inputs) < 64 else _threads(threads))

    def __call__(self, x: ArrayLike) -> NDArray[np.float32]:
        """As ``predict``."""
        return self.predict(x)

    def scores(self, x: ArrayLike, *, threads: int | None = None) -> NDArray[np.float32]:
        """How likely each class is for each sample: float32 (n, classes), the largest the answer.

        A softmax's own answers; of an RBF's penalties p, scaled as the model's loss scales them,
        exp(-p) over the sum of all (a probability by eq. 9). Any other last layer's answers as
        they are.
        """
        return self.scores_of(self.predict(x, threads=threads))

    def scores_of(self, answers: NDArray[np.float32]) -> NDArray[np.float32]:
        """The scores of answers that ``predict`` gave, float32 of the same shape."""
        if not isinstance(self.layers[-1], RBF):
            return answers
        scale = 1.0 if self._compiled is None else self.loss.scale
        return softmax(-scale * answers)

    def maps(self, x: ArrayLike) -> dict[str, NDArray[np.float32]]:
        """Every layer's output by the layer's name, float32, channels last."""
        self._meet(x)
        outputs = self.network.maps(self.prepare_input(x))
        rows = zip(self.layers, self._answers, self.layer_shapes(), strict=True)
        return {
            str(layer.name): outputs[number].reshape(-1, *made) for layer, number, (_, made) in rows
        }

    def sweep(self, x: ArrayLike, *, threads: int | None = None) -> NDArray[np.float32]:
        """The answers at every position of larger samples: float32 (n, rows, columns, units).

        ``x`` (n, rows, columns, channels), at least as large as the model's input. What is Dense
        becomes a convolution with the same parameters, so the network is swept over the sample, in
        steps of all its poolings (LeCun et al. 1998, VII: the space displacement network).
        """
        from lenet.models.sweep import sweep

        return sweep(self, float_array(x, "input"), _threads(threads))

    def _meet(self, x: ArrayLike | Source) -> None:
        if self.input_shape is None:
            if isinstance(x, Source):
                x = next(iter(x.blocks(self.epochs_trained, 1)))[0]
            self.build((None, *real_array(x, "input").shape[1:]))

    def prepare_input(self, x: ArrayLike) -> NDArray[np.float32]:
        """``x`` as contiguous float32 (n, *input_shape); a missing last side of 1 is added."""
        given = real_array(x, "input")
        expected = self.input_shape or ()
        if (given.shape[1:] != expected and (*given.shape[1:], 1) != expected) or given.ndim == 0:
            shown = ", ".join(map(str, ("n", *expected)))
            raise ModelError(f"expected input of shape ({shown}), received {given.shape}")
        return float_array(given, "input").reshape(len(given), *expected)

    # Description and storage

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print a row a layer: name (type), output shape, parameters; and the totals."""
        from lenet.models.summary import table

        print_fn(table(self))

    def get_config(self) -> dict[str, Any]:
        """What builds and compiles this model again, without its weights, as JSON takes it.

        A learning rate that is a function of your own cannot be written: then it is not compiled.
        """
        return {
            "name": self.name,
            "input_shape": None if self.input_shape is None else list(self.input_shape),
            "normalisation": self.normalisation,
            "seed": self.seed,
            "layers": [
                {"type": type(layer).__name__, "name": layer.name, **layer.config()}
                for layer in self.layers
            ],
            "compiled": compilation.describe(self._compiled),
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """A model as ``get_config`` describes it, with first weights. ModelError for a bad one."""
        from lenet.models.storage import model_from_config

        return model_from_config(config, cls)

    def save(self, folder: str | Path) -> None:
        """Write ``weights.safetensors`` and ``config.json`` into the folder."""
        from lenet.models.storage import save_model

        save_model(self, Path(folder))


class Sequential(Model):
    """A network built up one layer behind the other; all else is ``Model``'s."""

    def add(self, layer: Layer) -> None:
        """Put a layer behind the last; ModelError for one that the engine does not have."""
        self._append(layer)

    def pop(self) -> None:
        """Take the last layer away."""
        if not self.layers:
            raise ModelError("the model has no layers")
        self._set_aside()
        layer = self.layers.pop()
        if not self.layers and layer.input_shape is not None:
            self.input_shape = None


def load_model(name_or_folder: str | Path) -> Sequential:
    """A trained model: a shipped one by its name (original, tutorial, modern), or a folder's.

    DataError for files that are missing or not a model's.
    """
    from lenet.models.storage import load_model as load
    from lenet.weights import find

    return load(find(name_or_folder), Sequential)


def multiply_add_peak(threads: int | None = None) -> float:
    """Floating-point operations a second of so many threads doing nothing but multiply-adds."""
    return _engine.peak(_threads(threads))


def _threads(threads: int | None) -> int:
    if threads is None:
        return usable_cores()
    return min(_whole("threads", threads, 1), MOST_THREADS)


def _whole(argument: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ModelError(f"expected a whole number for {argument}, received {value!r}")
    number = operator.index(value)
    if number < least:
        raise ModelError(f"expected {argument} of at least {least}, received {number}")
    return number


def _callbacks(given: Callback | Sequence[Callback] | None) -> list[Callback]:
    callbacks = [given] if isinstance(given, Callback) else list(given or ())
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise ModelError(f"expected lenet.callbacks.Callback objects, received {callback!r}")
    return callbacks


def _no_other(method: Callable[..., object], other: Mapping[str, object]) -> None:
    if other:
        supported = [name for name in signature(method).parameters if name not in ("self", "other")]
        raise ModelError(
            f"{method.__name__} supports {', '.join(supported)}; received {', '.join(other)}"
        )


def _checked_shapes(layers: Sequence[Layer], shape: Shape) -> list[tuple[Shape, Shape]]:
    """What goes into each layer and comes out of it; ModelError if it cannot, or is too much."""
    shapes, values, parameters = [], math.prod(shape), 0
    for layer in layers:
        made = layer.output_shape(shape)
        parameters += sum(math.prod(size) for size in layer.weight_shapes(shape).values())
        values += math.prod(made)
        shapes.append((shape, made))
        shape = made
    if parameters > LARGEST_MODEL:
        raise ModelError(f"expected at most {LARGEST_MODEL} parameters, received {parameters}")
    if values > LARGEST_SAMPLE:
        raise ModelError(
            f"expected at most {LARGEST_SAMPLE} values in the input and the layers' outputs of "
            f"one sample, received {values}"
        )
    return shapes


def _plane(shape: Shape) -> tuple[int, int, int]:
    if len(shape) == 1:
        return 1, 1, shape[0]
    return shape[0], shape[1], shape[2] if len(shape) == 3 else 1


def _snake(name: str) -> str:
    """Conv2D -> conv2d, AveragePooling2D -> average_pooling2d."""
    starts = [c.isupper() and k > 0 and not name[k - 1].isdigit() for k, c in enumerate(name)]
    return "".join(f"_{c}" if start else c for c, start in zip(name.lower(), starts, strict=True))
