"""What if a digit were of another class: errors, one update of a copy, the answer after it."""

import numpy as np
import pytest

import lenet

from .service_client import PNG, png, refused


@pytest.mark.parametrize("network", ["modern", "original", "tutorial"])
def test_one_update_brings_the_wanted_class_nearer_and_changes_no_network(
    serve, seven_png, network
):
    client = serve()
    asked = f"/api/maps?network={network}"
    before = client.post(asked, content=seven_png, headers=PNG).json()
    told = client.post(
        f"/api/digit/backward?network={network}&wanted=8&rate=0.001", content=seven_png, headers=PNG
    ).json()
    assert told["before"]["answer"] == "7"
    assert told["before"]["scores"] == pytest.approx(before["scores"])
    assert told["after"]["loss"] < told["before"]["loss"]
    assert told["after"]["scores"]["8"] > told["before"]["scores"]["8"]
    if network == "original":
        assert told["after"]["penalties"]["8"] < told["before"]["penalties"]["8"]
        assert told["loss"] == {
            "name": "maximum_a_posteriori", "settings": {"scale": 0.25, "j": 5.0}, "assumed": False
        }  # fmt: skip
    again = client.post(asked, content=seven_png, headers=PNG).json()
    assert again["layers"] == before["layers"]


def test_the_kernels_after_the_update_are_those_before_minus_rate_times_gradient(serve, seven_png):
    asked = "/api/digit/backward?network=original&wanted=8&rate=0.02"
    told = serve().post(asked, content=seven_png, headers=PNG).json()
    kernels = {name: np.array(told["kernels"][name]) for name in ("before", "gradient", "after")}
    own = lenet.load("original").get_weights()[0]
    assert told["kernels"]["layer"] == "C1"
    np.testing.assert_allclose(kernels["before"], own.transpose(3, 2, 0, 1), atol=1e-8)
    wanted = kernels["before"] - told["rate"] * kernels["gradient"]
    np.testing.assert_allclose(kernels["after"], wanted, atol=3e-9)
    assert told["parameters"] == lenet.load("original").count_params()
    assert told["moved"] <= 60_000, "the bitmaps stay"
    assert 0 < told["moved"] <= told["parameters"]


def test_the_errors_have_the_layers_shapes(serve, seven_png):
    client = serve()
    maps = client.post("/api/maps?network=original", content=seven_png, headers=PNG).json()
    told = client.post(
        "/api/digit/backward?network=original&wanted=0", content=seven_png, headers=PNG
    ).json()
    for error, layer in zip(told["layers"], maps["layers"], strict=True):
        assert error["name"] == layer["name"]
        assert np.shape(error["maps"]) == np.shape(layer["maps"])
        assert np.any(error["maps"]), error["name"]


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("wanted=ten", "expected a class of modern"),
        ("wanted=8&rate=0", "greater than 0"),
        ("wanted=8&rate=2", "less than or equal to 1"),
        ("wanted=8&rate=nan", "finite"),
        ("rate=0.1", "wanted"),
    ],
)
def test_what_is_no_class_or_no_rate_is_refused(serve, seven_png, asked, part):
    answer = serve().post(f"/api/digit/backward?{asked}", content=seven_png, headers=PNG)
    refused(answer, 422, part)


def test_an_empty_picture_is_refused(serve):
    empty = png(np.full((50, 50), 255, np.uint8))
    answer = serve().post("/api/digit/backward?wanted=8", content=empty, headers=PNG)
    refused(answer, 422, "without ink")
