"""What the page's views ask the service: digits shaken, lines swept, test digits, mistakes."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

import lenet
from lenet import distort
from lenet.digits.changes import CHANGES, on_field
from lenet.digits.mnist_steps import as_mnist
from lenet.digits.normalisation import network_input

from ..conftest import draw_text
from .test_serve import PNG, refused


def png(levels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def three() -> np.ndarray:
    """A 3 as MNIST has it, uint8 (28, 28)."""
    return as_mnist(draw_text("3", 60, stroke=0.12))


def pixels(told: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(told["pixels"]), np.uint8).reshape(28, 28)


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


def test_a_line_is_swept_and_its_path_spells_what_is_written(serve):
    line = np.rint(255 * (1 - draw_text("20745", 60))).astype(np.uint8)
    told = serve().post("/api/sweep", content=png(line), headers=PNG).json()
    assert told["reading"]["text"] == "20745"
    assert told["size"] == [line.shape[1], line.shape[0]]
    spelled = [
        one for one, before in zip(told["path"], [0, *told["path"]], strict=False) if one != before
    ]
    assert "".join(told["classes"][one] for one in spelled) == "20745"
    assert len(told["path"]) == len(told["places"]) == len(told["probabilities"])
    assert np.sum(told["probabilities"], axis=1) == pytest.approx(1, abs=1e-3)
    middles = [told["places"][at] for at, one in enumerate(told["path"]) if one]
    assert min(middles) > 30 - 20
    assert max(middles) < line.shape[1] - 10
    wide, high = told["strip"]["size"]
    assert len(base64.b64decode(told["strip"]["pixels"])) == wide * high


def test_paper_without_ink_has_nothing_to_sweep(serve):
    told = serve().post("/api/sweep", content=png(np.full((60, 200), 255, np.uint8)), headers=PNG)
    assert told.json()["strip"] is None
    assert told.json()["reading"]["text"] == ""


def test_test_digits_are_those_of_the_services_data(serve, mnist):
    client = serve()
    images, labels = mnist.test
    told = client.get("/api/tests?first=9990&count=100").json()
    assert told["images"] == 10_000
    assert [one["index"] for one in told["digits"]] == list(range(9990, 10_000))
    assert all(np.array_equal(pixels(one), images[one["index"]]) for one in told["digits"])
    nines = client.get("/api/tests?truth=9&count=3").json()["digits"]
    assert [one["index"] for one in nines] == np.flatnonzero(labels == 9)[:3].tolist()
    assert client.get("/api/tests?first=10000").json()["digits"] == []
    refused(client.get("/api/tests?truth=x"), 422)


def test_all_mistakes_of_a_network_are_told(serve, mnist):
    told = serve().get("/api/networks/original/mistakes").json()
    assert told["errors"] == len(told["misread"]) == 73
    confusion = np.array(told["confusion"])
    assert confusion.sum() == told["images"] == 10_000
    assert confusion.sum() - confusion.trace() == 73
    for one in told["misread"]:
        assert one["truth"] != one["answer"]
        assert str(mnist.test[1][one["index"]]) == one["truth"]


def test_a_runs_mistakes_are_of_its_own_data(serve, tiny_run, mnist):
    client = serve(runs=tiny_run.parent)
    told = client.get(f"/api/networks/{tiny_run.name}/mistakes").json()
    assert told["images"] == 6
    refused(client.get("/api/networks/none/mistakes"), 404)
