"""The engine against slow and obvious oracles: loops, JAX's derivatives, Keras's formulas.

x: samples float32 (n, rows, columns, channels). A layer is the tuple that the engine takes: kind,
units, rows, columns, same padding, bias, activation. Up to 4 samples run one lane at a time; from 5
on they run in chunks of 16 lanes, of which the last may be partly empty.
"""

import gc
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from lenet import _engine
from lenet.layers import EngineLayer
from lenet.losses import EngineLoss
from lenet.optimizers import EngineOptimizer

SPARSE = EngineLoss("sparse_categorical_crossentropy")
CATEGORICAL = EngineLoss("categorical_crossentropy")
SQUARED = EngineLoss("mse")
LOSSES = (SPARSE, CATEGORICAL, SQUARED)
LIKELIHOOD = EngineLoss("maximum_likelihood", 0.5, 0.0)
POSTERIORI = EngineLoss("maximum_a_posteriori", 0.5, 3.0)
WITHOUT_RUBBISH = EngineLoss("maximum_a_posteriori", 1.0)
ON_PENALTIES = (LIKELIHOOD, POSTERIORI, WITHOUT_RUBBISH)
COUNTS = (1, 3, 5, 16, 37)
INSTRUCTION_SETS = _engine.instruction_sets()
ADAM = EngineOptimizer("adam", beta_1=0.9, beta_2=0.999, epsilon=1e-7)
PLAIN_SGD = EngineOptimizer("sgd")
FLATTEN = EngineLayer("Flatten")

Layer = EngineLayer
Loss = EngineLoss


def conv(
    units: int,
    kernel: tuple[int, int],
    activation: str = "tanh",
    *,
    same: bool = False,
    bias: bool = True,
    connections: tuple = (),
) -> Layer:
    return EngineLayer("Conv2D", units, *kernel, same, bias, activation, True, connections)


def pool(kind: str, window: tuple[int, int]) -> Layer:
    return EngineLayer(f"{kind}Pooling2D", 0, *window, False, False, "linear", True, ())


def subsampling(window: tuple[int, int], activation: str, *, bias: bool = True) -> Layer:
    return EngineLayer("Subsampling2D", 0, *window, False, bias, activation, True, ())


def padding(rows: int, columns: int) -> Layer:
    return EngineLayer("ZeroPadding2D", 0, rows, columns, False, False, "linear", True, ())


def rbf(units: int, *, trainable: bool) -> Layer:
    return EngineLayer("RBF", units, 0, 0, False, False, "linear", trainable, ())


def dense(units: int, activation: str, *, bias: bool = True) -> Layer:
    return EngineLayer("Dense", units, 0, 0, False, bias, activation, True, ())


SMALL = [
    conv(3, (3, 2), "tanh", same=True),
    pool("Max", (2, 2)),
    conv(5, (2, 3), "sigmoid"),
    pool("Average", (2, 1)),
    FLATTEN,
    dense(7, "tanh"),
    dense(4, "softmax"),
]
SMALL_INPUT = (9, 10, 2)


def random_layers(rng: np.random.Generator, loss: Loss) -> tuple[tuple[int, int, int], list[Layer]]:
    """Conv2D, pooling, Conv2D, perhaps pooling, Flatten, two Dense: of random sizes."""

    def activation() -> str:
        return str(rng.choice(["tanh", "relu", "sigmoid", "linear"]))

    def any_conv(most_units: int, most_rows: int) -> Layer:
        units = int(rng.integers(1, most_units + 1))
        rows, columns = (int(side) for side in rng.integers(1, most_rows + 1, 2))
        same, bias = (bool(flag) for flag in rng.integers(2, size=2))
        return conv(units, (rows, columns), activation(), same=same, bias=bias)

    def any_pool() -> Layer:
        rows, columns = (int(side) for side in rng.integers(1, 4, 2))
        return pool(str(rng.choice(["Average", "Max"])), (rows, columns))

    rows, columns, channels = (int(side) for side in rng.integers((13, 13, 1), (20, 20, 4)))
    layers = [any_conv(9, 5), any_pool(), any_conv(17, 3)]
    if rng.integers(2):
        layers.append(pool("Max", (1, 2)))
    last = activation() if loss == SQUARED and rng.integers(2) else "softmax"
    layers += [FLATTEN, dense(int(rng.integers(1, 40)), activation(), bias=bool(rng.integers(2)))]
    layers += [dense(int(rng.integers(2, 12)), last, bias=bool(rng.integers(2)))]
    return (rows, columns, channels), layers


def random_layers_of_1998(
    rng: np.random.Generator, loss: Loss
) -> tuple[tuple[int, int, int], list[Layer]]:
    """Zeros, Conv2D, sub-sampling, a table of connections, sub-sampling, Dense and an RBF."""

    def some(least: int, most: int) -> tuple[int, int]:
        return int(rng.integers(least, most + 1)), int(rng.integers(least, most + 1))

    def activation() -> str:
        return str(rng.choice(["scaled_tanh", "tanh", "sigmoid"]))

    channels = int(rng.integers(2, 8))
    table = tuple(
        tuple(int(c) for c in rng.permutation(channels)[: rng.integers(1, channels + 1)])
        for _ in range(rng.integers(1, 18))
    )
    bias, trainable, rounded = (bool(flag) for flag in rng.integers(2, size=3))
    layers = [
        padding(*some(0, 3)),
        conv(channels, some(1, 5), activation(), same=rounded),
        subsampling((2, 2) if rng.integers(2) else some(1, 3), activation(), bias=bias),
        conv(len(table), some(1, 2), activation(), bias=bias, connections=table),
        subsampling((1, 2), activation(), bias=not bias),
        FLATTEN,
        dense(int(rng.integers(1, 30)), "scaled_tanh"),
        rbf(int(rng.integers(2, 11)), trainable=trainable),
    ]
    if loss not in ON_PENALTIES:
        layers[-1] = dense(int(rng.integers(2, 11)), "softmax")
    rows, columns = (int(side) for side in rng.integers(15, 22, 2))
    return (rows, columns, int(rng.integers(1, 4))), layers


def parts_of(shape: tuple[int, int, int], layers: list[Layer]) -> list[tuple[int, ...]]:
    """The parameter arrays' shapes in the engine's order: kernel, then bias, of each layer."""
    found: list[tuple[int, ...]] = []
    for kind, units, rows, columns, same, bias, *_ in layers:
        if kind == "Conv2D":
            found.append((rows, columns, shape[2], units))
            less = (0, 0) if same else (rows - 1, columns - 1)
            shape = (shape[0] - less[0], shape[1] - less[1], units)
        elif kind in ("Dense", "RBF"):
            found.append((shape[2], units) if kind == "Dense" else (units, shape[2]))
            shape = (1, 1, units)
        elif kind == "Flatten":
            shape = (1, 1, shape[0] * shape[1] * shape[2])
        elif kind == "ZeroPadding2D":
            shape = (shape[0] + 2 * rows, shape[1] + 2 * columns, shape[2])
        else:
            shape = (shape[0] // rows, shape[1] // columns, shape[2])
            if kind == "Subsampling2D":
                found.append((shape[2],))
        if bias:
            found.append((shape[2],))
    return found


def changed_of(shape: tuple[int, int, int], layers: list[Layer]) -> list[np.ndarray]:
    """1 for each parameter that training changes, 0 for each of no connection or fixed center."""
    found = []
    parts = iter(parts_of(shape, layers))
    for kind, units, _, _, _, bias, _, trainable, connections, *_ in layers:
        if kind in ("Conv2D", "Dense", "RBF", "Subsampling2D"):
            kernel = np.full(next(parts), float(trainable))
            for unit in range(units if connections else 0):
                unread = [c for c in range(kernel.shape[2]) if c not in connections[unit]]
                kernel[:, :, unread, unit] = 0
            found.append(kernel)
        if bias:
            found.append(np.ones(next(parts)))
    return found


def split(parameters: Any, shapes: list[tuple[int, ...]]) -> list[Any]:
    """Cut the flat parameters into arrays of these shapes."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    starts = [0, *ends[:-1]]
    return [parameters[a:b].reshape(s) for a, b, s in zip(starts, ends, shapes, strict=True)]


def new_network(
    shape: tuple[int, int, int] = SMALL_INPUT,
    layers: list[Layer] = SMALL,
    instructions: str = "",
    seed: int = 0,
) -> _engine.Network:
    """A network whose values stay near 1: kernels within sqrt(3 / inputs), biases within 0.5."""
    network = _engine.Network(shape, layers, instructions)
    rng = np.random.default_rng(seed)
    parts = split(network.parameters, parts_of(shape, layers))
    for part in parts:
        limit = np.sqrt(3 / np.prod(part.shape[:-1])) if part.ndim > 1 else 0.5
        part[:] = rng.uniform(-limit, limit, part.shape)
    for part, changed in zip(parts, changed_of(shape, layers), strict=True):
        if part.ndim == 4:
            part *= changed
    return network


class Data:
    """Random samples with what is wanted of each, in the form that each loss takes."""

    def __init__(
        self, count: int, shape: tuple[int, int, int] = SMALL_INPUT, units: int = 4, seed: int = 1
    ) -> None:
        rng = np.random.default_rng(seed)
        self.x = rng.normal(size=(count, *shape)).astype(np.float32)
        self.labels = rng.integers(0, units, count).astype(np.int32)
        self.values = rng.uniform(0, 1, (count, units)).astype(np.float32)
        self.weights = rng.uniform(0.2, 1.8, count).astype(np.float32)

    def arguments(self, loss: Loss, n: int | None = None, *, weighted: bool = False) -> tuple:
        """The engine's arguments for the first n samples, from samples to loss."""
        sparse = loss in (SPARSE, *ON_PENALTIES)
        labels, values = (self.labels[:n], None) if sparse else (None, self.values[:n])
        return (self.x[:n], labels, values, self.weights[:n] if weighted else None, loss)

    def targets(self, loss: Loss) -> np.ndarray:
        """What is wanted of every unit (count, units), also for labels."""
        sparse = loss in (SPARSE, *ON_PENALTIES)
        return np.eye(self.values.shape[1])[self.labels] if sparse else self.values


def train(
    network: _engine.Network,
    arguments: tuple,
    batch_size: int,
    rate: float = 0.01,
    optimizer: EngineOptimizer = ADAM,
    order: np.ndarray | None = None,
    threads: int = 1,
    report: Callable[[_engine.Progress], object] | None = None,
) -> _engine.Progress:
    """One epoch in the samples' own order, or in this one."""
    order = np.arange(len(arguments[0])) if order is None else order
    rates = np.full(-(-len(order) // batch_size), rate)
    return network.train(*arguments, optimizer, order, batch_size, rates, threads, report)


def state(network: _engine.Network) -> tuple[bytes, bytes, bytes, int]:
    moments = network.first_moments.tobytes(), network.second_moments.tobytes()
    return (network.parameters.tobytes(), *moments, network.updates)


# The forward pass, against loops.


def loop_convolution(x, kernel, bias, same):
    """Keras's Conv2D, one output position at a time."""
    rows, columns = kernel.shape[:2]
    if same:
        above, before = (rows - 1) // 2, (columns - 1) // 2
        margins = (above, rows - 1 - above), (before, columns - 1 - before)
        x = np.pad(x, ((0, 0), *margins, (0, 0)))
    y = np.empty((len(x), x.shape[1] - rows + 1, x.shape[2] - columns + 1, kernel.shape[3]))
    for n, i, j, o in np.ndindex(y.shape):
        y[n, i, j, o] = (x[n, i : i + rows, j : j + columns] * kernel[..., o]).sum() + bias[o]
    return y


def loop_pooling(x, kind, rows, columns):
    y = np.empty((len(x), x.shape[1] // rows, x.shape[2] // columns, x.shape[3]))
    for n, i, j, c in np.ndindex(y.shape):
        window = x[n, i * rows : (i + 1) * rows, j * columns : (j + 1) * columns, c]
        y[n, i, j, c] = window.max() if kind == "MaxPooling2D" else window.mean()
    return y


def numpy_activation(name, x):
    if name == "softmax":
        return np.exp(x) / np.exp(x).sum(-1, keepdims=True)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-x))
    if name == "scaled_tanh":
        return 1.7159 * np.tanh(2 / 3 * x)
    return {"linear": x, "relu": np.maximum(x, 0), "tanh": np.tanh(x)}[name]


def loop_maps(network, shape, layers, x):
    """Every layer's output in double precision."""
    parts = iter(split(network.parameters.astype(float), parts_of(shape, layers)))
    outputs, x = [], x.astype(float)
    for kind, units, rows, columns, same, bias, activation, *_ in layers:
        if kind in ("Conv2D", "Dense", "RBF", "Subsampling2D"):
            kernel = next(parts)
            shift = next(parts) if bias else 0.0
        if kind in ("Conv2D", "Dense"):
            shift = np.zeros(units) if not bias else shift
            x = loop_convolution(x, kernel, shift, same) if kind == "Conv2D" else x @ kernel + shift
            x = numpy_activation(activation, x)
        elif kind == "Flatten":
            x = x.reshape(len(x), -1)
        elif kind == "ZeroPadding2D":
            x = np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)))
        elif kind == "RBF":
            x = np.array([[((one - center) ** 2).sum() for center in kernel] for one in x])
        else:
            x = loop_pooling(x, kind, rows, columns)
            if kind == "Subsampling2D":
                x = numpy_activation(activation, x * rows * columns * kernel + shift)
        outputs.append(x)
    return outputs


@pytest.mark.slow
@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("seed", range(12))
def test_every_layers_map_is_what_slow_loops_give(seed, instructions):
    make = random_layers if seed < 6 else random_layers_of_1998
    shape, layers = make(np.random.default_rng(seed), (*LOSSES, LIKELIHOOD)[seed % 4])
    network = new_network(shape, layers, instructions, seed)
    x = Data(19, shape).x
    expected = loop_maps(network, shape, layers, x)
    for n in (1, 3, 5, 16, 19):
        for got, wanted in zip(network.maps(x[:n]), expected, strict=True):
            assert got.dtype == np.float32
            np.testing.assert_allclose(got, wanted[:n], rtol=1e-6, atol=2e-5)


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("count", COUNTS)
def test_predict_is_the_last_of_the_maps(count, instructions):
    network, x = new_network(instructions=instructions), Data(count).x
    np.testing.assert_array_equal(network.predict(x, 2), network.maps(x)[-1])


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("activation", ["linear", "relu", "sigmoid", "tanh", "scaled_tanh"])
def test_an_activation_is_right_over_its_whole_range(activation, instructions):
    x = np.concatenate([np.linspace(-100, 100, 4001), [0, -0.0, 1e-30, -1e-30]])
    x = x.astype(np.float32)[:, None, None, None]
    network = _engine.Network((1, 1, 1), [conv(1, (1, 1), activation, bias=False)], instructions)
    network.parameters[:] = 1
    expected = numpy_activation(activation, x.astype(float))
    np.testing.assert_allclose(network.predict(x), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("count", COUNTS)
def test_a_softmax_of_far_apart_values_stays_finite_and_adds_to_one(count, instructions):
    network = _engine.Network((1, 1, 5), [FLATTEN, dense(5, "softmax", bias=False)], instructions)
    network.parameters[:] = np.eye(5).ravel()
    x = np.full((count, 1, 1, 5), -1000, np.float32)
    x[..., 2] = 1000
    answers = network.predict(x)
    np.testing.assert_allclose(answers, np.tile([0, 0, 1, 0, 0], (count, 1)), atol=1e-30)


# The gradients, against automatic differentiation.


def jax_pooling(x, kind, rows, columns):
    n, height, width, channels = x.shape
    height, width = height // rows, width // columns
    x = x[:, : height * rows, : width * columns]
    windows = x.reshape(n, height, rows, width, columns, channels)
    return windows.max((2, 4)) if kind == "MaxPooling2D" else windows.mean((2, 4))


def jax_forward(parts, layers, x):
    parts = iter(parts)
    activations = {"linear": lambda x: x, "relu": jax.nn.relu, "tanh": jnp.tanh}
    activations |= {"sigmoid": jax.nn.sigmoid, "softmax": jax.nn.softmax}
    activations["scaled_tanh"] = lambda x: 1.7159 * jnp.tanh(2 / 3 * x)
    order = ("NHWC", "HWIO", "NHWC")
    for kind, _, rows, columns, same, bias, activation, *_ in layers:
        if kind in ("Conv2D", "Dense"):
            kernel, padding = next(parts), "SAME" if same else "VALID"
            if kind == "Conv2D":
                x = jax.lax.conv_general_dilated(
                    x, kernel, (1, 1), padding, dimension_numbers=order
                )
            else:
                x = x @ kernel
            x = activations[activation](x + next(parts) if bias else x)
        elif kind == "Flatten":
            x = x.reshape(len(x), -1)
        elif kind == "ZeroPadding2D":
            x = jnp.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)))
        elif kind == "RBF":
            x = ((x[:, None] - next(parts)) ** 2).sum(-1)
        elif kind == "Subsampling2D":
            x = jax_pooling(x, kind, rows, columns) * rows * columns * next(parts)
            x = activations[activation](x + next(parts) if bias else x)
        else:
            x = jax_pooling(x, kind, rows, columns)
    return x


def jax_loss(parts, layers, loss, x, targets, weights):
    """The weighted losses' sum; JAX sees the weight 0 where there is no sample."""
    answers = jax_forward(parts, layers, x)
    if loss == SQUARED:
        losses = ((answers - targets) ** 2).mean(1)
    elif loss in ON_PENALTIES:
        name, scale, rubbish, *_ = loss
        losses = scale * (answers * targets).sum(1)
        if name == "maximum_a_posteriori":
            losses += jnp.log(jnp.exp(-rubbish) + jnp.exp(-scale * answers).sum(1))
    else:
        losses = -(targets * jnp.log(answers)).sum(1)
    return (losses * weights).sum()


def assert_gradients_agree(shape, layers, loss, seed):
    """For every number of samples and every instruction set, with sample weights and without."""
    data = Data(max(COUNTS), shape, layers[-1][1], seed)
    shapes = parts_of(shape, layers)
    x, targets = data.x.astype(float), data.targets(loss)
    differentiate = jax.jit(
        jax.value_and_grad(lambda parts, x, w: jax_loss(parts, layers, loss, x, targets, w))
    )
    networks = [new_network(shape, layers, name, seed) for name in INSTRUCTION_SETS]
    parts = split(networks[0].parameters.astype(float), shapes)
    changed = changed_of(shape, layers)
    for n in COUNTS:
        for weighted in (False, True):
            weights = data.weights.astype(float) if weighted else np.ones(max(COUNTS))
            value, gradient = differentiate(
                parts, x, np.where(np.arange(len(weights)) < n, weights, 0) / n
            )
            gradient = [
                np.asarray(part) * ones for part, ones in zip(gradient, changed, strict=True)
            ]
            largest = max(float(abs(part).max()) for part in gradient)
            for network in networks:
                got = network.loss_and_gradient(*data.arguments(loss, n, weighted=weighted))
                assert got == pytest.approx(float(value), rel=1e-5)
                for ours, theirs in zip(split(network.gradient, shapes), gradient, strict=True):
                    scale = max(float(abs(theirs).max()), 0.01 * largest)
                    assert abs(ours - theirs).max() <= 1e-5 * scale, (network.instructions, n)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("seed", range(12))
def test_gradients_of_random_networks_are_jaxs(seed):
    loss = LOSSES[seed % 3]
    shape, layers = random_layers(np.random.default_rng(100 + seed), loss)
    assert_gradients_agree(shape, layers, loss, seed)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("seed", range(8))
def test_gradients_of_random_networks_with_the_layers_of_1998_are_jaxs(seed):
    loss = (*ON_PENALTIES, SPARSE)[seed % 4]
    shape, layers = random_layers_of_1998(np.random.default_rng(200 + seed), loss)
    assert_gradients_agree(shape, layers, loss, seed)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize(
    "activation", ["linear", "relu", "sigmoid", "tanh", "scaled_tanh", "softmax"]
)
def test_gradients_of_the_squared_error_after_each_activation_are_jaxs(activation):
    layers = [conv(2, (3, 3), "tanh"), FLATTEN, dense(5, activation)]
    assert_gradients_agree((6, 5, 2), layers, SQUARED, 3)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("kernel", [(1, 1), (2, 4), (5, 5), (7, 1)])
@pytest.mark.parametrize("same", [False, True])
def test_gradients_through_two_convolutions_in_a_row_are_jaxs(kernel, same):
    layers = [conv(7, kernel, "tanh", same=same), conv(6, (2, 3), "relu", same=not same)]
    assert_gradients_agree((9, 8, 3), [*layers, FLATTEN, dense(3, "softmax")], SPARSE, 5)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize(
    ("shape", "layers"),
    [
        ((3, 4, 2), [FLATTEN, dense(6, "softmax", bias=False)]),
        (
            (3, 4, 2),
            [FLATTEN, dense(33, "relu"), dense(17, "tanh", bias=False), dense(2, "softmax")],
        ),
        ((8, 7, 2), [pool("Max", (2, 3)), conv(4, (2, 2)), FLATTEN, dense(3, "softmax")]),
        (
            (8, 8, 1),
            [conv(20, (5, 5), same=True), pool("Average", (3, 3)), FLATTEN, dense(3, "softmax")],
        ),
        (
            (3, 2, 1),
            [conv(3, (5, 4), same=True), conv(2, (6, 6), same=True), FLATTEN, dense(3, "softmax")],
        ),
    ],
    ids=[
        "one Dense",
        "three Dense",
        "pooling first",
        "uncovered edge",
        "kernel beyond the picture",
    ],
)
def test_gradients_of_unusual_networks_are_jaxs(shape, layers):
    assert_gradients_agree(shape, layers, CATEGORICAL, 7)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
def test_gradients_of_the_tutorials_network_are_jaxs():
    layers = [conv(6, (3, 3)), pool("Average", (2, 2)), conv(16, (3, 3)), pool("Average", (2, 2))]
    layers += [FLATTEN, dense(128, "tanh"), dense(10, "softmax")]
    assert_gradients_agree((28, 28, 1), layers, SPARSE, 11)


def test_crossentropy_after_a_linear_layer_takes_its_values_for_logits():
    layers = [FLATTEN, dense(4, "softmax")]
    data = Data(5)
    with_softmax, with_logits = (
        new_network(layers=layers),
        new_network(layers=[FLATTEN, dense(4, "linear")]),
    )
    of_logits = SPARSE._replace(from_logits=True)
    loss = with_softmax.loss_and_gradient(*data.arguments(SPARSE))
    assert loss == with_logits.loss_and_gradient(*data.arguments(SPARSE)[:-1], of_logits)
    np.testing.assert_array_equal(with_softmax.gradient, with_logits.gradient)


def test_the_gradient_over_no_samples_is_zero():
    layers = [conv(64, (5, 5)), FLATTEN, dense(4, "softmax")]
    network = new_network((9, 10, 20), layers)
    empty = np.zeros((0, 9, 10, 20), np.float32), np.zeros(0, np.int32), None, None, SPARSE
    assert network.loss_and_gradient(*empty) == 0
    assert not network.gradient.any()


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_answers_that_are_left_are_those_of_each_sample_before_its_step(count, activation):
    layers = [FLATTEN, dense(4, activation)]
    data, network = Data(count), new_network(layers=layers)
    given = data.arguments(SQUARED)
    evaluated = np.empty((count, 4), np.float32)
    network.evaluate(*given, 2, evaluated)
    np.testing.assert_array_equal(evaluated, network.predict(given[0]))
    order, trained = np.random.default_rng(0).permutation(count), np.empty((count, 4), np.float32)
    steps = -(-count // 5)
    seen = new_network(layers=layers)
    for first in range(0, count, 5):
        batch = order[first : first + 5]
        wanted = seen.predict(given[0][batch])
        left = np.empty((len(batch), 4), np.float32)
        seen.train(*given, PLAIN_SGD, batch, 5, np.full(1, 0.5), 1, None, answers=left)
        np.testing.assert_allclose(left, wanted, rtol=1e-6, atol=1e-7)
        trained[first : first + 5] = left
    whole = np.empty_like(trained)
    network.train(*given, PLAIN_SGD, order, 5, np.full(steps, 0.5), 2, None, answers=whole)
    np.testing.assert_array_equal(whole, trained)


def test_room_for_answers_of_another_size_is_refused():
    data, network = Data(3), new_network(layers=[FLATTEN, dense(4, "softmax")])
    with pytest.raises(ValueError, match="room for an answer a unit and sample"):
        network.evaluate(*data.arguments(SPARSE), 1, np.empty((3, 3), np.float32))


# Evaluation.


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("count", COUNTS)
def test_evaluate_counts_as_predict_and_a_loop_do(count, loss, weighted, instructions):
    network, data = new_network(instructions=instructions), Data(count)
    answers, targets = network.predict(data.x).astype(float), data.targets(loss)
    correct, total = 0, 0.0
    for answer, target, weight in zip(answers, targets, data.weights, strict=True):
        correct += answer.argmax() == target.argmax()
        error = ((answer - target) ** 2).mean() if loss == SQUARED else -(target @ np.log(answer))
        total += error * (weight if weighted else 1)
    progress = network.evaluate(*data.arguments(loss, weighted=weighted))
    assert (progress.samples, progress.correct, progress.finite) == (count, correct, True)
    assert progress.loss == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("batch_size", [1, 4, 5, 16, 32, 100])
def test_an_epoch_at_rate_zero_reports_what_evaluate_does(batch_size):
    network, data = new_network(), Data(37)
    before = network.parameters.copy()
    arguments = data.arguments(SPARSE, weighted=True)
    done = train(network, arguments, batch_size, rate=0.0, optimizer=PLAIN_SGD)
    expected = network.evaluate(*arguments)
    assert (done.samples, done.correct, done.steps) == (37, expected.correct, -(-37 // batch_size))
    assert done.loss == pytest.approx(expected.loss, rel=1e-5)
    np.testing.assert_array_equal(network.parameters, before)


def test_one_unit_is_correct_on_its_side_of_a_half():
    network = _engine.Network((1, 1, 1), [FLATTEN, dense(1, "linear", bias=False)])
    network.parameters[:] = 1
    x = np.array([0.2, 0.4, 0.6, 0.8, 0.9], np.float32).reshape(5, 1, 1, 1)
    wanted = np.array([0, 1, 0, 1, 1], np.float32)[:, None]
    assert network.evaluate(x, None, wanted, None, SQUARED).correct == 3


# The optimisers, against Keras's formulas in double precision.


def keras_sgd(settings, rate, t, w, g, m, v):
    w = w - w * settings.weight_decay * rate
    if settings.momentum == 0:
        return w - g * rate, m, v
    m = m * settings.momentum - g * rate
    return (w + m * settings.momentum - g * rate, m, v) if settings.nesterov else (w + m, m, v)


def keras_adam(settings, rate, t, w, g, m, v):
    w = w - w * settings.weight_decay * rate
    alpha = rate * np.sqrt(1 - settings.beta_2**t) / (1 - settings.beta_1**t)
    m = m + (g - m) * (1 - settings.beta_1)
    v = v + (g * g - v) * (1 - settings.beta_2)
    return w - m * alpha / (np.sqrt(v) + settings.epsilon), m, v


def diagonal_lm(settings, rate, t, w, g, m, v):
    """v holds the second derivatives (LeCun et al. 1998, Appendix C)."""
    w_decayed = w - w * settings.weight_decay * rate
    return w_decayed - rate / (settings.mu + v) * g, m, v


FORMULAS = {"sgd": keras_sgd, "adam": keras_adam, "sdlm": diagonal_lm}
OPTIMIZERS = {
    "sgd": PLAIN_SGD,
    "sgd with decay": PLAIN_SGD._replace(weight_decay=0.3),
    "momentum": EngineOptimizer("sgd", momentum=0.9),
    "nesterov": EngineOptimizer("sgd", momentum=0.8, nesterov=True),
    "nesterov with decay": EngineOptimizer("sgd", 0.8, True, weight_decay=0.3),
    "adam": ADAM,
    "adam of other settings": EngineOptimizer("adam", beta_1=0.7, beta_2=0.9, epsilon=1e-3),
    "adamw": ADAM._replace(weight_decay=0.3),
    "sdlm": EngineOptimizer("sdlm", mu=0.02),
    "sdlm with decay": EngineOptimizer("sdlm", mu=0.02, weight_decay=0.3),
}


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("settings", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_seven_updates_are_those_of_kerass_formulas_and_the_papers(settings, instructions):
    layers = [
        conv(5, (3, 2), same=True),
        pool("Average", (2, 2)),
        FLATTEN,
        dense(19, "tanh"),
        dense(4, "softmax"),
    ]
    network, twin = (new_network(layers=layers, instructions=instructions) for _ in range(2))
    data, rates = Data(7 * 5), np.array([0.01, 0.02, 0.03, 0.01, 0.02, 0.05, 0.01])
    formula = FORMULAS[settings.kind]
    start = w = network.parameters.astype(float)
    m = v = np.zeros(len(w))
    if settings.kind == "sdlm":
        network.second_moments[:] = np.random.default_rng(1).uniform(0, 2, len(w))
        v = network.second_moments.astype(float)
    for t, rate in enumerate(rates, start=1):
        twin.parameters[:] = w
        batch = slice(5 * (t - 1), 5 * t)
        twin.loss_and_gradient(data.x[batch], data.labels[batch], None, None, SPARSE)
        w, m, v = formula(settings, rate, t, w, twin.gradient.astype(float), m, v)
    done = network.train(*data.arguments(SPARSE), settings, np.arange(35), 5, rates)
    assert (done.steps, network.updates) == (7, 7)
    moved = abs(w - start).max()
    assert abs(network.parameters - w).max() <= 3e-5 * moved
    np.testing.assert_allclose(network.first_moments, m, rtol=0, atol=1e-4 * abs(m).max())
    np.testing.assert_allclose(network.second_moments, v, rtol=0, atol=1e-4 * abs(v).max())


@pytest.mark.parametrize("settings", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_training_goes_on_in_another_network_as_if_it_had_never_stopped(settings):
    whole, first, second = new_network(), new_network(), new_network(seed=9)
    arguments = Data(48).arguments(SPARSE)
    train(whole, arguments, 8, optimizer=settings)
    train(first, arguments, 8, optimizer=settings, order=np.arange(24))
    for name in ("parameters", "first_moments", "second_moments"):
        getattr(second, name)[:] = getattr(first, name)
    second.updates = first.updates
    train(second, arguments, 8, optimizer=settings, order=np.arange(24, 48))
    assert state(second) == state(whole)


@pytest.mark.parametrize("batch_size", [1, 3, 5, 16, 20, 64])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_last_batch_that_is_short_counts_as_a_whole_update(batch_size, weighted):
    network, twin, data = new_network(), new_network(), Data(37)
    order = np.random.default_rng(2).permutation(37)
    done = train(
        network, data.arguments(SPARSE, weighted=weighted), batch_size, 0.5, PLAIN_SGD, order
    )
    expected, total = network.parameters, 0.0
    for begin in range(0, 37, batch_size):
        batch = order[begin : begin + batch_size]
        weights = data.weights[batch] if weighted else None
        loss = twin.loss_and_gradient(data.x[batch], data.labels[batch], None, weights, SPARSE)
        twin.parameters[:] -= np.float32(0.5) * twin.gradient
        total += loss * len(batch)
    np.testing.assert_allclose(expected, twin.parameters, rtol=0, atol=2e-5)
    assert done.loss == pytest.approx(total, rel=1e-4)
    assert (done.steps, done.samples) == (-(-37 // batch_size), 37)


def test_a_batch_size_far_beyond_the_data_is_one_batch_of_all():
    one, other = new_network(), new_network()
    train(one, Data(37).arguments(SPARSE), 37)
    train(other, Data(37).arguments(SPARSE), 2_000_000_000)
    assert state(one) == state(other)


def test_an_empty_epoch_changes_nothing():
    network = new_network()
    before = state(network)
    done = train(network, Data(5).arguments(SPARSE), 32, order=np.zeros(0, np.int64))
    assert (done.steps, done.samples, done.loss, done.finite) == (0, 0, 0.0, True)
    assert state(network) == before


@pytest.mark.parametrize(
    "array",
    [(-1, 3), (0, 10**9), (2**62, 2**62), (0, -1), (0, 3, 0.0, 0.0, False, -1, 0.0, 0.0, 1.0)],
)
def test_parameter_arrays_that_are_not_there_are_refused(array):
    network = new_network()
    whole = (*array, *(0.0, 0.0, False, 0, 0.0, 0.0, 1.0)[len(array) - 2 :])
    with pytest.raises(ValueError, match="arrays that lie in the parameters"):
        network.set_arrays([whole])


def test_norms_are_not_clipped_without_the_arrays_they_are_of():
    network = new_network()
    with pytest.raises(ValueError, match="parameter arrays whose gradients are clipped"):
        train(network, Data(5).arguments(SPARSE), 5, optimizer=ADAM._replace(clip_norm=1.0))


# The same bytes.


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("batch_size", [1, 16, 50, 64])
def test_training_gives_the_same_bytes_on_any_number_of_threads_and_again(batch_size, instructions):
    arguments = Data(150).arguments(SPARSE, weighted=True)
    order = np.random.default_rng(4).permutation(150)
    ends = set()
    for threads in (1, 2, 3, 5, 1):
        network = new_network(instructions=instructions)
        done = [
            train(network, arguments, batch_size, order=order, threads=threads) for _ in range(2)
        ]
        ends.add((state(network), *((p.loss, p.correct, p.steps) for p in done)))
    assert len(ends) == 1


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("count", [1, 4, 5, 37, 150])
def test_predict_and_evaluate_give_the_same_bytes_on_any_number_of_threads_and_again(
    count, instructions
):
    network, data = new_network(instructions=instructions), Data(count)
    answers, results = set(), set()
    for threads in (1, 2, 3, 5, 64, 1, 0, -1):
        answers.add(network.predict(data.x, threads).tobytes())
        progress = network.evaluate(*data.arguments(SPARSE, weighted=True), threads)
        results.add((progress.loss, progress.correct))
    assert len(answers) == len(results) == 1


def test_a_samples_answer_does_not_depend_on_its_neighbours():
    network, x = new_network(), Data(37).x
    whole = network.predict(x)
    np.testing.assert_array_equal(network.predict(x[::-1].copy()), whole[::-1])
    np.testing.assert_array_equal(network.predict(x[7:20]), whole[7:20])


def test_what_ran_before_in_a_network_leaves_no_trace_in_its_answers():
    network, x = new_network(), Data(20).x
    expected = [network.predict(x[:n]).tobytes() for n in (1, 20)]
    network.predict(np.full((20, *SMALL_INPUT), 1e30, np.float32))
    network.predict(np.full((1, *SMALL_INPUT), np.nan, np.float32))
    network.evaluate(
        *(np.full((20, *SMALL_INPUT), np.nan, np.float32), *Data(20).arguments(SPARSE)[1:])
    )
    assert [network.predict(x[:n]).tobytes() for n in (1, 20)] == expected


# Losses that are not finite.


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("batch_size", "bad"), [(1, 0), (1, 20), (16, 20), (16, 36), (40, 7)])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_nan_in_the_input_stops_before_the_update_it_would_spoil(
    loss, batch_size, bad, threads, instructions
):
    network, twin = (new_network(instructions=instructions) for _ in range(2))
    data = Data(37)
    data.x[bad, 4, 4, 1] = np.nan
    done = train(network, data.arguments(loss), batch_size, threads=threads)
    steps = bad // batch_size
    assert (done.finite, done.steps) == (False, steps)
    assert done.samples == steps * batch_size
    assert np.isfinite(done.loss)
    before = train(twin, data.arguments(loss), batch_size, order=np.arange(steps * batch_size))
    assert before.finite
    assert state(network) == state(twin)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_loss_that_grows_beyond_all_numbers_stops_with_the_weights_before_it(threads):
    layers = [FLATTEN, dense(4, "linear")]
    network, twin, data = new_network(layers=layers), new_network(layers=layers), Data(37)
    order = np.arange(370) % 37
    arguments = data.arguments(SQUARED)
    done = train(network, arguments, 37, 1e6, PLAIN_SGD, order, threads)
    assert not done.finite
    assert 0 < done.steps < 10
    before = train(twin, arguments, 37, 1e6, PLAIN_SGD, order[: 37 * done.steps])
    assert before.finite
    assert state(network) == state(twin)
    assert not twin.evaluate(*arguments).finite


HIDING = [
    conv(3, (2, 2), "relu"),
    pool("Max", (2, 3)),
    FLATTEN,
    dense(5, "relu"),
    dense(3, "softmax"),
]


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("count", [1, 5])
def test_no_weight_that_is_nan_hides_behind_relu_or_max_pooling(count, instructions):
    network, data = new_network((5, 7, 1), HIDING, instructions), Data(count, (5, 7, 1), 3)
    for k in range(len(network.parameters)):
        kept = network.parameters[k]
        network.parameters[k] = np.nan
        assert not network.evaluate(*data.arguments(SPARSE)).finite, k
        assert np.isnan(network.loss_and_gradient(*data.arguments(SPARSE))), k
        network.parameters[k] = kept
    assert network.evaluate(*data.arguments(SPARSE)).finite


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("first", [HIDING, HIDING[1:]], ids=["convolution", "max pooling"])
def test_no_input_that_is_nan_hides_behind_relu_or_max_pooling(first, count, instructions):
    network, data = new_network((5, 7, 1), first, instructions), Data(count, (5, 7, 1), 3)
    covered = (5, 7) if first is HIDING else (4, 6)
    for i, j in np.ndindex(covered):
        x = data.x.copy()
        x[-1, i, j] = np.nan
        assert np.isnan(network.predict(x)[-1]).all(), (i, j)
        assert not network.evaluate(x, *data.arguments(SPARSE)[1:]).finite, (i, j)


# Reports, Ctrl-C and threads. An epoch that nobody stops makes so many updates:

ENDLESS = 5_000_000


def endless(network: _engine.Network, report: Callable[[_engine.Progress], object]) -> None:
    """Train on one sample over and over, far longer than a report takes to come."""
    data = Data(1)
    train(network, data.arguments(SPARSE), 1, order=np.zeros(ENDLESS, np.int64), report=report)


class Enough(Exception):  # noqa: N818
    """What a report raises to end an epoch."""


@pytest.mark.parametrize("threads", [1, 2])
def test_reports_come_inside_an_epoch_and_an_exception_in_one_ends_it(threads):
    network, data = new_network(), Data(37)
    reports = []

    def report(progress):
        reports.append((progress.steps, progress.samples, progress.correct, progress.loss))
        if len(reports) == 3:
            raise Enough

    order = np.arange(ENDLESS) % 37
    with pytest.raises(Enough):
        train(network, data.arguments(SPARSE), 32, 0.0, ADAM, order, threads, report)
    steps = [steps for steps, *_ in reports]
    assert 0 < steps[0] < steps[1] < steps[2] == network.updates < ENDLESS // 32
    assert all(samples == 32 * steps for steps, samples, *_ in reports)
    assert all(0 <= correct <= samples for _, samples, correct, _ in reports)
    assert train(network, data.arguments(SPARSE), 32).steps == 2


def test_what_a_report_answers_does_not_matter():
    network, answers = new_network(), iter([False, None, 0, "stop"])

    def report(progress):
        for answer in answers:
            return answer
        raise Enough

    with pytest.raises(Enough):
        endless(network, report)


CHILD = """
import numpy as np
from lenet import _engine
from lenet.layers import EngineLayer

layers = [
    EngineLayer("Flatten"),
    EngineLayer("Dense", 2, bias=True, activation="softmax"),
]
network = _engine.Network((3, 3, 1), layers)
x, labels = np.ones((5, 3, 3, 1), np.float32), np.zeros(5, np.int32)
order, rates = np.arange(20_000_000) % 5, np.full(20_000_000, 0.001)
settings = ("sgd", 0.0, False, *[0.0] * 5, False, *[0.0] * 4)
loss = ("sparse_categorical_crossentropy", 1.0, 0.0, False, 1.0, -1.0, 0.0, 1.0, False)
started = []

def report(progress):
    if not started:
        started.append(progress.steps)
        print("started", flush=True)

try:
    network.train(x, labels, None, None, loss, settings, order, 1, rates, 1, report)
    print("finished")
except KeyboardInterrupt:
    inside = started[0] <= network.updates < len(rates)
    print("stopped", inside, np.isfinite(network.parameters).all())
"""


def test_ctrl_c_inside_an_epoch_is_a_keyboard_interrupt_and_leaves_the_network_whole():
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "started\n"
        child.send_signal(signal.SIGINT)
        assert child.stdout.read() == "stopped True True\n"
    assert child.returncode == 0


def test_other_threads_of_python_run_during_an_epoch():
    network, turns, done, seen = new_network(), [0], threading.Event(), []

    def count():
        while not done.is_set():
            turns[0] += 1

    def report(progress):
        seen.append(turns[0])
        if len(set(seen)) > 5:
            raise Enough

    other = threading.Thread(target=count)
    other.start()
    try:
        with pytest.raises(Enough):
            endless(network, report)
    finally:
        done.set()
        other.join()


def test_predictions_of_many_threads_on_one_network_are_each_right():
    network, x = new_network(), Data(200).x
    batches = [x[k : k + size] for size in (1, 4, 5, 16, 37) for k in range(0, 160, 20)]
    expected = [network.predict(batch).tobytes() for batch in batches]
    with ThreadPoolExecutor(5) as pool_of_threads:
        for _ in range(5):
            answers = pool_of_threads.map(
                lambda batch: network.predict(batch, 2).tobytes(), batches
            )
            assert list(answers) == expected


def test_the_parameters_outlive_the_last_name_of_their_network():
    parameters = new_network().parameters
    expected = parameters.copy()
    gc.collect()
    new_network(seed=5)
    np.testing.assert_array_equal(parameters, expected)


# Arguments that are wrong.

WRONG_NETWORKS = {
    "no layers": ((4, 4, 1), []),
    "an empty input": ((4, 0, 1), [FLATTEN]),
    "a negative input": ((-4, -4, 1), [FLATTEN]),
    "a kernel without rows": ((4, 4, 1), [conv(2, (0, 2))]),
    "a negative kernel": ((4, 4, 1), [conv(2, (-1, -1), same=True)]),
    "a kernel larger than the picture": ((4, 4, 1), [conv(2, (5, 2))]),
    "no filters": ((4, 4, 1), [conv(0, (2, 2))]),
    "a pool of nothing": ((4, 4, 1), [pool("Max", (0, 0))]),
    "a pool larger than the picture": ((4, 4, 1), [pool("Average", (5, 1))]),
    "no units": ((4, 4, 1), [FLATTEN, dense(0, "linear")]),
    "a Dense without a Flatten": ((4, 4, 1), [dense(2, "linear")]),
    "a Conv2D after a Flatten": ((4, 4, 1), [FLATTEN, conv(2, (1, 1))]),
    "two Flattens": ((4, 4, 1), [FLATTEN, FLATTEN]),
    "a softmax in the middle": ((4, 4, 1), [FLATTEN, dense(2, "softmax"), dense(2, "softmax")]),
    "a softmax of a Conv2D": ((4, 4, 1), [conv(2, (1, 1), "softmax")]),
    "an unknown activation": ((4, 4, 1), [FLATTEN, dense(2, "swish")]),
    "an unknown layer": ((4, 4, 1), [EngineLayer("LSTM")]),
}


@pytest.mark.parametrize(("shape", "layers"), WRONG_NETWORKS.values(), ids=WRONG_NETWORKS)
def test_a_network_that_cannot_be_is_refused(shape, layers):
    with pytest.raises(ValueError, match=r"expected|empty|unknown name"):
        _engine.Network(shape, layers)


def test_an_unknown_instruction_set_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(ValueError, match=INSTRUCTION_SETS[-1]):
        _engine.Network(SMALL_INPUT, SMALL, "mmx")


def good_arguments() -> dict[str, Any]:
    """What Network.train takes."""
    data = Data(6)
    names = ("samples", "labels", "values", "weights", "loss")
    good: dict[str, Any] = dict(zip(names, data.arguments(SPARSE, weighted=True), strict=True))
    good |= {"optimizer": ADAM, "order": np.arange(6), "batch_size": 4, "rates": np.full(2, 0.1)}
    return good


WRONG_ARGUMENTS = {
    "a label too large": {"labels": np.array([0, 1, 2, 3, 4, 0], np.int32)},
    "a negative label": {"labels": np.array([0, 1, 2, 3, -1, 0], np.int32)},
    "too few labels": {"labels": np.zeros(5, np.int32)},
    "no labels": {"labels": None},
    "labels in a column": {"labels": np.zeros((6, 1), np.int32)},
    "labels of 8 bytes": {"labels": np.zeros(6, np.int64)},
    "labels that are not whole": {"labels": np.full(6, 0.7)},
    "no values": {"loss": SQUARED},
    "values of too few units": {"loss": SQUARED, "values": np.zeros((6, 3), np.float32)},
    "values in double precision": {"loss": SQUARED, "values": np.zeros((6, 4))},
    "too few weights": {"weights": np.ones(5, np.float32)},
    "weights in double precision": {"weights": np.ones(6)},
    "samples of another shape": {"samples": np.zeros((6, 9, 10, 1), np.float32)},
    "samples in double precision": {"samples": np.zeros((6, *SMALL_INPUT))},
    "samples of whole numbers": {"samples": np.zeros((6, *SMALL_INPUT), np.uint8)},
    "samples that are not contiguous": {"samples": np.zeros((12, *SMALL_INPUT), np.float32)[::2]},
    "a single number": {"samples": np.float32(1)},
    "a list": {"samples": [[0.0] * 180] * 6},
    "an order beyond the samples": {"order": np.array([0, 6])},
    "an order before the samples": {"order": np.array([0, -1])},
    "an order of 4 bytes": {"order": np.arange(6, dtype=np.int32)},
    "a batch size of 0": {"batch_size": 0},
    "a negative batch size": {"batch_size": -1},
    "too few rates": {"rates": np.full(1, 0.1)},
    "rates in single precision": {"rates": np.full(2, 0.1, np.float32)},
    "an unknown loss": {"loss": ("hinge", 1.0, 0.0)},
    "an unknown optimizer": {"optimizer": ("ftrl", *ADAM[1:])},
    "too few settings": {"optimizer": ADAM[:3]},
    "a batch size that is text": {"batch_size": "4"},
}


@pytest.mark.parametrize("changes", WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_a_wrong_argument_is_refused_and_changes_nothing(changes):
    network = new_network()
    before = state(network)
    with pytest.raises((ValueError, TypeError)):
        network.train(**good_arguments() | changes)
    assert state(network) == before
    others = {"optimizer", "order", "batch_size", "rates"}
    if not others & set(changes):
        arguments = {name: value for name, value in good_arguments().items() if name not in others}
        for method in (network.evaluate, network.loss_and_gradient):
            with pytest.raises((ValueError, TypeError)):
                method(**arguments | changes)
    if "samples" in changes:
        for method in (network.predict, network.maps):
            with pytest.raises((ValueError, TypeError)):
                method(changes["samples"])


def test_the_right_arguments_are_taken():
    network = new_network()
    assert network.train(**good_arguments()).steps == 2


def test_arrays_that_may_only_be_read_are_taken():
    network, data = new_network(), Data(6)
    for array in (data.x, data.labels):
        array.flags.writeable = False
    assert train(network, data.arguments(SPARSE), 4).steps == 2


def test_a_network_of_planes_alone_predicts_but_has_no_loss():
    network = new_network(layers=SMALL[:3])
    expected = loop_maps(network, SMALL_INPUT, SMALL[:3], Data(5).x)[-1]
    np.testing.assert_allclose(network.predict(Data(5).x), expected, atol=1e-5)
    with pytest.raises(ValueError, match="features at the end"):
        network.evaluate(*Data(5).arguments(SQUARED))


def test_no_samples_give_no_answers():
    network = new_network()
    nothing = np.zeros((0, *SMALL_INPUT), np.float32)
    assert network.predict(nothing).shape == (0, 4)
    assert [len(output) for output in network.maps(nothing)] == [0] * len(SMALL)
    assert network.evaluate(nothing, np.zeros(0, np.int32), None, None, SPARSE).samples == 0
