"""The table of a model's layers."""

import os

os.environ["KERAS_BACKEND"] = "jax"

from typing import Any

import keras
import numpy as np
import pytest

import lenet
from lenet.errors import ModelError
from lenet.layers import Dense, Flatten
from lenet.models import Model, Sequential
from lenet.models.summary import Published, table
from lenet.networks import network

pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")  # of Keras


def table_of(model: Model, published: Published | None = None) -> str:
    return table(model.describe(published), published)


def test_the_tutorials_parameters_are_those_of_keras_layer_by_layer() -> None:
    described = lenet.tutorial().describe()
    assert [layer["parameters"] for layer in described["layers"]] == [60, 0, 880, 0, 0, 51328, 1290]
    assert described["parameters"] == described["trainable"] == 53_558
    assert described["not_trainable"] == 0
    assert described["layers"][0] == {
        "name": "conv2d",
        "type": "Conv2D",
        "output_shape": [26, 26, 6],
        "parameters": 60,
        "trainable": 60,
        "connections": 26 * 26 * 60,
    }


def test_the_table_has_a_row_a_layer_and_the_totals() -> None:
    lines = table_of(lenet.tutorial()).splitlines()
    rows = [line.split() for line in lines]
    assert rows[0] == ["Model:", '"tutorial"']
    assert ["conv2d", "(Conv2D)", "(None,", "26,", "26,", "6)", "60"] in rows
    assert [
        "average_pooling2d_1",
        "(AveragePooling2D)",
        "(None,",
        "5,",
        "5,",
        "16)",
        "0",
    ] in rows
    assert ["dense", "(Dense)", "(None,", "128)", "51,328"] in rows
    assert lines[-4:] == [
        "Parameters: 53,558 (209.2 KiB)",
        "Trainable: 53,558",
        "Not trainable: 0",
        "Connections: 205,314",
    ]


# What the paper says of each layer: trainable parameters and connections (1998, II.B).
PAPER = {
    "C1": (156, 122_304),
    "S2": (12, 5_880),
    "C3": (1_516, 151_600),
    "S4": (32, 2_000),
    "C5": (48_120, 48_120),
    "F6": (10_164, 10_164),
    "penalties": (0, 840),
}


def test_the_originals_counts_are_the_papers_layer_by_layer() -> None:
    described = lenet.original().describe(network("original").published)
    counted = {
        layer["name"]: (layer["trainable"], layer["connections"])
        for layer in described["layers"]
        if layer["type"] != "Flatten"
    }
    assert counted == PAPER
    assert (described["trainable"], described["connections"]) == (60_000, 340_908)
    assert (described["parameters"], described["not_trainable"]) == (60_840, 840)
    for layer in described["layers"]:
        if layer["name"] in PAPER:
            published = layer["published"]
            assert (published["trainable"], published["connections"]) == PAPER[layer["name"]]
        else:
            assert layer["connections"] == 0
            assert "published" not in layer


def test_the_originals_table_shows_our_counts_and_the_papers_side_by_side() -> None:
    lines = table_of(lenet.original(), network("original").published).splitlines()
    ends = [line.split()[-3:] for line in lines[4:-6] if "Flatten" not in line]
    assert ends == [
        [f"{trainable:,}", f"{connections:,}", f"{trainable:,}/{connections:,}"]
        for trainable, connections in PAPER.values()
    ]
    assert lines[-4:] == [
        "Trainable: 60,000",
        "Not trainable: 840",
        "Connections: 340,908",
        "Paper: 60,000 trainable, 340,908 connections",
    ]


def test_the_columns_stand_under_each_other() -> None:
    for published in (None, network("original").published):
        lines = table_of(lenet.original(), published).splitlines()
        assert len({len(line) for line in lines[1:-5]}) == 1
        assert lines[1] == "━" * len(lines[2])
        assert len(lines[1]) <= 80


def summary_of(model: Model, **options: Any) -> str:
    lines: list[str] = []
    model.summary(print_fn=lines.append, **options)
    return "\n".join(lines)


@pytest.fixture
def in_keras() -> Any:
    """Keras's own network with the tutorial's layers."""
    here = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            here.Conv2D(6, 3, activation="tanh", name="conv2d"),
            here.AveragePooling2D((2, 2), name="average_pooling2d"),
            here.Conv2D(16, 3, activation="tanh", name="conv2d_1"),
            here.AveragePooling2D((2, 2), name="average_pooling2d_1"),
            here.Flatten(name="flatten"),
            here.Dense(128, activation="tanh", name="dense"),
            here.Dense(10, activation="softmax", name="dense_1"),
        ],
        name="tutorial",
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"show_trainable": True},
        {"line_length": 60},
        {"line_length": 70, "positions": [0.3, 0.6, 1.0]},
        {"layer_range": ["average_pooling2d", "dense"]},
        {"layer_range": ["conv", "flat"]},
    ],
)
def test_summary_prints_what_keras_prints(in_keras: Any, options: dict[str, Any]) -> None:
    theirs: list[str] = []
    in_keras.summary(print_fn=theirs.append, **options)
    assert summary_of(lenet.tutorial(), **options) == theirs[0].rstrip("\n")


@pytest.mark.parametrize("frozen", [(), ("dense",), ("conv2d", "batch_normalization")])
def test_what_training_does_not_change_is_counted_as_keras_does(frozen: tuple[str, ...]) -> None:
    tables = []
    for here, made in ((keras.layers, keras.Sequential), (lenet.layers, lenet.Sequential)):
        model: Any = made(
            [
                here.Input((8, 8, 1)),
                here.Conv2D(3, 3, name="conv2d"),
                here.BatchNormalization(name="batch_normalization"),
                here.Flatten(name="flatten"),
                here.Dense(2, name="dense"),
            ],
            name="normalised",
        )
        for layer in model.layers:
            layer.trainable = layer.name not in frozen
        lines: list[str] = []
        model.summary(print_fn=lines.append, show_trainable=True)
        tables.append("\n".join(lines).rstrip("\n"))
    assert tables[1] == tables[0]


def test_after_training_the_optimizers_numbers_are_counted_as_keras_does(in_keras: Any) -> None:
    model = lenet.tutorial()
    x, y = np.zeros((4, 28, 28, 1)), np.zeros(4, int)
    theirs: list[str] = []
    for one in (model, in_keras):
        one.compile("adam", "sparse_categorical_crossentropy")
        one.fit(x, y, verbose=0)
    in_keras.summary(print_fn=theirs.append)
    assert "Optimizer params: 107,118 (418.43 KB)" in theirs[0]
    assert summary_of(model) == theirs[0].rstrip("\n")


def test_a_model_without_a_shape_has_keras_summary_too() -> None:
    theirs: list[str] = []
    rows = [keras.layers.Flatten(name="flatten"), keras.layers.Dense(3, name="dense")]
    keras.Sequential(rows, name="sequential").summary(print_fn=theirs.append)
    assert summary_of(Sequential([Flatten(), Dense(3)])) == theirs[0].rstrip("\n")


def test_summary_is_printed_if_nothing_else_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    lenet.tutorial().summary()
    assert capsys.readouterr().out == summary_of(lenet.tutorial()) + "\n"


def test_widths_and_ranges_that_cannot_be_are_one_sentence() -> None:
    for options, sentence in (
        ({"line_length": 8}, "a longer line for the summary, received 8 characters"),
        ({"positions": [0.5, 1]}, r"expected 3 positions, received \[0.5, 1\]"),
        ({"layer_range": ["nothing", "dense"]}, r"layer_range \(first, last\) of layers"),
        ({"layer_range": ["(", "dense"]}, "layer_range as names or patterns"),
        ({"layer_range": ["dense"]}, r"layer_range \(first, last\) of layers"),
        ({"expand_nested": "yes"}, "expand_nested"),
    ):
        with pytest.raises(ModelError, match=sentence):
            summary_of(lenet.tutorial(), **options)


def test_a_summary_makes_no_weights() -> None:
    model = lenet.tutorial()
    table_of(model)
    assert model._network is None
