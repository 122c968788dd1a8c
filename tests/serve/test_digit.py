"""One digit: the answer, its steps, every layer's maps."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

import lenet
from lenet.commands.main import main
from lenet.image import prepared

from .service_client import PNG, png, refused


@pytest.mark.parametrize("network", ["modern", "original", "tutorial"])
def test_a_digit_is_answered_as_the_command_answers_it(serve, seven_png, tmp_path, network):
    (tmp_path / "seven.png").write_bytes(seven_png)
    said = CliRunner().invoke(main, ["predict", network, str(tmp_path / "seven.png"), "--json"])
    expected = json.loads(said.stdout)
    told = serve().post(f"/api/digit?network={network}", content=seven_png, headers=PNG).json()
    assert told["network"] == network
    assert told["answer"] == expected["answer"]
    assert told["confidence"] == pytest.approx(expected["confidence"])
    assert told["scores"] == pytest.approx(expected["scores"])
    if network == "original":
        assert min(told["penalties"], key=told["penalties"].get) == told["answer"]
    else:
        assert told["penalties"] is None


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", ""])
def test_a_picture_may_come_as_a_body_of_its_own(serve, seven_png, kind):
    headers = {"content-type": kind} if kind else {}
    assert serve().post("/api/digit", content=seven_png, headers=headers).json()["answer"] == "7"


def test_a_picture_may_come_as_the_file_of_a_form(serve, seven_png):
    files = {"file": ("../../etc/passwd", seven_png)}
    assert serve().post("/api/digit", files=files).json()["answer"] == "7"


def test_the_steps_are_those_of_the_one_door(serve, draw_line):
    picture = png(np.rint(255 - 255 * draw_line("7", 90)).astype(np.uint8))
    told = serve().post("/api/digit?steps=true&network=original", content=picture, headers=PNG)
    made, steps = prepared(picture), told.json()["steps"]
    assert steps["size"] == list(made.size)
    assert steps["box"] == list(made.box_in_picture)
    assert steps["corner"] == list(made.corner)
    np.testing.assert_array_equal(steps["scaled"], made.scaled)
    np.testing.assert_array_equal(steps["image"], made.image)
    assert np.shape(steps["input"]) == (32, 32)
    assert np.max(steps["ink"]) == 255


def test_a_picture_without_ink_is_no_digit_and_has_no_maps(serve):
    empty, client = png(np.full((50, 50), 255, np.uint8)), serve()
    told = client.post("/api/digit?steps=true", content=empty, headers=PNG).json()
    assert (told["answer"], told["reason"], told["steps"]) == (None, "no ink was found", None)
    refused(client.post("/api/maps", content=empty, headers=PNG), 422, "without ink")


@pytest.mark.parametrize("route", ["digit", "maps"])
def test_several_digits_are_not_one(serve, draw_line, route):
    picture = png(np.rint(255 - 255 * np.pad(draw_line("27", 90), 20)).astype(np.uint8))
    told = serve().post(f"/api/{route}", content=picture, headers=PNG).json()
    assert (told["answer"], told["reason"], told["seen"]) == (None, "several digits", "27")
    assert 0.5 < told["confidence"] <= 1
    assert sum(told["scores"].values()) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_the_maps_are_those_of_the_model(serve, seven_png, network):
    told = serve().post(f"/api/maps?network={network}", content=seven_png, headers=PNG).json()
    model = lenet.load(network)
    given = np.array(told["steps"]["input"], np.float32)[None, :, :, None]
    assert [layer["name"] for layer in told["layers"]] == [layer.name for layer in model.layers]
    for layer, expected in zip(told["layers"], model.maps(given).values(), strict=True):
        found = np.moveaxis(np.array(layer["maps"]), 0, -1)
        np.testing.assert_allclose(found, expected[0], atol=2e-4, rtol=1e-4)


def test_a_units_arithmetic_can_be_done_with_what_the_service_tells(serve, seven_png):
    client = serve()
    told = client.post("/api/maps?network=original", content=seven_png, headers=PNG).json()
    layer = client.get("/api/networks/original/layers/C3").json()
    maps = {one["name"]: np.array(one["maps"]) for one in told["layers"]}
    kernel, bias = np.array(layer["weights"]["kernel"]), np.array(layer["weights"]["bias"])
    table = layer["config"]["connections"]
    unit, row, column = 3, 4, 5
    window = maps["S2"][:, row : row + 5, column : column + 5]
    total = bias[unit] + sum((kernel[unit, k] * window[k]).sum() for k in table[unit])
    assert 1.7159 * np.tanh(2 / 3 * total) == pytest.approx(maps["C3"][unit, row, column], abs=1e-3)
    assert np.array(
        client.get("/api/networks/original/layers/F6").json()["weights"]["kernel"]
    ).shape == (84, 120)
