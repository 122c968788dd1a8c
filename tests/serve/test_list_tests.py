"""Test digits, and those a network misreads."""

import base64

import numpy as np

from .service_client import refused


def pixels(told: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(told["pixels"]), np.uint8).reshape(28, 28)


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
