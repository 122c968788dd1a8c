"""The Open Inference Protocol: as its clients word it, and what is refused."""

import json

import numpy as np
import pytest

import lenet
from lenet.digits.normalisation import network_input

from .service_client import refused


def asked(images, **changes):
    """A request for images."""
    tensor = {"name": "images", "datatype": "UINT8", "shape": [*np.shape(images)]}
    return {"inputs": [{**tensor, "data": np.asarray(images).ravel().tolist(), **changes}]}


def test_the_server_and_its_models_are_described(serve):
    client = serve()
    found = {"name": "lenet", "version": lenet.__version__, "extensions": []}
    assert client.get("/v2").json() == found
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"ready": True}
    assert client.get("/v2/models/original/ready").json() == {"name": "original", "ready": True}
    told = client.get("/v2/models/original").json()
    assert told["inputs"] == [{"name": "images", "datatype": "UINT8", "shape": [-1, 28, 28]}]
    assert [one["name"] for one in told["outputs"]] == ["scores", "penalties"]
    assert [one["name"] for one in client.get("/v2/models/modern").json()["outputs"]] == ["scores"]


@pytest.mark.parametrize("network", ["original", "modern"])
def test_a_batch_is_answered_as_the_model_answers_it(serve, drawn_digits, network):
    client, model = serve(), lenet.load(network)
    told = client.post(f"/v2/models/{network}/infer", json={**asked(drawn_digits), "id": "7"})
    assert told.status_code == 200
    told = told.json()
    assert told["model_name"] == network
    assert told["id"] == "7"
    outputs = {one["name"]: np.reshape(one["data"], one["shape"]) for one in told["outputs"]}
    given = network_input(drawn_digits, model.normalisation)
    np.testing.assert_allclose(outputs["scores"], model.scores(given), atol=1e-6)
    if network == "original":
        np.testing.assert_allclose(outputs["penalties"], model.predict(given), rtol=1e-5)


def test_data_may_be_nested_and_outputs_chosen(serve, drawn_digits):
    request = asked(drawn_digits, data=drawn_digits.tolist())
    request["outputs"] = [{"name": "penalties"}, {"name": "penalties"}]
    told = serve().post("/v2/models/original/infer", json=request).json()
    assert [one["name"] for one in told["outputs"]] == ["penalties"]


def test_errors_also_say_error_as_the_protocol_has_it(serve):
    answer = serve().get("/v2/models/none")
    assert answer.json()["error"] == refused(answer, 404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "pixels"}, "pixels"),
        ({"datatype": "FP32"}, "FP32"),
        ({"shape": [2, 28, 28]}, "whole numbers"),
        ({"shape": [1, 32, 32]}, "[1, 32, 32]"),
        ({"shape": [0, 28, 28]}, "n from 1"),
        ({"shape": [5, 28, 28]}, "n from 1 to 4"),
        ({"shape": [-1, 28, 28]}, "n from 1"),
        ({"shape": []}, "`array` of length 3"),
        ({"shape": "x"}, "shape"),
        ({"data": [256] * 784}, "0 paper to 255 ink"),
        ({"data": [-1] * 784}, "0 paper to 255 ink"),
        ({"data": [0.5] * 784}, "whole numbers"),
        ({"data": ["0"] * 784}, "whole numbers"),
        ({"data": [10**30] * 784}, "whole numbers"),
        ({"data": [[0], [0, 0]]}, "received 3 values"),
        ({"data": [[[0] * 27, [0] * 29, *[[0] * 28] * 26]]}, "lists of other lengths"),
        ({"data": [[0] * 784]}, "lists of other lengths"),
        ({"data": [[[0] * 28] * 28, []]}, "received 785 values"),
        ({"data": ",".join("0" * 784)}, "received 784 values"),
        ({"data": ["[", *[0] * 783]}, "lists of other lengths"),
        ({"data": [*[0] * 783, None]}, "whole numbers"),
        ({"data": [True] * 784}, "whole numbers"),
        ({"data": None}, "whole numbers"),
        ({"data": {}}, "whole numbers"),
    ],
)
def test_what_is_no_batch_of_digit_images_is_refused(serve, change, sentence):
    client = serve({"batch": 4})
    request = asked(np.zeros((1, 28, 28), np.uint8), **change)
    refused(client.post("/v2/models/modern/infer", json=request), 422, sentence)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 422),
        (b'{"inputs": ' + b"[" * 50_000, 422),
        (b'{"x": ' + b"[" * 50_000, 400),
        (b'{"id": "\\ud800"}', 400),
        (b"[]", 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"inputs": []}', 422),
        (b'{"inputs": [1]}', 422),
        (b'{"inputs": {"0": 1}}', 422),
    ],
)
def test_what_is_no_request_is_refused(serve, content, status):
    headers = {"content-type": "application/json"}
    answer = serve().post("/v2/models/modern/infer", content=content, headers=headers)
    refused(answer, status)


def test_another_output_and_another_kind_of_body_are_refused(serve):
    client = serve()
    request = asked(np.zeros((1, 28, 28), np.uint8)) | {"outputs": [{"name": "penalties"}]}
    refused(client.post("/v2/models/modern/infer", json=request), 422, "gives scores")
    headers = {"content-type": "application/octet-stream"}
    content = json.dumps(request).encode()
    refused(client.post("/v2/models/modern/infer", content=content, headers=headers), 415)
