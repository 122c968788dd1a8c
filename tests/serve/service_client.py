"""What the tests of the service share: pictures to send, refusals, connections of their own."""

import io
import socket
import time

import numpy as np
from PIL import Image

PNG = {"content-type": "image/png"}


def png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def refused(answer, status: int, sentence: str = "") -> str:
    """The sentence of a refusal, which must be whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert sentence in told["detail"]
    assert "Traceback" not in answer.text
    assert "\n" not in told["detail"]
    return told["detail"]


def connected(client) -> socket.socket:
    """A connection of its own to the service that a client is for."""
    return socket.create_connection((client.base_url.host, client.base_url.port), timeout=20)


def all_of(connection: socket.socket) -> bytes:
    """Whatever still comes until the service closes."""
    found = b""
    while part := connection.recv(65536):
        found += part
    return found


def waits(seen, seconds: float = 10) -> None:
    """Until something is so."""
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)
