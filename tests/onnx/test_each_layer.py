"""Each layer alone, with several settings, in ONNX Runtime and back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet import activations
from lenet.layers import (
    ACTIVATIONS,
    ELU,
    LAYERS,
    RBF,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Cropping2D,
    Dense,
    Dropout,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Input,
    Layer,
    LeakyReLU,
    MaxPooling2D,
    Permute,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
    SpatialDropout2D,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.models import Model
from lenet.networks.plans.original import TABLE_I
from lenet.onnx.model_graph import model_graph

from .in_onnx_runtime import check, row

PLANES, TURNED, ROWS, VECTOR = (9, 8, 3), (3, 9, 8), (7, 5), (6,)
FIRST = "channels_first"

CASES: list[tuple[tuple[int, ...], Callable[[], list[Layer]]]] = [
    (PLANES, lambda: [Conv2D(4, 3)]),
    (PLANES, lambda: [Conv2D(4, (3, 2), padding="same", use_bias=False, activation="relu")]),
    (PLANES, lambda: [Conv2D(4, (2, 3), strides=(2, 3), activation="tanh")]),
    (PLANES, lambda: [Conv2D(4, (2, 5), strides=(3, 2), padding="same", activation="gelu")]),
    (PLANES, lambda: [Conv2D(4, 1, strides=3, padding="same")]),
    (PLANES, lambda: [Conv2D(4, 3, activation="softmax")]),
    (PLANES, lambda: [Conv2D(4, (9, 8), activation="tanh"), Flatten(), Dense(3)]),
    (TURNED, lambda: [Conv2D(4, 3, data_format=FIRST, padding="same", strides=2)]),
    ((8, 8, 6), lambda: [Conv2D(16, 5, connections=TABLE_I, activation="scaled_tanh")]),
    (PLANES, lambda: [AveragePooling2D()]),
    (PLANES, lambda: [AveragePooling2D((3, 2), strides=(2, 1), padding="same")]),
    (PLANES, lambda: [AveragePooling2D((2, 3), strides=1)]),
    (TURNED, lambda: [AveragePooling2D(3, padding="same", data_format=FIRST)]),
    (PLANES, lambda: [MaxPooling2D()]),
    (PLANES, lambda: [MaxPooling2D((3, 2), strides=(1, 3), padding="same")]),
    (TURNED, lambda: [MaxPooling2D((2, 3), strides=2, data_format=FIRST)]),
    (PLANES, lambda: [Subsampling2D()]),
    (PLANES, lambda: [Subsampling2D((3, 2), activation="sigmoid", use_bias=False)]),
    (PLANES, lambda: [GlobalAveragePooling2D()]),
    (PLANES, lambda: [GlobalAveragePooling2D(keepdims=True)]),
    (TURNED, lambda: [GlobalAveragePooling2D(data_format=FIRST), Dense(2)]),
    (PLANES, lambda: [GlobalMaxPooling2D(), Dense(2)]),
    (TURNED, lambda: [GlobalMaxPooling2D(data_format=FIRST, keepdims=True)]),
    (PLANES, lambda: [ZeroPadding2D(((1, 2), (0, 3)))]),
    (TURNED, lambda: [ZeroPadding2D(2, data_format=FIRST)]),
    (PLANES, lambda: [Cropping2D(((1, 2), (0, 3)))]),
    (TURNED, lambda: [Cropping2D((2, 1), data_format=FIRST)]),
    (PLANES, lambda: [BatchNormalization()]),
    (PLANES, lambda: [Conv2D(2, 2), BatchNormalization(center=False), Flatten()]),
    (TURNED, lambda: [BatchNormalization(axis=1, scale=False, epsilon=0.1)]),
    (ROWS, lambda: [BatchNormalization()]),
    (VECTOR, lambda: [BatchNormalization(center=False, scale=False)]),
    (VECTOR, lambda: [Dense(4, activation="softmax")]),
    (VECTOR, lambda: [Dense(4, use_bias=False, activation="softplus"), Dense(2)]),
    (ROWS, lambda: [Dense(4, activation="softmax")]),
    (PLANES, lambda: [Dense(4, use_bias=False), MaxPooling2D(), Dense(2, activation="tanh")]),
    (VECTOR, lambda: [RBF(np.array([[1, -1, 0.5, 0, 0, 1], [0.25] * 6]))]),
    (PLANES, lambda: [Flatten(), Dense(84, activation="tanh"), RBF()]),
    (TURNED, lambda: [Conv2D(4, 3, data_format=FIRST), Flatten(data_format=FIRST), Dense(3)]),
    (PLANES, lambda: [Conv2D(4, 3), Flatten()]),
    (PLANES, lambda: [Reshape((8, 9, 3)), Conv2D(2, 3)]),
    (PLANES, lambda: [Conv2D(4, 3), Reshape((-1, 8)), Dense(2)]),
    ((72,), lambda: [Reshape((9, 8, 1)), Conv2D(2, 3), Flatten(), Dense(2)]),
    (PLANES, lambda: [Permute((3, 1, 2))]),
    (PLANES, lambda: [Conv2D(4, 2), Permute((2, 1, 3)), MaxPooling2D()]),
    (ROWS, lambda: [Permute((2, 1)), Dense(3)]),
    (PLANES, lambda: [Softmax()]),
    (PLANES, lambda: [MaxPooling2D(), Softmax(), MaxPooling2D()]),
    (TURNED, lambda: [MaxPooling2D(data_format=FIRST), Softmax()]),
    (ROWS, lambda: [Softmax(axis=2)]),
    (PLANES, lambda: [Activation("tanh"), MaxPooling2D(), Activation("relu")]),
    (VECTOR, lambda: [ReLU(max_value=1.5, negative_slope=-0.25, threshold=0.5)]),
    (VECTOR, lambda: [ReLU(threshold=1)]),
    (VECTOR, lambda: [ReLU(max_value=1, threshold=2)]),
    (VECTOR, lambda: [LeakyReLU(), ELU(0.5)]),
    (PLANES, lambda: [Rescaling(1 / 255, -0.5), Conv2D(2, 3)]),
    (VECTOR, lambda: [Dropout(0.5), Dense(3), GaussianNoise(0.1), GaussianDropout(0.2)]),
    (PLANES, lambda: [SpatialDropout2D(0.5), MaxPooling2D(), Dropout(0.1)]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "layers"), CASES)
def test_a_layer_answers_in_onnx_runtime_as_here(
    shape: tuple[int, ...], layers: Callable[[], list[Layer]], tmp_path: Path
) -> None:
    check(row(shape, *layers()), tmp_path)


def test_every_layer_is_among_the_cases() -> None:
    assert {type(layer).__name__ for _, layers in CASES for layer in layers()} == set(LAYERS)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [VECTOR, (4, 5, 2)])
def test_every_activation_answers_in_onnx_runtime_as_here(
    name: str, shape: tuple[int, ...], tmp_path: Path
) -> None:
    check(row(shape, Activation(name)), tmp_path)
    check(row(shape, Dense(3, activation=name)), tmp_path)


@pytest.mark.parametrize("curve", [
    lambda x: activations.gelu(x, approximate=True),
    lambda x: activations.celu(x, alpha=0.5),
    lambda x: activations.elu(x, alpha=-2.0),
    lambda x: activations.leaky_relu(x, negative_slope=1.5),
    lambda x: activations.soft_shrink(x, threshold=1.0),
    lambda x: activations.soft_shrink(x, threshold=-0.5),
    lambda x: activations.hard_shrink(x, threshold=1.5),
    lambda x: activations.hard_shrink(x, threshold=-1.0),
    lambda x: activations.threshold(x, 0.5, -2.0),
    lambda x: activations.squareplus(x, b=1.0),
])  # fmt: skip
def test_an_activation_with_numbers_answers_as_here(curve: Callable, tmp_path: Path) -> None:
    given = Input(VECTOR)
    check(Model(given, curve(given)), tmp_path, count=40)


windows = st.tuples(st.integers(1, 4), st.integers(1, 4))
paddings = st.sampled_from(["valid", "same"])


@settings(max_examples=60)
@given(
    sides=st.tuples(st.integers(4, 9), st.integers(4, 9)),
    size=windows,
    strides=windows,
    padding=paddings,
    kind=st.sampled_from(["conv", "average", "max"]),
    first=st.booleans(),
)
def test_windows_of_every_size_stride_and_padding_lie_where_they_lie_here(
    sides: tuple[int, int], size: tuple[int, int], strides: tuple[int, int], padding: str,
    kind: str, first: bool, tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    order = FIRST if first else "channels_last"
    layer: Layer
    if kind == "conv":
        layer = Conv2D(2, size, strides, padding, data_format=order)
    else:
        pooling = AveragePooling2D if kind == "average" else MaxPooling2D
        layer = pooling(size, strides, padding, order)
    shape = (2, *sides) if first else (*sides, 2)
    check(row(shape, layer), tmp_path_factory.mktemp("windows"), count=2)


def test_a_batch_may_have_any_size(tmp_path: Path) -> None:
    model = row(PLANES, Conv2D(4, 3, activation="relu"), Flatten(), Dense(3, activation="softmax"))
    for count in (1, 300):
        check(model, tmp_path, count=count)


def test_a_relu_without_numbers_is_onnxs_own() -> None:
    graph = model_graph(row(VECTOR, ReLU(), ReLU(max_value=6)), with_preparation=False)
    assert [node.operator for node in graph.nodes] == ["Relu", "Clip", "Identity"]
    assert [array.item() for array in graph.arrays.values()] == [0, 6]
