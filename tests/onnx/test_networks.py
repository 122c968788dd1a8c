"""Whole networks in ONNX Runtime: the shipped ones on digits, and listings of several kinds."""

from pathlib import Path

import numpy as np
import pytest

import lenet
import lenet.onnx
from lenet.datasets import Dataset
from lenet.digits.normalisation import NORMALISATIONS, network_input
from lenet.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
    Rescaling,
)
from lenet.models import Model, Sequential

from .in_onnx_runtime import answers, check, random_parameters

MANY = 1000


@pytest.mark.parametrize("name", ["tutorial", "original", "modern"])
def test_a_shipped_network_gives_its_scores_of_a_thousand_digits(
    name: str, mnist: Dataset, tmp_path: Path
) -> None:
    model, digits = lenet.load(name), mnist.test[0][:MANY]
    prepared = network_input(digits, model.normalisation)
    expected = model.scores(prepared)
    plain, whole = tmp_path / "plain.onnx", tmp_path / "whole.onnx"
    lenet.onnx.export(model, plain)
    lenet.onnx.export(model, whole, with_preparation=True)
    for path, given in ((plain, prepared), (whole, digits)):
        assert np.abs(answers(path, given)[0] - expected).max() < 1e-5
        again = lenet.onnx.load(path)
        assert again.scores(prepared).tobytes() == expected.tobytes()
        assert again.normalisation == model.normalisation


def test_the_original_gives_its_penalties_too(mnist: Dataset, tmp_path: Path) -> None:
    model = lenet.load("original")
    x = network_input(mnist.test[0][:MANY], "original")
    done = lenet.onnx.export(model, tmp_path / "original.onnx")
    assert [one.name for one in done.outputs] == ["scores", "penalties"]
    scores, penalties = answers(tmp_path / "original.onnx", x)
    assert np.abs(penalties - model.predict(x)).max() < 1e-3
    assert np.array_equal(scores.argmax(axis=1), penalties.argmin(axis=1))


@pytest.mark.parametrize("normalisation", [None, *NORMALISATIONS])
@pytest.mark.parametrize("sides", [(6, 9, 1), (6, 9)])
def test_raw_pixels_are_prepared_as_here(
    normalisation: str | None, sides: tuple[int, ...], tmp_path: Path
) -> None:
    layers = [Input(sides), Flatten(), Dense(3, activation="softmax")]
    model = random_parameters(Sequential(layers, normalisation=normalisation))
    done = lenet.onnx.export(model, tmp_path / "model.onnx", with_preparation=True)
    assert (done.input.name, done.input.dtype) == ("pixels", "uint8")
    pixels = np.random.default_rng(0).integers(0, 256, (20, *done.input.shape), np.uint8)
    pixels[0] = 0
    pixels[1, :, 2] = 0  # a column without ink
    (given,) = answers(tmp_path / "model.onnx", pixels)
    assert np.abs(given - model.scores(network_input(pixels, normalisation))).max() < 1e-5
    assert lenet.onnx.load(tmp_path / "model.onnx").normalisation == normalisation


def test_a_listing_with_batch_normalisation_and_dropout_is_written_after_training(
    tmp_path: Path,
) -> None:
    model = Sequential(
        [
            Input((12, 12, 1)),
            Rescaling(1 / 255),
            Conv2D(8, 3, padding="same", use_bias=False),
            BatchNormalization(),
            Activation("relu"),
            MaxPooling2D(),
            Dropout(0.25),
            Flatten(),
            Dense(16, activation="relu"),
            BatchNormalization(),
            Dropout(0.5),
            Dense(4, activation="softmax"),
        ],
        seed=0,
    )
    random = np.random.default_rng(0)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(random.uniform(0, 255, (64, 12, 12, 1)), np.arange(64) % 4, epochs=2, verbose=0)
    check(model, tmp_path)
    assert lenet.onnx.load(tmp_path / "model.onnx").metrics_names == ["loss", "accuracy"]


def test_a_network_with_its_channels_first_is_written(tmp_path: Path) -> None:
    first = "channels_first"
    layers = [
        Conv2D(6, 5, activation="tanh", padding="same", input_shape=(1, 28, 28), data_format=first),
        AveragePooling2D(data_format=first),
        BatchNormalization(axis=1),
        Conv2D(16, 5, activation="tanh", data_format=first),
        AveragePooling2D(data_format=first),
        Flatten(),
        Dense(10, activation="softmax"),
    ]
    check(random_parameters(Sequential(layers)), tmp_path)


def test_a_functional_model_and_a_subclass_are_written(tmp_path: Path) -> None:
    class Small(Model):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.last = Conv2D(3, 3, activation="relu"), Dense(2)

        def call(self, x):
            return self.last(Flatten()(self.first(x)))

    subclass = Small()
    subclass.build((None, 6, 6, 1))
    check(random_parameters(subclass), tmp_path)
    given = Input((6, 6, 1))
    made = Dense(2)(Flatten()(Conv2D(3, 3)(given)))
    check(random_parameters(Model(given, made)), tmp_path)


def test_several_outputs_are_written_each_under_its_number(tmp_path: Path) -> None:
    given = Input((6, 6, 2))
    maps = Conv2D(3, 3, activation="relu")(given)
    model = Model(given, [maps, Dense(2)(Flatten()(maps)), given])
    done = lenet.onnx.export(model, tmp_path / "model.onnx")
    assert [one.shape for one in done.outputs] == [(4, 4, 3), (2,), (6, 6, 2)]
    x = np.random.default_rng(0).normal(size=(3, 6, 6, 2)).astype(np.float32)
    again = lenet.onnx.load(tmp_path / "model.onnx")
    for theirs, ours, loaded in zip(
        answers(tmp_path / "model.onnx", x), model.predict(x), again.predict(x), strict=True
    ):
        assert theirs.shape == ours.shape
        assert np.abs(theirs - ours).max() < 1e-5
        assert loaded.tobytes() == ours.tobytes()


def test_the_scale_of_penalties_comes_back_where_the_training_cannot_be_described(
    tmp_path: Path,
) -> None:
    from lenet.losses import MaximumAPosteriori

    def agreed(y_true, y_pred):
        return 0.0

    model = lenet.original()
    model.compile("adam", MaximumAPosteriori(scale=0.125), metrics=[agreed])
    assert model.get_config()["compiled"] is None
    lenet.onnx.export(model, tmp_path / "model.onnx")
    assert lenet.onnx.load(tmp_path / "model.onnx").penalty_scale == 0.125
