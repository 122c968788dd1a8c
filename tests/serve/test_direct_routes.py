"""The shorter way of plain requests: the answers are those of the whole way."""

import json

import pytest

from lenet.serve.edge.direct_routes import DirectRoute

from .service_client import PNG


@pytest.mark.parametrize("query", ["network=original", "network=modern", "network=none", ""])
@pytest.mark.parametrize("content", ["digit", "rubbish", "nothing", "large"])
def test_both_ways_give_one_answer(serve, seven_png, monkeypatch, query, content):
    sent = {"digit": seven_png, "rubbish": b"x" * 99, "nothing": b"", "large": bytes(2001)}[content]
    client = serve({"bytes": 2000})
    short = client.post(f"/api/digit?{query}", content=sent, headers=PNG)
    monkeypatch.setattr(DirectRoute, "arguments", lambda *_: None)
    long = client.post(f"/api/digit?{query}", content=sent, headers=PNG)
    assert short.status_code == long.status_code
    assert short.content == long.content
    assert short.headers.items() == long.headers.items()
    assert 'route="/api/digit"' in client.get("/metrics").text


@pytest.mark.parametrize(
    ("query", "arguments"),
    [
        (b"", {}),
        (b"network=modern", {"network": "modern"}),
        (b"network=a-run.2", {"network": "a-run.2"}),
        (b"steps=true", None),
        (b"network=", None),
        (b"network=a%20b", None),
        (b"network=a+b", None),
        (b"network=a&network=b", None),
        (b"network=" + b"n" * 201, None),
        (b"network=\xff", None),
    ],
)
def test_only_a_plain_query_takes_the_shorter_way(query, arguments):
    route = DirectRoute("POST", "/", "network", lambda: pytest.fail("not asked"))
    assert route.arguments(query) == arguments


def test_another_method_goes_the_whole_way(serve):
    answer = serve().get("/api/digit")
    assert answer.status_code == 405
    assert json.loads(answer.text)["detail"] == "Method Not Allowed: GET /api/digit"
