"""Layers: shapes, parameters, how they begin, and what is refused."""

import json
from typing import Any

import numpy as np
import pytest

from lenet.errors import ModelError
from lenet.layers import (
    LARGEST_SIZE,
    LAYERS,
    RBF,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Input,
    Layer,
    MaxPooling2D,
    Permute,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.networks import TABLE_I

PLANE = (28, 28, 1)


@pytest.mark.parametrize(
    ("layer", "given", "made"),
    [
        (Conv2D(6, (3, 3)), PLANE, (26, 26, 6)),
        (Conv2D(6, 5), PLANE, (24, 24, 6)),
        (Conv2D(6, (3, 5)), (10, 12, 4), (8, 8, 6)),
        (Conv2D(6, [3, 5], padding="same"), (10, 12, 4), (10, 12, 6)),
        (Conv2D(6, 9, padding="same"), (4, 4, 1), (4, 4, 6)),
        (AveragePooling2D(), (26, 26, 6), (13, 13, 6)),
        (AveragePooling2D(), (13, 13, 6), (6, 6, 6)),
        (MaxPooling2D((3, 2)), (10, 11, 4), (3, 5, 4)),
        (MaxPooling2D(pool_size=2, strides=2), (10, 11, 4), (5, 5, 4)),
        (Flatten(), (5, 5, 16), (400,)),
        (Flatten(), (28, 28), (784,)),
        (Dense(10), (400,), (10,)),
        (Subsampling2D(), (13, 13, 6), (6, 6, 6)),
        (Subsampling2D((3, 1)), (13, 13, 6), (4, 13, 6)),
        (Conv2D(2, 5, connections=[[0, 2], [1]]), (14, 14, 3), (10, 10, 2)),
        (ZeroPadding2D(), PLANE, (30, 30, 1)),
        (ZeroPadding2D((2, 3)), (4, 5, 2), (8, 11, 2)),
        (ZeroPadding2D(((2, 2), (0, 0))), (4, 5, 2), (8, 5, 2)),
        (RBF(), (84,), (10,)),
        (RBF([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), (2,), (3,)),
    ],
)
def test_a_layer_knows_the_shape_that_comes_out_of_it(
    layer: Layer, given: tuple[int, ...], made: tuple[int, ...]
) -> None:
    assert layer.output_shape(given) == made


@pytest.mark.parametrize(
    ("layer", "given", "shapes"),
    [
        (Conv2D(6, (3, 5)), (28, 28, 2), {"kernel": (3, 5, 2, 6), "bias": (6,)}),
        (Conv2D(6, 3, use_bias=False), PLANE, {"kernel": (3, 3, 1, 6)}),
        (Dense(10), (400,), {"kernel": (400, 10), "bias": (10,)}),
        (Dense(10, use_bias=False), (400,), {"kernel": (400, 10)}),
        (AveragePooling2D(), (26, 26, 6), {}),
        (Flatten(), (5, 5, 16), {}),
        (Subsampling2D(), (28, 28, 6), {"coefficient": (6,), "bias": (6,)}),
        (Subsampling2D(use_bias=False), (28, 28, 6), {"coefficient": (6,)}),
        (Conv2D(1, 5, connections=[[1]]), (9, 9, 2), {"kernel": (5, 5, 2, 1), "bias": (1,)}),
        (RBF(), (84,), {"centers": (10, 84)}),
        (ZeroPadding2D(), PLANE, {}),
    ],
)
def test_parameters_have_keras_names_order_and_shapes(
    layer: Layer, given: tuple[int, ...], shapes: dict[str, tuple[int, ...]]
) -> None:
    assert list(layer.weight_shapes(given).items()) == list(shapes.items())


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(6, (3, 5), padding="same", activation="relu", use_bias=False),
        AveragePooling2D((2, 3)),
        MaxPooling2D(),
        Flatten(),
        Dense(10, activation="sigmoid"),
        Conv2D(2, 3, connections=[[0, 2], [1]], kernel_initializer="fan_in_uniform"),
        Dense(10, kernel_initializer="sqrt_fan_in_uniform", bias_initializer="fan_in_uniform"),
        Subsampling2D((2, 3), activation="tanh", use_bias=False, kernel_initializer="zeros"),
        ZeroPadding2D((0, 3)),
        RBF(trainable=True),
        RBF([[0.0, 0.1], [2.0, 3.0]]),
    ],
)
def test_a_layers_config_builds_it_again(layer: Layer) -> None:
    again = LAYERS[type(layer).__name__](**layer.config())
    assert again.config() == layer.config()
    assert vars(again).keys() == vars(layer).keys()


def test_an_rbf_is_described_with_its_centers_to_the_last_bit() -> None:
    centers = np.random.default_rng(0).normal(size=(3, 5)).astype(np.float32)
    described = json.loads(json.dumps(RBF(centers).config()))
    np.testing.assert_array_equal(RBF(**described).centers, centers)
    assert RBF().config()["centers"] == "digits"


@pytest.mark.parametrize(
    ("layer", "given", "connections"),
    [
        (Conv2D(6, 5), (32, 32, 1), 28 * 28 * 6 * (25 + 1)),
        (Conv2D(6, 5, use_bias=False), (32, 32, 1), 28 * 28 * 6 * 25),
        (Conv2D(2, 3, connections=[[0, 2], [1]]), (5, 6, 3), 3 * 4 * (2 * 9 + 1 * 9 + 2)),
        (Subsampling2D(), (28, 28, 6), 14 * 14 * 6 * (4 + 1)),
        (Subsampling2D(use_bias=False), (28, 28, 6), 14 * 14 * 6 * 4),
        (AveragePooling2D((3, 2)), (9, 8, 2), 3 * 4 * 2 * 6),
        (Dense(10), (84,), 850),
        (RBF(), (84,), 840),
        (Flatten(), (5, 5, 16), 0),
        (ZeroPadding2D(), PLANE, 0),
    ],
)
def test_connections_are_counted_as_the_paper_counts_them(
    layer: Layer, given: tuple[int, ...], connections: int
) -> None:
    assert layer.connections(given) == connections


def test_what_has_no_connection_is_no_parameter() -> None:
    layer = Conv2D(2, (3, 2), connections=[[0, 2], [1]])
    assert layer.parameters((5, 6, 3)) == 3 * 6 + 2
    np.testing.assert_array_equal(layer.connected(3), [[1, 0], [0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("initializer", "limits", "of_biases"),
    [
        ("fan_in_uniform", [2.4 / 75, 2.4 / 100, 2.4 / 150], None),
        ("sqrt_fan_in_uniform", [2.4 / 75**0.5, 2.4 / 100**0.5, 2.4 / 150**0.5], None),
        ("glorot_uniform", [(6 / (fan + 400)) ** 0.5 for fan in (75, 100, 150)], (6 / 32) ** 0.5),
    ],
)
def test_a_map_begins_within_the_limit_of_its_own_fan_in_and_keras_biases_within_their_own(
    initializer: str, limits: list[float], of_biases: float | None
) -> None:
    layer = Conv2D(
        16, 5, connections=TABLE_I, kernel_initializer=initializer, bias_initializer=initializer
    )
    draws = [layer.first_weights(np.random.default_rng(k), (14, 14, 6)) for k in range(40)]
    kernels = np.abs([kernel for kernel, _ in draws]).max(axis=(0, 1, 2, 3))
    biases = np.abs([bias for _, bias in draws]).max(axis=0)
    expected = np.repeat(limits, [6, 9, 1])
    assert (kernels <= expected).all()
    assert (kernels > 0.97 * expected).all()
    widest = expected if of_biases is None else of_biases
    assert (biases <= widest).all()
    assert (biases > 0.8 * widest).all()


def test_a_kernel_begins_at_zero_where_there_is_no_connection() -> None:
    layer = Conv2D(16, 5, connections=TABLE_I)
    kernel, bias = layer.first_weights(np.random.default_rng(0), (14, 14, 6))
    assert not kernel[:, :, ~layer.connected(6)].any()
    assert np.count_nonzero(kernel) == 60 * 25
    assert not bias.any()


def test_a_subsampling_begins_within_the_limit_of_its_window() -> None:
    layer = Subsampling2D((3, 2), kernel_initializer="fan_in_uniform", bias_initializer="zeros")
    coefficient, bias = layer.first_weights(np.random.default_rng(0), (9, 9, 2000))
    assert 0.99 * 2.4 / 6 < abs(coefficient).max() <= 2.4 / 6
    assert not bias.any()


def test_a_layer_without_activation_is_linear() -> None:
    assert Conv2D(6, 3).activation == Dense(10).activation == "linear"
    assert Dense(10, activation="linear").activation == "linear"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2D(0, 3), "filters from 1 to 65536, received 0"),
        (lambda: Conv2D(-6, 3), "filters from 1"),
        (lambda: Conv2D(6.0, 3), "whole number for Conv2D's filters"),
        (lambda: Conv2D(True, 3), "whole number for Conv2D's filters"),
        (lambda: Conv2D("6", 3), "whole number for Conv2D's filters"),
        (lambda: Conv2D(LARGEST_SIZE + 1, 3), "from 1 to 65536"),
        (lambda: Conv2D(6, (3, 3, 3)), "one or two whole numbers"),
        (lambda: Conv2D(6, (3, 0)), "kernel_size from 1"),
        (lambda: Conv2D(6, None), "whole number for Conv2D's kernel_size"),
        (lambda: Conv2D(6, 3, strides=0), "strides from 1"),
        (lambda: Conv2D(6, 3, padding="full"), "supports padding valid, same; received 'full'"),
        (lambda: Conv2D(6, 3, activation="glu"), "supports activation .*received 'glu'"),
        (lambda: Conv2D(6, 3, activation=lambda x: x), "the engine differentiates its own"),
        (lambda: Dense(3, activation=np.tanh), "supports activation"),
        (lambda: Dense(3, activation=np.ones(3)), "supports activation"),
        (lambda: Conv2D(6, 3, dilation_rate=2), "dilation_rate 1"),
        (lambda: Conv2D(6, 3, kernel_initializer="two"), "glorot_uniform.*received 'two'"),
        (lambda: Dense(6, bias_initializer=None), "for Dense's bias_initializer, received None"),
        (lambda: Subsampling2D(kernel_initializer="he"), "kernel_initializer: .*glorot_.*'he'"),
        (lambda: Dense(6, kernel_regularizer="l3"), "kernel_regularizer: .*l1, l2.*'l3'"),
        (lambda: Dense(6, bias_constraint=len), "bias_constraint: .*max_norm.*received <built-in"),
        (lambda: Conv2D(6, 3, activity_regularizer="l2"), "no activity_regularizer: .*'l2'"),
        (lambda: Subsampling2D(2, strides=1), "Subsampling2D supports windows that touch"),
        (lambda: Subsampling2D(alpha=1), "Subsampling2D supports pool_size.*received alpha"),
        (lambda: Conv2D(2, 3, connections=[[0]]), "connections for each of 2 filters"),
        (lambda: Conv2D(2, 3, connections="01"), "connections for each of 2 filters"),
        (lambda: Conv2D(2, 3, connections=[[0], []]), "read different channels, received \\(\\)"),
        (lambda: Conv2D(2, 3, connections=[[0], 1]), "read different channels"),
        (
            lambda: Conv2D(2, 3, connections=[[0], [1, 1]]),
            "different channels, received \\(1, 1\\)",
        ),
        (lambda: Conv2D(2, 3, connections=[[0], [-1]]), "connections from 0"),
        (lambda: Conv2D(2, 3, connections=[[0], [0.5]]), "whole number for Conv2D's connections"),
        (lambda: ZeroPadding2D(-1), "padding from 0"),
        (lambda: ZeroPadding2D((1, 2, 3)), "one or two whole numbers for padding"),
        (lambda: RBF("letters"), "RBF supports centers digits; received 'letters'"),
        (lambda: RBF([1.0, 2.0]), "finite centers \\(units, inputs\\), received \\(2,\\)"),
        (lambda: RBF([[1.0, np.inf]]), "finite centers"),
        (lambda: RBF([[1.0], [1.0, 2.0]]), "RBF's centers"),
        (lambda: RBF([]), "finite centers"),
        (lambda: RBF(trainable=1), "True or False for RBF's trainable"),
        (lambda: Dense(3, use_bias="no"), "True or False for Dense's use_bias"),
        (lambda: Dense(3, name=3), "text for Dense's name"),
        (lambda: Dense(3, units_=3), "Dense supports units.*received units_"),
        (lambda: AveragePooling2D(2, strides=0), "strides from 1"),
        (lambda: MaxPooling2D(2, padding="full"), "supports padding valid, same"),
        (lambda: MaxPooling2D(2, data_format="th"), "data_format channels_last, channels_first"),
        (lambda: Permute((2, 1, 1)), "dims of one to three axes"),
        (lambda: Permute((0, 1)), "dims from 1"),
        (lambda: Conv2D(2, 3, activation="softmax", data_format="channels_first"), "last axis"),
        (lambda: MaxPooling2D(0), "pool_size from 1"),
        (lambda: Dense(3, input_shape=()), "expected an input shape"),
        (lambda: Input((28, None, 1)), "whole number for each side"),
        (lambda: Input((2, 2, 2, 2)), "expected an input shape"),
    ],
)
def test_what_the_engine_does_not_have_is_refused_in_a_sentence_that_says_what_it_has(
    make: Any, sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("layer", "given", "sentence"),
    [
        (Conv2D(6, 9), (8, 8, 1), "Conv2D needs a larger input"),
        (Conv2D(6, (3, 9)), (8, 8, 1), "Conv2D needs a larger input"),
        (MaxPooling2D(9), (8, 8, 1), "MaxPooling2D needs a larger input"),
        (Conv2D(6, 3), (64,), "Conv2D expects \\(rows, columns, channels\\)"),
        (AveragePooling2D(), (64, 64), "AveragePooling2D expects \\(rows, columns, channels\\)"),
        (RBF(), (8, 8, 1), "RBF expects a vector.*put Flatten\\(\\) before it"),
        (RBF(), (83,), "RBF has centers of 84 values, received 83"),
        (Subsampling2D(9), (8, 8, 1), "Subsampling2D needs a larger input"),
        (Subsampling2D(), (64,), "Subsampling2D expects \\(rows, columns, channels\\)"),
        (ZeroPadding2D(), (64,), "ZeroPadding2D expects \\(rows, columns, channels\\)"),
        (Conv2D(1, 3, connections=[[2]]), (8, 8, 2), "name channel 2 of an input of 2"),
    ],
)
def test_an_input_that_cannot_go_in_is_refused(
    layer: Layer, given: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        layer.output_shape(given)


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    layer = Conv2D(np.int64(6), (np.uint8(3), 3), input_shape=np.zeros(PLANE).shape)
    assert layer.config() == Conv2D(6, 3, input_shape=PLANE).config()
