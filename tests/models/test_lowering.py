"""Layers as the engine runs them: which become Dense, and that nothing else changes."""

import numpy as np
import pytest

import lenet
from lenet import _engine
from lenet.layers import (
    RBF,
    Conv2D,
    Dense,
    EngineLayer,
    Flatten,
    GlobalMaxPooling2D,
    Layer,
    MaxPooling2D,
    Subsampling2D,
)
from lenet.models import Sequential
from lenet.models.lowering import lowered

COVERING = Conv2D(3, (4, 5), activation="tanh", input_shape=(4, 5, 2))


def kinds(*layers: Layer) -> tuple[list[str], list[int]]:
    model = Sequential(layers)
    _, made, answers, _ = lowered(model.layers, model.layer_shapes())
    return [layer.kind for layer in made], answers


def engine_layers(model: Sequential) -> list[EngineLayer]:
    """A network's layers as they stand, convolutions that cover their input among them."""
    pairs = zip(model.layers, model.layer_shapes(), strict=True)
    flat, made = False, []
    for layer, (shape, _) in pairs:
        made += layer.engine_layers(shape, flat=flat)
        flat = flat or isinstance(layer, Flatten)
    return made


def test_c5_is_a_dense_layer_behind_a_flatten() -> None:
    model = lenet.original()
    _, made, answers, _ = lowered(model.layers, model.layer_shapes())
    assert [layer.kind for layer in made] == [
        "Conv2D", "Subsampling2D", "Conv2D", "Subsampling2D", "Flatten", "Dense", "Dense", "RBF",
    ]  # fmt: skip
    assert made[5].units == 120
    assert [model.layers[k].name for k in range(8)].index("C5") == 4
    assert answers == [0, 1, 2, 3, 5, 5, 6, 7]


@pytest.mark.parametrize(
    ("layers", "made", "answers"),
    [
        ([Dense(3, input_shape=(4,)), Dense(2)], ["Flatten", "Dense", "Dense"], [1, 2]),
        ([Flatten(input_shape=(4, 5, 2)), Dense(2)], ["Flatten", "Dense"], [0, 1]),
        ([COVERING, Flatten(), Dense(2)], ["Flatten", "Dense", "Dense"], [1, 1, 2]),
        ([COVERING, Conv2D(2, 1), Flatten()], ["Flatten", "Dense", "Dense"], [1, 2, 2]),
        ([COVERING, GlobalMaxPooling2D()], ["Flatten", "Dense"], [1, 1]),
        ([COVERING], ["Conv2D"], [0]),
        ([COVERING, Subsampling2D(1)], ["Conv2D", "Subsampling2D"], [0, 1]),
        ([RBF(input_shape=(84,))], ["Flatten", "RBF"], [1]),
        (
            [Conv2D(3, (3, 5), input_shape=(4, 5, 2)), Flatten(), Dense(2)],
            ["Conv2D", "Flatten", "Dense"],
            [0, 1, 2],
        ),
        (
            [Conv2D(1, (4, 5), connections=[[1]], input_shape=(4, 5, 2)), Flatten(), Dense(2)],
            ["Conv2D", "Flatten", "Dense"],
            [0, 1, 2],
        ),
        (
            [Conv2D(3, (4, 5), padding="same", input_shape=(4, 5, 2)), Flatten()],
            ["Conv2D", "Flatten"],
            [0, 1],
        ),
        (
            [MaxPooling2D((2, 5), input_shape=(4, 5, 2)), Conv2D(3, (2, 1)), Flatten()],
            ["MaxPooling2D", "Flatten", "Dense"],
            [0, 2, 2],
        ),
    ],
)
def test_a_convolution_that_covers_its_input_is_dense_where_only_units_follow(
    layers: list[Layer], made: list[str], answers: list[int]
) -> None:
    assert kinds(*layers) == (made, answers)


@pytest.mark.parametrize("count", [1, 3, 16, 21])
def test_as_it_stands_and_lowered_a_network_gives_the_same_answers_and_gradients(
    count: int,
) -> None:
    model = lenet.original(seed=3)
    as_it_stands = _engine.Network((32, 32, 1), engine_layers(model))
    as_it_stands.parameters[:] = model.network.parameters
    noise = np.random.default_rng(0)
    x = noise.normal(size=(count, 32, 32, 1)).astype(np.float32)
    labels = noise.integers(0, 10, count).astype(np.int32)
    np.testing.assert_allclose(as_it_stands.predict(x), model.predict(x), rtol=2e-5)
    loss = lenet.losses.maximum_a_posteriori().engine_loss()
    gradients = []
    for network in (as_it_stands, model.network):
        network.loss_and_gradient(x, labels, None, None, loss)
        network.curvature(x, labels, None, None, loss)
        gradients.append((network.gradient, network.second_moments))
    for ours, theirs in zip(*gradients, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5 * abs(theirs).max())
