"""Connections that stall in each of their states, lie about themselves, or are too many."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from ..serve.service_client import all_of, connected, waits

HEAD = b"POST /api/digit HTTP/1.1\r\nHost: localhost\r\n"
GET = b"GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
SOON = {"body_seconds": 0.3}

STALLS = {
    "nothing is sent": b"",
    "a line's end": b"\r\n",
    "a method": b"GET",
    "a head without its end": b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    "a body that does not begin": HEAD + b"Content-Length: 5\r\n\r\n",
    "a body that stops": HEAD + b"Content-Length: 5\r\n\r\n123",
    "chunks that stop": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n123",
    "a chunk's length without its end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5",
    "trailers that stop": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: 1\r\n",
    "a promise to go on": HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    "a body where none is read": GET[:-2] + b"Content-Length: 5\r\n\r\n1",
    "a body at no route": b"POST /none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n1",
    "a body that is refused": HEAD.replace(b"localhost", b"elsewhere.example")
    + b"Content-Length: 5\r\n\r\n1",
    "a line's end behind an answer": GET + b"\r\n",
    "a letter behind an answer": GET + b"G",
    "half a head behind an answer": GET + GET[:20],
    "a letter behind a refusal": GET.replace(b"/v2", b"/v3") + b"x",
    "an upgrade": GET[:-2] + b"Connection: upgrade\r\nUpgrade: websocket\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("sent", STALLS.values(), ids=STALLS)
def test_a_connection_that_stalls_is_closed(serve, sent):
    client = serve(SOON)
    with connected(client) as stalled:
        stalled.sendall(sent)
        all_of(stalled)  # returns when the service has closed it
    assert client.get("/v2/health/live").status_code == 200


def test_a_client_that_does_not_take_its_answer_is_closed(serve):
    client = serve(SOON)
    with socket.socket() as greedy:
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        greedy.connect((client.base_url.host, client.base_url.port))
        greedy.settimeout(60)
        request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            while True:  # until the service, which cannot send, has had enough
                greedy.sendall(request * 10)


@pytest.mark.parametrize(
    ("start", "part"),
    [
        (b"0\r\n", b"X: 1\r\n" * 50),
        (b"0\r\n", b"x" * 50_000),
        (b"", b"5;" + b"x" * 100),
        (b"", b"0" * 1000),
    ],
    ids=["many trailers", "a long trailer", "a chunk's extension", "a chunk's zeros"],
)
def test_what_comes_without_end_between_or_behind_chunks_is_refused(serve, start, part):
    client = serve({"head_bytes": 10_000, "body_seconds": 60})
    with connected(client) as endless:
        endless.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + start)
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            while True:
                endless.sendall(part)


def test_small_chunks_are_a_body_all_the_same(serve, seven_png):
    client = serve({"head_bytes": 1000})
    head = HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in seven_png)
    with connected(client) as other:
        other.sendall(head + chunks + b"0\r\nX: 1\r\n\r\n")
        assert all_of(other).startswith(b"HTTP/1.1 200")


@contextlib.contextmanager
def stalled(client, count: int, source: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """So many connections from an address of this machine, each with a body that stops."""
    there = client.base_url.host, client.base_url.port
    with contextlib.ExitStack() as closing:
        found = []
        for _ in range(count):
            one = socket.create_connection(there, 20, source_address=(source, 0))
            found.append(closing.enter_context(one))
            one.sendall(HEAD + b"Content-Length: 5\r\n\r\n1")
        yield found


def test_one_address_cannot_take_every_connection(serve, seven_png):
    client = serve({"connections": 40, "connections_each": 30, "body_seconds": 60})
    with stalled(client, 60, "127.0.0.2") as taken:
        answer = client.post("/api/digit", content=seven_png, headers={"content-type": "image/png"})
        assert answer.status_code == 200
        for refused in taken[34:]:  # beyond its 30 and the 4 that are kept for health
            with contextlib.suppress(ConnectionError):
                assert refused.recv(12) in (b"", b"HTTP/1.1 503")


def test_health_and_metrics_are_answered_when_all_else_is_full(serve):
    client = serve({"connections": 20, "connections_each": 20, "body_seconds": 60})
    with stalled(client, 20, "127.0.0.2"):
        waits(lambda: client.get("/v2").status_code == 503)
        answer = client.get("/v2")
        assert answer.json()["detail"].startswith("too many requests or connections")
        for path in ("/v2/health/live", "/v2/health/ready", "/metrics"):
            assert client.get(path).status_code == 200
    waits(lambda: client.get("/v2").status_code == 200)


def test_a_reset_connection_gives_its_place_back(serve):
    client = serve({"connections": 5, "connections_each": 5})
    for _ in range(50):
        with connected(client) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.sendall(HEAD + b"Content-Length: 5\r\n\r\n1")
    waits(lambda: client.get("/v2").status_code == 200)


PIPELINED = 300


def test_pipelined_requests_are_answered_in_their_order(serve):
    client = serve()
    paths = [b"/v2/health/live" if n % 3 else b"/v2" for n in range(PIPELINED)]
    requests = [b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path for path in paths]
    requests[-1] = requests[-1].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with connected(client) as other:
        writer = threading.Thread(target=other.sendall, args=(b"".join(requests),))
        writer.start()
        answers = all_of(other).split(b"HTTP/1.1 200 OK")[1:]
        writer.join()
    found = [json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in answers]
    assert ["live" in one for one in found] == [path != b"/v2" for path in paths]
