"""JSON that is small and costs much: refused before objects are made of it."""

import json

import pytest

from .conftest import Attacked

JSON = {"content-type": "application/json"}
MEGABYTES = 2**20


def request(data: str = "[0]", shape: str = "[1,28,28]", beside: str = "") -> bytes:
    """An inference request, in pieces of JSON."""
    given = f'{{"name": "images", "datatype": "UINT8", "shape": {shape}, "data": {data}}}'
    return f'{{"inputs": [{given}]{beside}}}'.encode()


def many(one: str, count: int) -> str:
    """A list of one piece of JSON many times."""
    return f"[{','.join([one] * count)}]"


INPUTS = '"inputs": 0'
NAMELESS = '{"name": ""}'
PIXELS = json.dumps([0] * 784)

COSTLY = {
    "outputs that are no names": request(PIXELS, beside=f', "outputs": {many("0", 500_000)}'),
    "outputs without end": request(PIXELS, beside=f', "outputs": {many("{}", 500_000)}'),
    "the same output": request(PIXELS, beside=f', "outputs": {many(NAMELESS, 90_000)}'),
    "empty lists as data": request(many("[]", 1_300_000)),
    "lists in lists as data": request(many("[[]]", 700_000)),
    "objects as data": request(many("{}", 1_300_000)),
    "texts as data": request(many('"0"', 900_000)),
    "numbers without end": request(many("0", 1_900_000)),
    "large numbers": request(many(str(10**300), 12_000)),
    "a shape without end": request("[]", shape=many("1", 1_900_000)),
    "inputs without end": f'{{"inputs": {many("{}", 1_300_000)}}}'.encode(),
    "keys without end": json.dumps(dict.fromkeys(map(str, range(300_000)), 0)).encode(),
    "one key again and again": f"{{{many(INPUTS, 300_000)[1:-1]}}}".encode(),
    "a long name": request(PIXELS).replace(b"images", b"i" * 3_000_000),
    "a long id": request(PIXELS, beside=f', "id": "{"i" * 3_000_000}"'),
    "lists in lists in lists": request("[" * 1_000_000),
    "objects in objects": b'{"a":' * 500_000,
    "half a character as an id": request(PIXELS, beside=', "id": "\\ud800"'),
    "not a number": request(many("NaN", 784)),
    "larger than a batch can be": request(many("0", 3_000_000)),
}  # fmt: skip


@pytest.mark.parametrize("content", COSTLY.values(), ids=COSTLY)
def test_an_inference_of_costly_json_is_refused_and_costs_little(
    attacked: Attacked, content: bytes
) -> None:
    assert attacked.answers()
    before = attacked.memory()
    answer = attacked.client.post("/v2/models/modern/infer", content=content, headers=JSON)
    assert 400 <= answer.status_code < 500, answer.text
    assert len(answer.text) < 2000
    assert attacked.memory() - before < 60 * MEGABYTES
    assert attacked.answers()


def test_options_of_a_training_are_no_longer_than_options_are(attacked: Attacked) -> None:
    before = attacked.memory()
    for path in ("/api/train", "/api/train/resume"):
        zeros = (bytes(2**16) for _ in range(1600))
        answer = attacked.client.post(path, content=zeros, headers=JSON)
        assert answer.status_code == 413, answer.text
    assert attacked.memory() - before < 20 * MEGABYTES


@pytest.mark.parametrize(
    "options",
    [
        {"epochs": True},
        {"epochs": "1"},
        {"epochs": 1.5},
        {"epochs": 10**400},
        {"seed": -1},
        {"learning_rate": 1e400},
        {"learning_rate": True},
        {"distort": 1},
        {"network": ["tutorial"]},
        {"\ud800": 1},
        {"network": "\ud800"},
        {"x" * 10_000: 1},
        [[]] * 5000,
        {str(n): n for n in range(5000)},
    ],
)
def test_options_of_another_kind_are_refused_in_one_sentence(
    attacked: Attacked, options: object
) -> None:
    content = json.dumps(options).encode()
    answer = attacked.client.post("/api/train", content=content, headers=JSON)
    assert answer.status_code in (400, 413, 422), answer.text
    assert "\n" not in answer.json()["detail"]
    assert len(answer.text) < 2000
    assert attacked.client.get("/api/train").json()["state"] == "idle"
