"""The second derivatives h_kk against their definition, one connection after another.

h_kk is the sum, over the connections that share the weight, of d2E/da[i]^2 x[j]^2, the mean over
the samples; d2E/da[i]^2 = f'(a[i])^2 sum_k w[k,i]^2 d2E/da[k]^2 (LeCun et al. 1998, Appendix C).
Here every layer is a list of connections, and every sample passes through it alone. A coefficient
of Subsampling2D has one connection a unit, from the sum of its window.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

import lenet
from lenet import _engine, losses
from lenet.layers import (
    RBF,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPooling2D,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.losses import Loss
from lenet.models import Model, Sequential
from lenet.models.lowering import lowered

Floats = np.ndarray[Any, np.dtype[np.float64]]
Shape = tuple[int, ...]

SPARSE, CATEGORICAL, SQUARED = (
    losses.get(name)
    for name in ("sparse_categorical_crossentropy", "categorical_crossentropy", "mse")
)
EQUATION_8, EQUATION_9 = losses.maximum_likelihood(), losses.maximum_a_posteriori(j=5.0, scale=0.5)


class Connection(NamedTuple):
    """Unit ``to`` sums ``weight`` times input ``source``; None: a weight of 1, an input of 1."""

    to: int
    source: int | None
    weight: int | None


def places(shape: Shape) -> Iterator[Shape]:
    return np.ndindex(*shape)


def convolution(layer: Conv2D, given: Shape, made: Shape) -> Iterator[Connection]:
    rows, columns = layer.kernel_size
    above, before = ((rows - 1) // 2, (columns - 1) // 2) if layer.padding == "same" else (0, 0)
    table = layer.table or [range(given[2])] * layer.filters
    kernel = (rows, columns, given[2], layer.filters)
    for i, j, o in places(made):
        to = int(np.ravel_multi_index((i, j, o), made))
        for u, v in places((rows, columns)):
            row, column = i + u - above, j + v - before
            if not (0 <= row < given[0] and 0 <= column < given[1]):
                continue
            for c in table[o]:
                source = np.ravel_multi_index((row, column, c), given)
                yield Connection(to, int(source), int(np.ravel_multi_index((u, v, c, o), kernel)))
        if layer.use_bias:
            yield Connection(to, None, int(np.prod(kernel)) + o)


def dense(layer: Dense, given: Shape, made: Shape) -> Iterator[Connection]:
    for o in range(made[0]):
        for i in range(given[0]):
            yield Connection(o, i, i * layer.units + o)
        if layer.use_bias:
            yield Connection(o, None, given[0] * layer.units + o)


def window_sums(layer: Any, given: Shape, made: Shape) -> Iterator[Connection]:
    for i, j, c in places(made):
        for u, v in places(layer.pool_size):
            place = (i * layer.pool_size[0] + u, j * layer.pool_size[1] + v, c)
            to, source = np.ravel_multi_index((i, j, c), made), np.ravel_multi_index(place, given)
            yield Connection(int(to), int(source), None)


def scaled(layer: Subsampling2D, made: Shape) -> Iterator[Connection]:
    """The coefficient of a channel times the sum, plus the bias."""
    for i, j, c in places(made):
        unit = int(np.ravel_multi_index((i, j, c), made))
        yield Connection(unit, unit, c)
        if layer.use_bias:
            yield Connection(unit, None, made[2] + c)


def framed(layer: ZeroPadding2D, given: Shape, made: Shape) -> Iterator[Connection]:
    for i, j, c in places(given):
        place = (i + layer.padding[0][0], j + layer.padding[1][0], c)
        to, source = np.ravel_multi_index(place, made), np.ravel_multi_index((i, j, c), given)
        yield Connection(int(to), int(source), None)


class Step:
    """Sums over connections, then an activation: the place of its weights, what passed last."""

    def __init__(
        self, connections: Iterator[Connection], weights: Floats, units: int, activation: str,
        share: float = 1.0,
    ) -> None:  # fmt: skip
        rows = list(connections)
        self.to = np.array([row.to for row in rows])
        self.source = np.array([-1 if row.source is None else row.source for row in rows])
        self.weight = np.array([-1 if row.weight is None else row.weight for row in rows])
        self.weights, self.units = weights, units
        self.activation, self.share = activation, share
        self.h = np.zeros(len(weights))

    def of_connections(self) -> Floats:
        return np.append(self.weights, self.share)[self.weight]

    def forward(self, x: Floats) -> Floats:
        self.x = x
        products = self.of_connections() * np.append(x, 1.0)[self.source]
        self.sums = np.bincount(self.to, products, self.units)
        return activated(self.activation, self.sums)

    def backward(self, h: Floats, *, derive: bool = True) -> Floats:
        """From d2E/dy^2 of what the step gave, or d2E/da^2 of its sums, to d2E/dx^2."""
        h = h * slope(self.activation, self.sums) ** 2 if derive else h
        of_input = h[self.to] * np.append(self.x, 1.0)[self.source] ** 2
        trained = self.weight >= 0
        self.h += np.bincount(self.weight[trained], of_input[trained], len(self.weights))
        inner = self.source >= 0
        passed = h[self.to] * self.of_connections() ** 2
        return np.bincount(self.source[inner], passed[inner], len(self.x))


class Largest(Step):
    """MaxPooling2D: of each window the one connection from its largest value."""

    def forward(self, x: Floats) -> Floats:
        self.x = x
        self.sums = np.full(self.units, -np.inf)
        self.winner = np.zeros(self.units, int)
        for to, source in zip(self.to, self.source, strict=True):
            if x[source] > self.sums[to]:
                self.sums[to], self.winner[to] = x[source], source
        return self.sums

    def backward(self, h: Floats, *, derive: bool = True) -> Floats:
        return np.bincount(self.winner, h, len(self.x))


def activated(name: str, a: Floats) -> Floats:
    if name == "softmax":
        return np.exp(a) / np.exp(a).sum()
    return {
        "linear": lambda: a,
        "relu": lambda: np.maximum(a, 0),
        "sigmoid": lambda: 1 / (1 + np.exp(-a)),
        "tanh": lambda: np.tanh(a),
        "scaled_tanh": lambda: 1.7159 * np.tanh(2 / 3 * a),
    }[name]()


def slope(name: str, a: Floats) -> Floats:
    return {
        "linear": lambda: np.ones_like(a),
        "relu": lambda: (a > 0).astype(float),
        "sigmoid": lambda: np.exp(-a) / (1 + np.exp(-a)) ** 2,
        "tanh": lambda: 1 / np.cosh(a) ** 2,
        "scaled_tanh": lambda: 1.7159 * 2 / 3 / np.cosh(2 / 3 * a) ** 2,
    }[name]()


def steps_of(layer: Layer, given: Shape, made: Shape, weights: Floats) -> list[Step]:
    units, none = int(np.prod(made)), np.zeros(0)
    if isinstance(layer, Conv2D):
        return [Step(convolution(layer, given, made), weights, units, layer.activation)]
    if isinstance(layer, Dense):
        return [Step(dense(layer, given, made), weights, units, layer.activation)]
    if isinstance(layer, MaxPooling2D):
        return [Largest(window_sums(layer, given, made), none, units, "linear")]
    if isinstance(layer, AveragePooling2D):
        share = 1 / np.prod(layer.pool_size)
        return [Step(window_sums(layer, given, made), none, units, "linear", share)]
    if isinstance(layer, Subsampling2D):
        added = Step(window_sums(layer, given, made), none, units, "linear")
        return [added, Step(scaled(layer, made), weights, units, layer.activation)]
    if isinstance(layer, ZeroPadding2D):
        return [Step(framed(layer, given, made), none, units, "linear")]
    return []  # Flatten: the values lie in its order; RBF: where all begins


def by_definition(model: Model, loss: Loss, x: Any, y: Any, sample_weight: Any) -> Floats:
    """h_kk of every parameter, float64 (parameters,)."""
    parts = iter([array.ravel().astype(float) for array in model.get_weights()])
    steps, centers = [], np.zeros((0, 0))
    for layer, (given, made) in zip(model.layers, model.layer_shapes(), strict=True):
        own = [next(parts) for _ in layer.weight_shapes(given)]
        steps += steps_of(layer, given, made, np.concatenate([np.zeros(0), *own]))
        if isinstance(layer, RBF):
            centers = np.zeros(layer.centers.shape)
    for sample, target, weight in zip(x.astype(float), y, sample_weight, strict=True):
        values = sample.ravel()
        for step in steps:
            values = step.forward(values)
        derive = False
        if centers.size:  # E = scale sum_i (x[i] - center[i])^2 of the right class: 2, in both
            h = np.full(len(values), 2.0 * loss.scale * weight)
            centers[target] += 2.0 * loss.scale * weight
            derive = True
        elif loss == SQUARED and model.layers[-1].activation == "softmax":
            changes = np.diag(values) - np.outer(values, values)  # dp[k] / da[i]
            h = 2 / len(values) * weight * (changes**2).sum(axis=0)
        elif loss == SQUARED:
            h = 2 / len(values) * weight * slope(model.layers[-1].activation, steps[-1].sums) ** 2
        else:
            wanted = 1.0 if loss == SPARSE else target.sum()
            h = wanted * weight * values * (1 - values)
        for step in reversed(steps):
            h = step.backward(h, derive=derive)
            derive = True
    found = np.concatenate([*(step.h for step in steps), centers.ravel()])
    return found / len(x)


def by_the_engine(
    model: Model, loss: Loss, x: Any, y: Any, sample_weight: Any, instructions: str
) -> Any:
    layers = lowered(model.layers, model.layer_shapes()).layers
    rows, columns, channels = model.input_shape or (0, 0, 0)
    network = _engine.Network((rows, columns, channels), layers, instructions)
    network.parameters[:] = model.network.parameters
    labels, values = loss.targets(y, len(x), model.output_shape)
    network.curvature(x, labels, values, sample_weight, loss.engine_loss())
    return network.second_moments


def shaken(model: Model, seed: int) -> Model:
    """Give every parameter a value of its own, about as large as it began."""
    noise = np.random.default_rng(seed)
    weights = model.get_weights()
    for array in weights:
        array += noise.normal(0, 0.3, array.shape) * (array.any() | (array.ndim == 1))
    for layer, (given, _) in zip(model.layers, model.layer_shapes(), strict=True):
        if isinstance(layer, Conv2D) and layer.table is not None:
            names = list(model.weight_shapes())
            kernel = weights[names.index(f"{layer.name}.kernel")]
            kernel[:, :, ~layer.connected(given[2])] = 0
    model.set_weights(weights)
    return model


def assert_as_defined(model: Model, loss: Loss, count: int, *, weighted: bool) -> None:
    noise = np.random.default_rng(count)
    x = noise.normal(size=(count, *(model.input_shape or ()))).astype(np.float32)
    units = model.output_shape[0]
    y: Any = noise.integers(0, units, count)
    if loss in (CATEGORICAL, SQUARED):
        y = noise.uniform(0, 1, (count, units)).astype(np.float32)
    weights = noise.uniform(0.2, 1.8, count).astype(np.float32) if weighted else np.ones(count)
    expected = by_definition(model, loss, x, y, weights)
    assert expected.max() > 0
    ends = np.cumsum([np.prod(shape) for shape in model.weight_shapes().values()])[:-1]
    for instructions in _engine.instruction_sets():
        given = weights.astype(np.float32) if weighted else None
        found = by_the_engine(model, loss, x, y, given, instructions)
        for ours, theirs in zip(np.split(found, ends), np.split(expected, ends), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5 * theirs.max())


TWO_OF_THREE = [[0, 2], [1], [0, 1, 2], [2]]
NETWORKS: dict[str, tuple[list[Layer], Loss]] = {
    "a Dense layer": ([Flatten(input_shape=(3, 2, 2)), Dense(5, "softmax")], SPARSE),
    "Dense layers": (
        [Flatten(input_shape=(3, 2, 2)), Dense(19, "tanh"), Dense(7, "sigmoid", False), Dense(3)],
        SQUARED,
    ),
    "a softmax with the squared error": (
        [Flatten(input_shape=(3, 2, 2)), Dense(4, "tanh"), Dense(5, "softmax")],
        SQUARED,
    ),
    "convolutions": (
        [
            Conv2D(3, (3, 2), activation="tanh", padding="same", input_shape=(6, 7, 2)),
            Conv2D(9, (2, 4), activation="relu", use_bias=False),
            Flatten(),
            Dense(4, "softmax"),
        ],
        CATEGORICAL,
    ),
    "connections": (
        [
            Conv2D(3, 3, activation="scaled_tanh", input_shape=(7, 6, 1)),
            Conv2D(4, (3, 2), activation="tanh", connections=TWO_OF_THREE),
            Flatten(),
            Dense(3, "softmax"),
        ],
        SPARSE,
    ),
    "poolings": (
        [
            Conv2D(3, 2, activation="tanh", input_shape=(10, 8, 2)),
            AveragePooling2D((2, 1)),
            Conv2D(5, 2, activation="sigmoid"),
            MaxPooling2D((1, 3)),
            Flatten(),
            Dense(4, "scaled_tanh"),
        ],
        SQUARED,
    ),
    "pooling first": (
        [MaxPooling2D(input_shape=(5, 6, 2)), Conv2D(3, 2), Flatten(), Dense(3, "softmax")],
        SPARSE,
    ),
    "sub-samplings": (
        [
            Subsampling2D((2, 3), input_shape=(11, 13, 2)),
            Conv2D(5, 2, activation="tanh"),
            Subsampling2D(activation="sigmoid", use_bias=False),
            Flatten(),
            Dense(4, "softmax"),
        ],
        SPARSE,
    ),
    "zeros around a plane": (
        [
            ZeroPadding2D((1, 2), input_shape=(4, 3, 1)),
            Conv2D(3, 3, activation="tanh"),
            ZeroPadding2D((2, 0)),
            Subsampling2D(activation=None),
            Flatten(),
            Dense(3, "softmax"),
        ],
        SPARSE,
    ),
    "a covering convolution": (
        [
            Conv2D(3, 2, activation="tanh", input_shape=(5, 5, 1)),
            Conv2D(8, 4, activation="scaled_tanh"),
            Flatten(),
            Dense(5, "tanh"),
            RBF(np.linspace(-1, 1, 15).reshape(3, 5)),
        ],
        EQUATION_9,
    ),
    "centers that are trained": (
        [
            Flatten(input_shape=(2, 2, 2)),
            Dense(6, "scaled_tanh"),
            RBF(np.linspace(-2, 1, 24).reshape(4, 6), trainable=True),
        ],
        EQUATION_8,
    ),
    "centers alone": (
        [Flatten(input_shape=(2, 2, 1)), RBF(np.eye(4), trainable=True)],
        EQUATION_9,
    ),
}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("count", [1, 16, 21])
@pytest.mark.parametrize("name", NETWORKS)
def test_second_derivatives_are_those_of_the_definition(
    name: str, count: int, weighted: bool
) -> None:
    layers, loss = NETWORKS[name]
    model = Sequential(seed=5)
    for layer in layers:
        model.add(type(layer)(**layer.config(), input_shape=layer.input_shape))
    assert_as_defined(shaken(model, 3), loss, count, weighted=weighted)


@pytest.mark.slow
@pytest.mark.parametrize("loss", [EQUATION_8, EQUATION_9])
def test_second_derivatives_of_the_original_are_those_of_the_definition(loss: Loss) -> None:
    assert_as_defined(lenet.original(seed=2), loss, 3, weighted=True)
