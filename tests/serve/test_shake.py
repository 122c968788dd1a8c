"""A digit changed by sliders: the answers to it, and along each slider."""

import numpy as np
import pytest

import lenet
from lenet import distort
from lenet.digits.changes import CHANGES, on_field
from lenet.digits.mnist_steps import framed, scaled
from lenet.digits.normalisation import network_input

from ..conftest import draw_text
from .service_client import PNG, png, refused


@pytest.fixture(scope="module")
def three() -> np.ndarray:
    """A 3 as MNIST has it, uint8 (28, 28)."""
    return framed(scaled(draw_text("3", 60, stroke=0.12)))


def test_every_change_has_its_reach_and_the_papers_claims(serve):
    told = {one["name"]: one for one in serve().get("/api/shake").json()}
    assert list(told) == [change.name for change in CHANGES]
    for one in told.values():
        assert one["low"] <= one["still"] <= one["high"]
    assert told["rotation"]["claim"]["low"] == -30
    assert told["noise"]["claim"] is None


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_a_digit_that_is_held_still_is_read_as_it_is(serve, three, network):
    client = serve()
    shaken = client.post(f"/api/shake?network={network}", content=png(three), headers=PNG).json()
    plain = client.post(f"/api/maps?network={network}", content=png(three), headers=PNG).json()
    assert shaken["answer"] == "3"
    assert shaken["layers"] == plain["layers"]
    assert shaken["input"] == plain["input"] == plain["steps"]["input"]
    assert np.array_equal(shaken["field"], on_field(three[None])[0])


def test_a_turned_digit_is_what_the_network_reads_of_a_turned_field(serve, three):
    asked = "/api/shake?network=original&rotation=30&right=3"
    told = serve().post(asked, content=png(three), headers=PNG).json()
    moved = distort.transformed(on_field(three[None]), translation=(3, 0))
    field = distort.transformed(moved, rotation=30)
    assert np.array_equal(told["field"], field[0])
    model = lenet.load("original")
    inputs = network_input(field, "original")[:, 2:-2, 2:-2]
    assert model.predict(inputs)[0] == pytest.approx(list(told["penalties"].values()), rel=1e-4)


def test_along_each_change_the_curves_have_the_answers_that_the_slider_has(serve, three):
    client = serve()
    asked = "/api/shake/curves?network=original&truth=3&scale=1.2"
    told = client.post(asked, content=png(three), headers=PNG).json()
    assert told["expected"] == "3"
    curves = {one["name"]: one for one in told["changes"]}
    for name, one in curves.items():
        assert len(one["values"]) == len(one["answers"]) == len(one["scores"])
        assert one["still"] in one["values"]
        assert one["values"] == sorted(one["values"])
        if name == "rotation":
            place = one["values"].index(60)
            slid = f"/api/shake?network=original&scale=1.2&rotation={60}"
            alone = client.post(slid, content=png(three), headers=PNG).json()
            assert alone["answer"] == one["answers"][place]
            assert alone["scores"]["3"] == pytest.approx(one["scores"][place], abs=1e-4)


def test_a_change_beyond_its_reach_is_refused(serve, three):
    client = serve()
    for asked in ("rotation=91", "scale=0", "noise=-1", "down=nan"):
        refused(client.post(f"/api/shake?{asked}", content=png(three), headers=PNG), 422)
