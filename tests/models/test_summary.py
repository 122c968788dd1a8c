"""The table of a model's layers."""

import pytest

import lenet
from lenet.errors import ModelError
from lenet.layers import Dense, Flatten
from lenet.models import Model, Sequential
from lenet.models.summary import Published, table
from lenet.networks import network


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


def test_summary_prints_the_table_once(capsys: pytest.CaptureFixture[str]) -> None:
    lenet.tutorial().summary()
    assert capsys.readouterr().out == table_of(lenet.tutorial()) + "\n"
    lines: list[str] = []
    lenet.tutorial().summary(print_fn=lines.append)
    assert lines == [table_of(lenet.tutorial())]


def test_a_summary_makes_no_weights() -> None:
    model = lenet.tutorial()
    table_of(model)
    assert model._network is None


def test_a_model_that_does_not_know_its_input_has_no_summary_yet() -> None:
    with pytest.raises(ModelError, match="give the first layer input_shape"):
        Sequential([Flatten(), Dense(3)]).summary()
