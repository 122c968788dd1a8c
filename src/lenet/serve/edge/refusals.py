"""Whatever is refused, as the problem details of RFC 9457: a status and one sentence."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenet.errors import LenetError

log = logging.getLogger("lenet.serve")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "1"
"""Seconds after which a client may come again when too much was asked at once."""

REFUSALS = (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 503)
"""The statuses that a refusal can have."""

WITH_ERROR = "/v2"
"""Where answers also say what went wrong under ``error``, as the Open Inference Protocol has it."""


class RefusedError(Exception):
    """A request that is refused, with its status and one sentence for who made it."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, dict(headers or {})


def busy(sentence: str, status: int = 503) -> RefusedError:
    """A refusal because of how much is asked at once: 503, or 429 when one client asks it all."""
    return RefusedError(status, sentence, {"Retry-After": RETRY_AFTER})


def problem(
    status: int, sentence: str, path: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that tells a problem."""
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": sentence,
    }
    if path.startswith(WITH_ERROR):
        told["error"] = sentence
    return Response(to_json(told), status, headers, MEDIA_TYPE)


def title(status: int) -> str:
    """What a status is called."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Client Closed Request"


def install(app: FastAPI) -> None:
    """The one place where errors become answers."""

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: RefusedError) -> Response:
        return problem(error.status, error.sentence, request.url.path, error.headers)

    @app.exception_handler(LenetError)
    async def at_fault(request: Request, error: LenetError) -> Response:
        return problem(422, str(error), request.url.path)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        status = 400 if any(one["type"] == "json_invalid" for one in error.errors()) else 422
        return problem(status, _in_one_sentence(error), request.url.path)

    @app.exception_handler(HTTPException)
    async def not_here(request: Request, error: HTTPException) -> Response:
        sentence = f"{error.detail}: {request.method} {request.url.path}"
        return problem(error.status_code, sentence, request.url.path, error.headers)

    @app.exception_handler(MemoryError)
    async def too_large(request: Request, _error: MemoryError) -> Response:
        sentence = "there is not enough memory for this"
        return problem(503, sentence, request.url.path, {"Retry-After": RETRY_AFTER})


class Failures:
    """Turns what should not have happened into a sentence; its traceback goes to the log alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            told = problem(500, "the service failed at this request", scope["path"])
            await told(scope, receive, send)


def _in_one_sentence(error: RequestValidationError) -> str:
    """The first thing that was wrong: where it stood, what was expected."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("query", "body"))
    said = str(first["msg"])
    return f"{place}: {said[:1].lower()}{said[1:]}" if place else said
