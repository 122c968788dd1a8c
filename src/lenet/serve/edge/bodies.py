"""Request bodies: read whole, within the limits, and the picture in one. None touches the disk."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from lenet.pictures.limits import Limits
from lenet.serve.edge.refusals import RefusedError, busy, client_left
from lenet.serve.edge.service_limits import ServiceLimits

FORM = "multipart/form-data"
CURL_DEFAULT = "application/x-www-form-urlencoded"
"""The type that curl sends for ``--data-binary`` unless it is told another."""

RAW = ("", CURL_DEFAULT, "application/octet-stream", "application/pdf")
MOST_PARTS = 8

PNG = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">8s8xII")
"""How a PNG begins: its signature, the length and name of its first part, width and height."""

SMALL_PICTURE = Limits(side=64, pixels=64 * 64, pages=1, bytes=4096)
"""A picture within these limits is prepared in less time than a thread takes to wake."""

CHUNK = 2**18
"""Bytes of a form that are parsed at a time."""


@dataclass(frozen=True)
class Upload:
    """A picture that was sent: its bytes, and its file name in a form, which is only repeated."""

    content: bytes
    name: str = ""

    def limits(self, most: Limits) -> Limits:
        """What to open it within: ``SMALL_PICTURE`` for a PNG of about 28x28, else ``most``."""
        small, header = SMALL_PICTURE, self.content[: HEADER.size]
        if not HEADER.size < len(self.content) <= small.bytes or most.side < small.side:
            return most
        signature, width, height = HEADER.unpack(header)
        return small if signature == PNG and max(width, height) <= small.side else most


class RequestBodies:
    """Reads request bodies; ``held`` counts the bytes of all that are in memory."""

    def __init__(self, limits: ServiceLimits) -> None:
        self.limits = limits
        self.held = 0

    @contextlib.asynccontextmanager
    async def of(self, request: Request) -> AsyncIterator[bytes]:
        """The whole body of a request, held until the context ends.

        RefusedError 413 for one that is too large, 408 for one that comes too slowly, 503 when all
        bodies together are too large.
        """
        content = bytearray()
        try:
            await self._fill(content, request)
            yield bytes(content)
        finally:
            self.held -= len(content)

    async def _fill(self, content: bytearray, request: Request) -> None:
        self._check(_announced(request))
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                async for chunk in request.stream():
                    content += chunk
                    self.held += len(chunk)
                    self._check(len(content))
        except TimeoutError as error:
            seconds = f"{self.limits.body_seconds:g}"
            raise RefusedError(408, f"expected the whole body within {seconds} seconds") from error
        except ClientDisconnect as error:
            raise client_left() from error

    @contextlib.asynccontextmanager
    async def picture(self, request: Request) -> AsyncIterator[Upload]:
        """The one picture in a request: its whole body, or the one file of a form.

        RefusedError as ``of``; 415 for another type of body, 400 for a damaged form, 422 for a form
        without a file.
        """
        kind = media_type(request)
        if kind != FORM and kind not in RAW and not kind.startswith("image/"):
            raise RefusedError(
                415, f"expected a picture (image/*, application/pdf) or {FORM}, received {kind}"
            )
        async with self.of(request) as content:
            yield await _picture_in_form(request, content) if kind == FORM else Upload(content)

    def _check(self, length: int) -> None:
        if length > self.limits.bytes:
            raise RefusedError(413, f"expected a body of at most {self.limits.bytes} bytes")
        if self.held > self.limits.held_bytes:
            raise busy("too many large bodies are here at once: try again soon")


def media_type(request: Request) -> str:
    """The Content-Type of a request without its parameters; empty without one."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _announced(request: Request) -> int:
    """The Content-Length of a request, 0 without one."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _picture_in_form(request: Request, content: bytes) -> Upload:
    async def whole() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(content), CHUNK):
            yield content[start : start + CHUNK]
            await asyncio.sleep(0)  # other requests are served meanwhile

    parser = MultiPartParser(
        request.headers, whole(), max_files=1, max_fields=MOST_PARTS, max_part_size=len(content)
    )
    parser.spool_max_size = len(content) + 1  # in memory, whatever its size
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError, ValueError) as error:
        raise RefusedError(400, f"expected a form with one file: {_reason(error)}") from error
    try:
        for part in form.values():
            if isinstance(part, UploadFile):
                return Upload(await part.read(), part.filename or "")
    finally:
        await form.close()
    raise RefusedError(422, "expected a form with one file, received none")


def _reason(error: Exception) -> str:
    return (getattr(error, "message", "") or str(error)).rstrip(".") or "it is damaged"
