"""Networks of all layers that lenet has of Keras, in Keras's files both ways, and described."""

import os

os.environ["KERAS_BACKEND"] = "jax"

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import lenet.layers
from lenet.layers import LAYERS, Input
from lenet.models import Model, Sequential, load_model, model_from_json

if "BatchNormalization" not in LAYERS:
    pytest.skip("lenet has no BatchNormalization", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")  # of Keras

NOISE = np.random.default_rng(0)
X = NOISE.random((16, 12, 12, 2)).astype(np.float32)
Y = np.eye(3, dtype=np.float32)[NOISE.integers(0, 3, 16)]

Rows = Callable[[Any], list[Any]]
NETWORKS: dict[str, Rows] = {
    "normalised and dropped": lambda k: [
        k.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
        k.BatchNormalization(momentum=0.8),
        k.Activation("relu"),
        k.SpatialDropout2D(0.2),
        k.MaxPooling2D(3, strides=2, padding="same"),
        k.Flatten(),
        k.Dense(6),
        k.LeakyReLU(),
        k.BatchNormalization(center=False, epsilon=0.01),
        k.Dropout(0.5, seed=3),
        k.Dense(3),
        k.Softmax(),
    ],
    "padded and cropped": lambda k: [
        k.ZeroPadding2D(((1, 0), (2, 1))),
        k.Cropping2D(1),
        k.Conv2D(3, 3, activation="elu"),
        k.ReLU(max_value=6.0, negative_slope=0.1),
        k.ELU(0.5),
        k.GlobalAveragePooling2D(),
        k.Dense(4, activation="gelu"),
        k.Dense(3, activation="softmax"),
    ],
    "reshaped": lambda k: [
        k.Rescaling(0.5, offset=0.1),
        k.AveragePooling2D(2),
        k.Reshape((-1,)),
        k.Dense(5, activation="leaky_relu"),
        k.Dense(3),
    ],
    "frozen": lambda k: [
        k.Conv2D(4, 3, trainable=False),
        k.BatchNormalization(trainable=False),
        k.GlobalMaxPooling2D(),
        k.Dense(3, activation="softmax"),
    ],
    "with layers for functions": lambda k: [
        k.Conv2D(4, 3, activation=k.LeakyReLU(negative_slope=0.25)),
        k.Conv2D(4, 3, activation=k.ReLU(max_value=1.0)),
        k.Flatten(),
        k.Dense(3, activation=k.ELU(0.5)),
    ],
}


def here(rows: Rows, *, functional: bool) -> Model:
    start: Any = Input((12, 12, 2))
    made = start
    if not functional:
        return Sequential([start, *rows(lenet.layers)])
    for row in rows(lenet.layers):
        made = row(made)
    return Model(start, made)


def there(rows: Rows, *, functional: bool) -> Any:
    start = made = keras.Input((12, 12, 2))
    if not functional:
        return keras.Sequential([start, *rows(keras.layers)])
    for row in rows(keras.layers):
        made = row(made)
    return keras.Model(start, made)


def answers(model: Any) -> Any:
    return np.asarray(model.predict(X, verbose=0))


@pytest.mark.parametrize("functional", [False, True], ids=["sequential", "functional"])
@pytest.mark.parametrize("name", NETWORKS)
def test_both_open_the_others_files_and_answer_alike(
    tmp_path: Path, name: str, functional: bool
) -> None:
    model = here(NETWORKS[name], functional=functional)
    theirs = there(NETWORKS[name], functional=functional)
    for one in (model, theirs):
        one.compile("adam", "mse")
        one.fit(X, Y, batch_size=8, verbose=0)
    for file in ("m.keras", "m.h5"):
        model.save(tmp_path / file)
        opened = keras.models.load_model(tmp_path / file)
        np.testing.assert_allclose(answers(opened), answers(model), rtol=1e-5, atol=2e-6)
        np.testing.assert_array_equal(answers(load_model(tmp_path / file)), answers(model))
        theirs.save(tmp_path / file)
        read = load_model(tmp_path / file)
        np.testing.assert_allclose(answers(read), answers(theirs), rtol=1e-5, atol=2e-6)
        assert [layer.trainable for layer in read.layers] == [
            layer.trainable for layer in model.layers
        ]
    told = model_from_json(model.to_json())
    assert [layer.config() for layer in told.layers] == [layer.config() for layer in model.layers]


@pytest.mark.parametrize("name", ["normalised and dropped", "frozen"])
def test_training_goes_on_in_keras_where_some_parameters_are_not_trained(
    tmp_path: Path, name: str
) -> None:
    """The optimizer's arrays are those of the trained parameters alone, in their order."""
    rows = NETWORKS[name]

    def undropped(k: Any) -> list[Any]:
        return [row for row in rows(k) if "Dropout" not in type(row).__name__]

    model = here(undropped, functional=False)
    model.compile("adam", "mse")
    model.fit(X, Y, batch_size=8, verbose=0)
    model.save(tmp_path / "m.keras")
    theirs = keras.models.load_model(tmp_path / "m.keras")
    for one in (model, theirs):
        one.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(answers(theirs), answers(model), rtol=1e-4, atol=1e-5)
