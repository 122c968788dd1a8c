"""Refusals: every error as the problem details of RFC 9457, a status and one sentence.

A refusal because of too many requests has a Retry-After header.
"""

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
"""Seconds after which a client may try again when there were too many requests."""

CLIENT_LEFT = 499
"""The status that counts a request whose client left before it was answered."""

REFUSALS = (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 503)
"""The statuses that the description of the service has; 431, 499 and 500 are beside it."""

LONGEST_SENTENCE = 1000
"""Characters of a sentence at most: some repeat what the client sent."""

WITH_ERROR = "/v2"
"""Paths whose problems also have the sentence under ``error``, for the Open Inference Protocol."""


class RefusedError(HTTPException):
    """A request is refused, with a status and one sentence for the client."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None):
        super().__init__(status, sentence, dict(headers or {}))


def busy(sentence: str, status: int = 503) -> RefusedError:
    """A refusal because of too many requests: 503, or 429 when one client made them."""
    return RefusedError(status, sentence, {"Retry-After": RETRY_AFTER})


def client_left() -> RefusedError:
    """The refusal that ends the work for a client that is gone."""
    return RefusedError(CLIENT_LEFT, "the client left")


def problem(
    status: int, sentence: str, path: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that describes a problem; ``path`` is what was requested."""
    sentence = valid_text(sentence[:LONGEST_SENTENCE])
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": sentence,
    }
    if path.startswith(WITH_ERROR):
        content["error"] = sentence
    return Response(to_json(content), status, headers, MEDIA_TYPE)


def valid_text(text: str) -> str:
    """A text from outside as Unicode can have it: half characters (lone surrogates) become "?"."""
    return text.encode("utf-8", "replace").decode()


def title(status: int) -> str:
    """The name of a status."""
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Client Closed Request"


def add_exception_handlers(app: FastAPI) -> None:
    """Turn the errors that routes raise into answers."""

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: RefusedError) -> Response:
        return problem(error.status_code, error.detail, request.url.path, error.headers)

    @app.exception_handler(LenetError)
    async def at_fault(request: Request, error: LenetError) -> Response:
        return problem(422, str(error), request.url.path)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        status = 400 if any(one["type"] == "json_invalid" for one in error.errors()) else 422
        return problem(status, _in_one_sentence(error), request.url.path)

    @app.exception_handler(HTTPException)
    async def not_routed(request: Request, error: HTTPException) -> Response:
        sentence = f"{error.detail}: {request.method} {request.url.path}"
        return problem(error.status_code, sentence, request.url.path, error.headers)

    @app.exception_handler(MemoryError)
    async def too_large(request: Request, _error: MemoryError) -> Response:
        sentence = "there is not enough memory for this"
        return problem(503, sentence, request.url.path, {"Retry-After": RETRY_AFTER})


class ErrorAnswers:
    """Middleware that answers what is raised: as ``handlers`` say, or else with 500.

    The traceback of what no handler knows goes to the log.
    """

    def __init__(self, app: ASGIApp, handlers: Mapping[Any, Any]) -> None:
        self.app, self.handlers = app, handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def noted_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, noted_send)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            answer = await self._answer(Request(scope), error)
            await answer(scope, receive, send)

    async def _answer(self, request: Request, error: Exception) -> Response:
        for kind in type(error).__mro__:
            if kind in self.handlers:
                answer: Response = await self.handlers[kind](request, error)
                return answer
        path = request.url.path
        log.error("%s %s failed", request.method, path, exc_info=error)
        return problem(500, "the service failed at this request", path)


def _in_one_sentence(error: RequestValidationError) -> str:
    """The first error: the field, and what was expected."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("query", "body"))
    said = str(first["msg"])
    return f"{place}: {said[:1].lower()}{said[1:]}" if place else said
