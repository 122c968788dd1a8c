"""The page's engine is the engine: every layer's output, training and pictures, beside Python's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import lenet
from lenet import _engine, layers
from lenet.digits.normalisation import network_input
from lenet.layers.activation_functions import NAMES
from lenet.models import Sequential

from .conftest import in_chromium
from .page_engine import (
    NODE,
    Ask,
    Lowered,
    answers,
    ask_chromium,
    ask_node,
    numbers,
    record,
    text,
)

NEAR = 1e-5  # of a layer's largest output
SHIPPED = ("original", "tutorial", "modern")
CHANCE = np.random.default_rng(7)

NETWORKS = {
    "normalised": lambda: Sequential([
        layers.Conv2D(6, 5, padding="same", input_shape=(28, 28, 1)),
        layers.BatchNormalization(), layers.Activation("relu"), layers.GaussianNoise(0.1),
        layers.SpatialDropout2D(0.2), layers.MaxPooling2D(3, strides=2, padding="same"),
        layers.Conv2D(10, 3, strides=2), layers.GaussianDropout(0.1),
        layers.AveragePooling2D(2, padding="same"), layers.Flatten(), layers.Dropout(0.5),
        layers.Dense(20, activation="selu"), layers.BatchNormalization(center=False),
        layers.Dense(10, activation="softmax"),
    ]),
    "channels first": lambda: Sequential([
        layers.Conv2D(5, 3, data_format="channels_first", input_shape=(2, 13, 11)),
        layers.MaxPooling2D(data_format="channels_first"), layers.Flatten(), layers.Dense(7),
    ]),
    "margins": lambda: Sequential([
        layers.ZeroPadding2D(2, input_shape=(9, 10, 3)), layers.Conv2D(8, (2, 3), use_bias=False),
        layers.Softmax(), layers.Cropping2D(1), layers.AveragePooling2D((3, 2), strides=1),
        layers.Permute((2, 1, 3)), layers.LeakyReLU(), layers.GlobalAveragePooling2D(),
        layers.Dense(4, activation="sigmoid"),
    ]),
    "wide": lambda: Sequential([
        layers.Conv2D(32, 3, activation="relu", input_shape=(12, 12, 1)),
        layers.Conv2D(48, 3, activation="elu"), layers.GlobalMaxPooling2D(), layers.Dense(3),
    ]),
}  # fmt: skip
"""Every kind of layer that the engine has, but for those of the shipped networks."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("node", marks=pytest.mark.skipif(NODE is None, reason="there is no Node")),
        pytest.param("chromium", marks=in_chromium),
    ],
)
def ask_all(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks for each answer or refusal, in Node or in a Chromium."""
    folder: Path = tmp_path_factory.mktemp("page-engine")
    if request.param == "node":
        yield lambda questions: ask_node(folder, questions)
    else:
        driver = request.getfixturevalue("chromium")
        yield lambda questions: ask_chromium(driver, folder, questions)
        driver.get("about:blank")


@pytest.fixture
def ask(ask_all: Ask) -> Ask:
    return lambda questions: answers(ask_all(questions))


def shipped(name: str) -> tuple[Any, Lowered]:
    model = lenet.load(name)
    return model, Lowered.of(model)


def digits(model: Any, images: Any) -> Any:
    """Images as the network takes them, a row each."""
    given = network_input(images, model.normalisation)
    return np.ascontiguousarray(given.reshape(len(given), -1), np.float32)


def assert_near(made: Any, expected: Any, near: float = NEAR) -> None:
    largest = np.abs(expected).max()
    assert np.abs(made - expected.ravel()).max() <= near * max(largest, 1e-30)


@pytest.mark.parametrize("count", [1, 19])
def test_every_layer_of_every_network_is_as_pythons(ask: Ask, mnist, count: int) -> None:
    cases = []
    for name in SHIPPED:
        model, made = shipped(name)
        cases.append((made, digits(model, mnist.test[0][:count])))
    for build in NETWORKS.values():
        made = Lowered.of(build())
        made.parameters[:] += CHANCE.uniform(0, 0.1, len(made.parameters))
        cases.append((made, CHANCE.normal(0, 1, (count, np.prod(made.plane))).astype(np.float32)))
    told = ask([
        {"ask": "maps", "network": made.told(), "samples": text(x), "count": count}
        for made, x in cases
    ])  # fmt: skip
    for (made, x), outputs in zip(cases, told, strict=True):
        expected = made.native().maps(x)
        assert len(outputs) == len(expected) == len(made.layers)
        for output, map_ in zip(outputs, expected, strict=True):
            assert_near(numbers(output), map_)


def test_every_activation_is_as_pythons(ask: Ask) -> None:
    x = np.linspace(-7, 7, 57, dtype=np.float32)[None]
    names = sorted(NAMES)
    made = [
        Lowered.of(Sequential([layers.Activation(name, input_shape=(57,)), layers.Dense(1)]))
        for name in names
    ]
    told = ask([
        {"ask": "maps", "network": one.told(), "samples": text(x), "count": 1} for one in made
    ])  # fmt: skip
    for one, outputs in zip(made, told, strict=True):
        for output, map_ in zip(outputs, one.native().maps(x), strict=True):
            assert_near(numbers(output), map_)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_thousand_digits_get_the_same_answers(ask: Ask, mnist, name: str) -> None:
    model, made = shipped(name)
    x = digits(model, mnist.test[0][:1000])
    (told,) = ask([{"ask": "predict", "network": made.told(), "samples": text(x), "count": 1000}])
    scores, expected = numbers(told).reshape(1000, -1), made.native().predict(x)
    assert_near(scores.ravel(), expected)
    best = np.argmin if name == "original" else np.argmax  # penalties, or probabilities
    assert (best(scores, 1) == best(expected, 1)).all()


class Lesson(NamedTuple):
    """What a pass over samples is given in Python, in its order."""

    samples: Any
    labels: Any
    values: Any
    weights: Any
    loss: Any

    @classmethod
    def of(cls, model: Any, mnist, count: int) -> "Lesson":
        """So many training digits, with what the model's loss wants of them."""
        labels = mnist.train[1][:count].astype(np.int32)
        values = np.eye(10, dtype=np.float32)[labels]
        if model.engine_loss[0] == "categorical_crossentropy":
            labels = None
        else:
            values = None
        weights = np.linspace(0.5, 1.5, count, dtype=np.float32)
        return cls(
            digits(model, mnist.train[0][:count]), labels, values, weights, model.engine_loss
        )

    def told(self) -> dict[str, Any]:
        arrays = zip(self._fields[:4], self[:4], strict=True)
        given = {name: text(array) for name, array in arrays if array is not None}
        return {**given, "loss": record(self.loss)}


@pytest.mark.parametrize(
    ("name", "batch", "rate"),
    [("tutorial", 32, 0.001), ("modern", 32, 0.001), ("original", 1, 0.0005)],
)
def test_training_is_as_pythons_and_may_be_cut_into_calls(
    ask: Ask, mnist, name: str, batch: int, rate: float
) -> None:
    model, made = lenet.load(name), Lowered.of(getattr(lenet, name)())  # compiled; not trained
    count = 960
    given = Lesson.of(model, mnist, count)
    optimizer = model.optimizer.engine_optimizer()
    order = np.random.default_rng(3).permutation(count)
    curved = Lesson.of(model, mnist, 100) if name == "original" else None
    question = {
        "ask": "train", "network": made.told(), **given.told(), "batch": batch, "seed": 5,
        "optimizer": record(optimizer), "curved": curved and curved.told(),
    }  # fmt: skip

    def call(first: int, last: int) -> dict[str, object]:
        steps = -(-(last - first) // batch)
        return {"order": order[first:last].tolist(), "rates": [rate] * steps}

    whole, cut = ask([
        {**question, "calls": [call(0, count)]},
        {**question, "calls": [call(0, 320), call(320, 352), call(352, count)]},
    ])  # fmt: skip
    assert cut["parameters"] == whole["parameters"]
    assert cut["updates"] == whole["updates"] == count // batch
    assert sum(one["correct"] for one in cut["told"]) == whole["told"][0]["correct"]

    network = made.native("baseline")  # vectors of 128 bits, without fused multiply-adds, as here
    if curved:
        network.curvature(*curved)
    rates = np.full(count // batch, rate)
    progress = network.train(*given, optimizer, order, batch, rates, seed=5)
    told = whole["told"][0]
    assert told["finite"]
    assert (told["steps"], told["samples"]) == (progress.steps, progress.samples)
    assert abs(told["correct"] - progress.correct) <= 1  # of 960
    assert told["loss"] == pytest.approx(progress.loss, rel=1e-5)
    assert_near(numbers(whole["parameters"]), np.array(network.parameters))


def test_losses_and_gradients_are_as_pythons(ask: Ask, mnist) -> None:
    model, made = shipped("tutorial")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    given = Lesson.of(model, mnist, 40)
    question = {"network": made.told(), **given.told()}
    evaluated, learned = ask([{"ask": "evaluate", **question}, {"ask": "gradient", **question}])
    network = made.native()
    expected = network.evaluate(*given)
    assert evaluated["loss"] == pytest.approx(expected.loss, rel=1e-5)
    assert (evaluated["correct"], evaluated["samples"]) == (expected.correct, 40)
    assert learned["loss"] == pytest.approx(network.loss_and_gradient(*given), rel=1e-5)
    assert_near(numbers(learned["gradient"]), np.array(network.gradient))


def test_pictures_are_drawn_as_pythons(ask: Ask, mnist) -> None:
    images = np.ascontiguousarray(mnist.test[0][:40])
    size = {"images": text(images), "rows": 28, "columns": 28}
    movement = {"right": 1.5, "down": -2, "scale": 0.8, "turn": 0.3, "ratio": 1.1, "shear": -0.2}
    ranges = {
        "translation": 2, "scale": 0.1, "rotation": 0.2, "squeeze": 0.1, "shear": 0.2,
        "elastic": 1.2, "spacing": 6, "noise": 0.05,
    }  # fmt: skip
    which, variants = [3, 39, 3], [0, 1, 2**20]
    moved, distorted = ask([
        {"ask": "transform", **size, **movement},
        {"ask": "distort", **size, **ranges, "which": which, "variants": variants, "seed": 2**40},
    ])  # fmt: skip
    expected = _engine.transform(images, tuple(float(one) for one in movement.values()))  # type: ignore[arg-type]
    assert (numbers(moved, np.uint8) == expected.ravel()).all()
    drawn = _engine.distort(
        images,
        np.array(which),
        np.array(variants),
        2**40,
        tuple(map(float, ranges.values())),  # type: ignore[arg-type]
    )
    assert (numbers(distorted, np.uint8) == drawn.ravel()).all()


def test_what_does_not_fit_is_refused_and_the_engine_goes_on(ask_all: Ask, mnist) -> None:
    model, made = shipped("tutorial")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    given = Lesson.of(model, mnist, 4).told()
    network: dict[str, Any] = made.told()
    train = {
        "ask": "train", "network": network, **given, "batch": 2, "seed": 0,
        "optimizer": record(model.optimizer.engine_optimizer()),
    }  # fmt: skip
    large = [*network["layers"][5]]
    large[1] = 2**29  # units of a Dense layer
    good = {"order": [0, 1, 2, 3], "rates": [0.1, 0.1]}
    size = {"images": text(mnist.test[0][:1]), "rows": 28, "columns": 28}
    asked = {
        "expected 2 samples of 784 values, received 3136":
            {"ask": "predict", "network": network, "samples": given["samples"], "count": 2},
        "expected at least one layer":
            {"ask": "predict", "network": {**network, "layers": []}, **given},
        "unknown name 'Dance'": {
            "ask": "predict",
            "network": {**network, "layers": [["Dance", *network["layers"][0][1:]]]},
        },
        "expected what fits into the memory that a page may have": {
            "ask": "predict",
            "network": {**network, "layers": [network["layers"][4], large]},
        },
        "expected 53558 parameters, received 1":
            {"ask": "predict", "network": {**network, "parameters": text(np.zeros(1, np.float32))}},
        "expected a label a sample":
            {**train, "labels": text(np.zeros(3, np.int32)), "calls": [good]},
        "a label is not one of the network's units":
            {**train, "labels": text(np.full(4, 10, np.int32)), "calls": [good]},
        "the order names a sample that is not there":
            {**train, "calls": [{**good, "order": [0, 4]}]},
        "expected a batch size of at least 1 and a learning rate a step":
            {**train, "calls": [{**good, "rates": [0.1]}]},
        "expected another count of numbers behind a name":
            {**train, "optimizer": ["adam"], "calls": [good]},
        "expected a movement that can be undone":
            {"ask": "transform", **size, "scale": 0},
        "expected whole images": {"ask": "transform", **size, "rows": 27},
        "an image is asked for that is not there":
            {"ask": "distort", **size, "which": [1], "variants": [0]},
    }  # fmt: skip
    *told, last = ask_all([*asked.values(), {**train, "calls": [good]}])
    assert [one.get("refused") for one in told] == [f"EngineError: {one}" for one in asked]
    assert last["answer"]["updates"] == 2
