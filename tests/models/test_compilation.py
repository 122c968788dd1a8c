"""How a model was compiled is kept with it."""

import json

import numpy as np
import pytest

from lenet import metrics
from lenet.errors import ModelError
from lenet.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
)
from lenet.losses import CategoricalCrossentropy
from lenet.models import Sequential, compilation, load_model
from lenet.optimizers import SGD, Adam, AdamW, CosineDecay, Optimizer

OPTIMIZERS = [
    SGD(0.1, 0.9, nesterov=True),
    Adam(2e-3, epsilon=1e-6),
    AdamW(CosineDecay(0.0, 10, 0.1, warmup_target=0.01, warmup_steps=3), weight_decay=0.1),
]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.kind)
def test_what_is_described_is_restored(optimizer: Optimizer) -> None:
    loss = CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, name="mine")
    measured = ("accuracy", metrics.categorical_accuracy, metrics.Precision)
    compiled = compilation.Compiled(optimizer, loss, measured, 0.5, ("mse",))
    described = json.loads(json.dumps(compilation.describe(compiled)))
    assert compilation.restored(described) == compiled


def test_a_loaded_model_evaluates_as_the_saved_one(tmp_path: object) -> None:
    x = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
    y = np.arange(40) % 3
    model = Sequential([Dense(3, activation="softmax", input_shape=(6,))])
    model.compile(Adam(0.01), metrics=["accuracy"])
    model.fit(x, y, verbose=0)
    model.save(f"{tmp_path}/model")
    loaded = load_model(f"{tmp_path}/model")
    assert loaded.evaluate(x, y) == model.evaluate(x, y)
    assert loaded.optimizer == model.optimizer


def test_a_schedule_of_ones_own_leaves_the_loaded_model_to_be_compiled() -> None:
    model = Sequential([Dense(3, activation="softmax", input_shape=(6,))])
    model.compile(SGD(lambda step: 1 / (1 + step)))
    again = Sequential.from_config(json.loads(json.dumps(model.get_config())))
    with pytest.raises(ModelError, match="call compile"):
        again.evaluate(np.zeros((1, 6)), [0])


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        {},
        {"optimizer": {"name": "adam", "learning_rate": -1}, "loss": 3, "metrics": []},
        {
            "optimizer": {"name": "lion"},
            "loss": {"name": "mse", "from_logits": False},
            "metrics": [],
        },
        {
            "optimizer": {"name": "adam", "learning_rate": 0.1},
            "loss": {"name": "mse", "from_logits": False, "label_smoothing": 2},
            "metrics": [],
        },
        {"optimizer": {"name": []}, "loss": {"name": "mse", "from_logits": False}, "metrics": []},
        {
            "optimizer": {"name": "adam", "learning_rate": {"decay_steps": 0}},
            "loss": {"name": "mse", "from_logits": False},
            "metrics": [],
        },
        {
            "optimizer": {"name": "adam", "learning_rate": 0.1},
            "loss": {"name": "mse", "from_logits": False},
            "metrics": ["beauty"],
        },
    ],
)
def test_what_describes_no_way_to_train_is_refused(wrong: object) -> None:
    with pytest.raises(ModelError):
        compilation.restored(wrong)


def test_an_uncompiled_model_describes_nothing() -> None:
    assert compilation.describe(None) is None
    assert compilation.restored(None) is None


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (BatchNormalization(), "batch_normalization"),
        (Dropout(0.2), "dropout"),
        (Conv2D(2, 2, activation="gelu"), "conv2d_1"),
        (MaxPooling2D(3, 2), "max_pooling2d"),
    ],
)
def test_a_layer_without_second_derivatives_is_named_where_they_are_needed(
    layer: Layer, named: str
) -> None:
    model = Sequential([Conv2D(2, 3), layer, Flatten(), Dense(3, activation="softmax")])
    model.compile("sdlm")  # the shapes are not known yet
    with pytest.raises(ModelError, match=rf"the layer {named} \({type(layer).__name__}\) has not"):
        model.fit(np.zeros((4, 9, 9, 1)), [0, 1, 2, 0], verbose=0)
    with pytest.raises(ModelError, match="choose adam or sgd"):
        model.compile("sdlm")


def test_layers_that_have_second_derivatives_are_trained_with_them() -> None:
    layers = [Conv2D(2, 2, activation="relu"), AveragePooling2D(), Flatten(), Dense(3, "softmax")]
    model = Sequential(layers)
    model.compile("sdlm")
    history = model.fit(np.ones((4, 9, 9, 1)), [0, 1, 2, 0], verbose=0)
    assert np.isfinite(history.history["loss"]).all()
