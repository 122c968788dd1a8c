"""Layers: shapes, parameters, and what is refused."""

from typing import Any

import numpy as np
import pytest

from lenet.errors import ModelError
from lenet.layers import (
    LARGEST_SIZE,
    LAYERS,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Input,
    Layer,
    MaxPooling2D,
)

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
    ],
)
def test_a_layers_config_builds_it_again(layer: Layer) -> None:
    again = LAYERS[type(layer).__name__](**layer.config())
    assert again.config() == layer.config()
    assert again.engine_layer() == layer.engine_layer()


def test_a_layer_without_activation_is_linear() -> None:
    assert Conv2D(6, 3).activation == Dense(10).activation == "linear"
    assert Dense(10, activation="linear").activation == "linear"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2D(0, 3), "filters from 1 to 65536, received 0"),
        (lambda: Conv2D(-6, 3), "filters from 1"),
        (lambda: Conv2D(6.0, 3), "whole number for filters"),
        (lambda: Conv2D(True, 3), "whole number for filters"),
        (lambda: Conv2D("6", 3), "whole number for filters"),
        (lambda: Conv2D(LARGEST_SIZE + 1, 3), "from 1 to 65536"),
        (lambda: Conv2D(6, (3, 3, 3)), "one or two whole numbers"),
        (lambda: Conv2D(6, (3, 0)), "kernel_size from 1"),
        (lambda: Conv2D(6, None), "whole number for kernel_size"),
        (lambda: Conv2D(6, 3, strides=2), "supports strides 1; received 2"),
        (lambda: Conv2D(6, 3, padding="full"), "supports padding valid, same; received 'full'"),
        (lambda: Conv2D(6, 3, activation="softmax"), "linear, relu, sigmoid, tanh; received"),
        (lambda: Conv2D(6, 3, activation="gelu"), "supports activation .*received 'gelu'"),
        (lambda: Dense(3, activation=np.tanh), "supports activation"),
        (lambda: Dense(3, activation=np.ones(3)), "supports activation"),
        (lambda: Conv2D(6, 3, kernel_initializer="ones"), "supports filters.*kernel_initializer"),
        (lambda: Dense(3, use_bias="no"), "True or False for use_bias"),
        (lambda: Dense(3, name=3), "text for name"),
        (lambda: Dense(3, units_=3), "Dense supports units.*received units_"),
        (lambda: AveragePooling2D(2, strides=1), "supports strides equal to pool_size"),
        (lambda: MaxPooling2D(2, padding="same"), "supports padding valid"),
        (lambda: MaxPooling2D(0), "pool_size from 1"),
        (lambda: Dense(3, input_shape=784), "expected an input shape"),
        (lambda: Dense(3, input_shape=()), "expected an input shape"),
        (lambda: Input((28, None, 1)), "whole number for each side"),
        (lambda: Input((2, 2, 2, 2)), "expected an input shape"),
        (lambda: Flatten()(Input(PLANE)), "layers in a row.*not Model"),
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
        (Dense(3), (8, 8, 1), "put Flatten\\(\\) before it"),
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
