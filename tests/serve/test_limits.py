"""What the service takes at most, and how it bears slow clients, leaving ones and rubbish."""

import io
import json
import signal
import sys
import threading

import httpx
import numpy as np
import pytest
from PIL import Image

from lenet.pictures.decoders import decoder, pool
from lenet.pictures.decoders.pool import DecoderPool
from lenet.serve.routes import open_inference

from ..pictures.hostile import fake_decoder, nested_forms_pdf
from .service_client import PNG, all_of, connected, png, refused, waits


class Slow:
    """A reader that takes its time over one line after another, until nobody wants them."""

    def __init__(self) -> None:
        self.began, self.go, self.left = threading.Event(), threading.Event(), threading.Event()

    def read(self, picture, *, before_each, **_):
        self.began.set()
        try:
            while not self.go.wait(0.01):
                before_each()
        except BaseException:
            self.left.set()
            raise
        return []


# Sizes


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(serve):
    client = serve({"bytes": 1000})
    refused(client.post("/api/digit", content=bytes(1001), headers=PNG), 413, "1000 bytes")
    chunks = (bytes(100) for _ in range(11))
    refused(client.post("/api/read", content=chunks, headers=PNG), 413, "1000 bytes")
    as_json = {"content-type": "application/json"}
    refused(client.post("/v2/models/modern/infer", content=bytes(1001), headers=as_json), 413)


def test_bodies_that_are_too_large_together_are_refused_and_then_forgotten(serve, seven_png):
    client = serve({"held_bytes": len(seven_png)})
    big = client.post("/api/digit", content=bytes(len(seven_png) + 1), headers=PNG)
    refused(big, 503, "large bodies")
    assert big.headers["retry-after"]
    assert client.post("/api/digit", content=seven_png, headers=PNG).status_code == 200
    assert client.service.bodies.held == 0


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(serve):
    bomb = png(np.zeros((400, 400), np.uint8))
    client = serve({"side": 300})
    for where in ("/api/digit", "/api/maps", "/api/read"):
        refused(client.post(where, content=bomb, headers=PNG), 422, "at most 300 pixels a side")


def test_a_small_picture_that_turns_out_large_is_refused(serve):
    """A PNG may say its size twice, and the second counts: it must not be decoded unasked."""
    small, large = png(np.zeros((28, 28), np.uint8)), png(np.zeros((90, 90), np.uint8))
    header, signature = slice(8, 33), slice(0, 8)
    lying = small[signature] + small[header] + large[header] + large[33:]
    assert len(lying) < 4096
    client = serve()
    refused(client.post("/api/digit", content=lying, headers=PNG), 422, "at most 64 pixels a side")
    answer = client.post("/api/digit", content=large, headers=PNG)
    assert answer.json()["reason"] == "no ink was found"


def test_a_file_of_too_many_pages_is_refused(serve):
    file = io.BytesIO()
    page = Image.new("L", (30, 30), 255)
    page.save(file, "TIFF", save_all=True, append_images=[page] * 3)
    answer = serve({"pages": 3}).post("/api/read", content=file.getvalue(), headers=PNG)
    refused(answer, 422, "at most 3 pages")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no limit of memory")
def test_a_file_that_ends_its_decoder_is_refused_and_the_service_goes_on(serve, seven_png):
    pytest.importorskip("pypdfium2")
    client, bomb = serve({"side": 300}), nested_forms_pdf()
    for where in ("/api/read", "/api/digit", "/api/sweep"):
        refused(client.post(where, content=bomb), 422, "the decoder ended at it")
    assert client.get("/v2/health/ready").json() == {"ready": True}
    assert client.post("/api/read", content=seven_png, headers=PNG).status_code == 200


# Decoders


@pytest.fixture
def own_decoders(monkeypatch):
    own = DecoderPool()
    monkeypatch.setattr(pool, "decoders", own)
    monkeypatch.setattr(open_inference, "decoders", own)
    yield own
    own.close()


@pytest.mark.parametrize("where", ["read", "digit", "maps", "sweep"])
def test_a_client_that_leaves_ends_the_decoder_of_its_picture(
    serve, own_decoders, monkeypatch, where
):
    client = serve({"seconds": 1000})
    monkeypatch.setattr(decoder, "START", fake_decoder(then="import time; time.sleep(1000)"))
    with connected(client) as leaving:
        leaving.sendall(
            f"POST /api/{where} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
            "Content-Type: image/jpeg\r\n\r\nJPG".encode()
        )
        waits(lambda: own_decoders._lent)
        (asked,) = own_decoders._lent
    waits(lambda: not own_decoders._lent)
    assert asked.process.wait() == -signal.SIGKILL


def test_a_service_that_cannot_decode_is_not_ready(serve, own_decoders, monkeypatch):
    client = serve()
    monkeypatch.setattr(decoder, "START", "raise SystemExit")
    answer = client.get("/v2/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"ready": False})


# How many at once


def test_beyond_so_many_at_once_a_client_is_asked_to_come_again(serve, seven_png):
    client, slow = serve({"at_once": 1}), Slow()
    client.service.reader = slow
    first = threading.Thread(target=_post, args=(client, seven_png))
    first.start()
    assert slow.began.wait(10)
    answer = client.post("/api/read", content=seven_png, headers=PNG)
    refused(answer, 503, "at work already")
    assert answer.headers["retry-after"] == "1"
    assert "lenet_requests_at_work 1.0" in client.get("/metrics").text
    assert client.post("/api/digit", content=seven_png, headers=PNG).status_code == 200
    slow.go.set()
    first.join()
    assert client.post("/api/read", content=seven_png, headers=PNG).status_code == 200


def test_one_client_cannot_take_it_all(serve, seven_png):
    client, slow = serve({"at_once_each": 1}), Slow()
    client.service.reader = slow
    first = threading.Thread(target=_post, args=(client, seven_png))
    first.start()
    assert slow.began.wait(10)
    answer = client.post("/api/read", content=seven_png, headers=PNG)
    refused(answer, 429, "of your requests")
    assert answer.headers["retry-after"] == "1"
    slow.go.set()
    first.join()
    waits(lambda: not client.service.reading_executor.of_client)


def _post(client: httpx.Client, picture: bytes) -> None:
    """From another connection than the client's own."""
    address = f"{client.base_url}/api/read"
    httpx.post(address, content=picture, headers=PNG, timeout=30, trust_env=False)


def test_beyond_so_many_open_requests_there_is_no_room(serve):
    client = serve({"connections": 1})
    with connected(client) as other:
        other.sendall(b"POST /api/digit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
        waits(lambda: client.get("/v2").status_code == 503)
        answer = client.get("/v2")
        refused(answer, 503, "open already")
        assert answer.headers["retry-after"] == "1"
        for always in ("/v2/health/live", "/v2/health/ready", "/metrics"):
            assert client.get(always).status_code == 200
    waits(lambda: client.get("/v2").status_code == 200)


# Time


def test_work_that_takes_too_long_is_given_up(serve, seven_png):
    client, slow = serve({"seconds": 0.2}), Slow()
    client.service.reader = slow
    answer = client.post("/api/read", content=seven_png, headers=PNG)
    refused(answer, 503, "longer than 0.2 seconds")
    assert answer.headers["retry-after"]
    assert slow.left.wait(10)
    waits(lambda: client.service.reading_executor.at_work == 0)


def test_a_client_that_leaves_stops_its_work(serve, seven_png):
    client, slow = serve(), Slow()
    client.service.reader = slow
    with connected(client) as other:
        head = b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
        other.sendall(head % len(seven_png) + seven_png)
        assert slow.began.wait(10)
        assert not slow.left.is_set()
    assert slow.left.wait(10)
    waits(lambda: client.service.reading_executor.at_work == 0)


def test_a_body_that_comes_too_slowly_is_refused(serve):
    client = serve({"body_seconds": 0.2})
    with connected(client) as other:
        other.sendall(
            b"POST /api/digit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n123"
        )
        assert b"408 Request Timeout" in other.recv(65536)


def test_a_client_that_leaves_in_the_middle_of_its_body_is_forgotten(serve):
    client = serve()
    with connected(client) as other:
        other.sendall(
            b"POST /api/digit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n123"
        )
        waits(lambda: client.service.bodies.held == 3)
    waits(lambda: client.service.bodies.held == 0)


def test_a_head_that_does_not_come_or_does_not_end_is_not_waited_for(serve):
    client = serve({"body_seconds": 0.2, "head_bytes": 5000})
    with connected(client) as silent:
        assert all_of(silent) == b""
    with connected(client) as slow:
        slow.sendall(b"GET /v2 HTTP/1.1\r\nHost: loc")
        assert all_of(slow).startswith(b"HTTP/1.1 408")
    with connected(client) as endless:
        endless.sendall(b"GET /v2 HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 5000)
        assert all_of(endless).startswith(b"HTTP/1.1 431")
    assert client.get("/v2").status_code == 200


def test_slow_clients_and_rubbish_do_not_keep_others_from_their_answers(serve, seven_png):
    client = serve()
    slow = [connected(client) for _ in range(50)]
    for number, other in enumerate(slow):
        other.sendall(
            b"\x16\x03\x01 rubbish\r\n\r\n"
            if number % 2
            else b"POST /api/digit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n1"
        )
    answers = [client.post("/api/digit", content=seven_png, headers=PNG) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    for other in slow:
        other.close()


@pytest.mark.parametrize("rubbish", [b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_rubbish_is_answered_with_400(serve, rubbish):
    with connected(serve()) as other:
        other.sendall(rubbish)
        head, _, body = all_of(other).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in head
    assert b"content-length: %d" % len(body) in head
    assert json.loads(body)["detail"] == "expected a request of HTTP/1.1"
