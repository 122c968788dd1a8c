"""A header that decides who is let in counts only when it is there once."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from .service_client import all_of, connected

RIGHT, WRONG = "Bearer open sesame", "Bearer wrong"


@pytest.mark.parametrize("shown", [*product((RIGHT, WRONG), repeat=2), (RIGHT,) * 3])
def test_two_tokens_are_none_whatever_they_are(
    serve: Callable[..., Any], shown: tuple[str, ...]
) -> None:
    sent = "".join(f"Authorization: {token}\r\n" for token in shown)
    with connected(serve(token="open sesame")) as other:
        other.sendall(f"GET /api/networks HTTP/1.0\r\nHost: localhost\r\n{sent}\r\n".encode())
        assert all_of(other).startswith((b"HTTP/1.1 401", b"HTTP/1.1 400"))


def test_one_token_is_enough(serve: Callable[..., Any]) -> None:
    with connected(serve(token="open sesame")) as other:
        sent = f"Authorization: {RIGHT}\r\n"
        other.sendall(f"GET /api/networks HTTP/1.0\r\nHost: localhost\r\n{sent}\r\n".encode())
        assert all_of(other).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("foreign_first", [True, False])
def test_of_two_origins_one_that_is_foreign_is_too_many(
    serve: Callable[..., Any], foreign_first: bool
) -> None:
    origins = ["http://evil.example", "http://localhost"]
    sent = "".join(f"Origin: {one}\r\n" for one in origins[:: 1 if foreign_first else -1])
    with connected(serve()) as other:
        other.sendall(f"GET /api/networks HTTP/1.0\r\nHost: localhost\r\n{sent}\r\n".encode())
        assert all_of(other).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))
