"""The picture in a request: its whole body, or the one file of a form."""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from lenet.pictures.limits import Limits
from lenet.serve.edge.bodies import RequestBodies, media_type
from lenet.serve.edge.refusals import RefusedError, valid_text

# What it warns of is told to the client, who alone has caused it.
logging.getLogger("python_multipart").setLevel(logging.ERROR)

FORM = "multipart/form-data"
CURL_DEFAULT = "application/x-www-form-urlencoded"
"""The type that curl sends for ``--data-binary`` unless it is told another."""

RAW = ("", CURL_DEFAULT, "application/octet-stream", "application/pdf")
MOST_PARTS = 8
LONGEST_NAME = 255
"""Characters that are kept of a file's name."""

PNG = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">8s8xII")
"""How a PNG begins: its signature, the length and name of its first part, width and height."""

SMALL_PICTURE = Limits(side=64, pixels=64 * 64, pages=1, bytes=4096)
"""A picture within these limits is opened in less time than a thread takes to wake."""

CHUNK = 2**16
"""Bytes of a form that are parsed at a time."""


@dataclass(frozen=True)
class Upload:
    """A picture that was sent: its bytes, and its file name in a form, which is only repeated."""

    content: bytes
    name: str = ""

    def limits(self, most: Limits) -> Limits:
        """What to open it within: ``SMALL_PICTURE`` for a PNG of about 28x28, else ``most``."""
        small = SMALL_PICTURE
        if not HEADER.size < len(self.content) <= small.bytes or most.side < small.side:
            return most
        signature, width, height = HEADER.unpack(self.content[: HEADER.size])
        return small if signature == PNG and max(width, height) <= small.side else most


@dataclass(frozen=True)
class PictureBody:
    """The body of a request: a picture, or a form with one. ``most`` limits the picture."""

    content: bytes
    headers: Headers
    is_form: bool
    most: Limits

    @property
    def is_small(self) -> bool:
        """Whether it is opened in less time than a thread takes to wake."""
        return not self.is_form and Upload(self.content).limits(self.most) is SMALL_PICTURE

    def upload(self, cancellation: Callable[[], object]) -> Upload:
        """The picture. Parses a form, so call it in a thread.

        RefusedError 400 for a damaged form, 422 for a form without a file.
        """
        if not self.is_form:
            return Upload(self.content)
        return asyncio.run(_picture_in_form(self.headers, self.content, cancellation))


async def picture_body(request: Request, bodies: RequestBodies) -> PictureBody:
    """The body of a request, which is a picture or a form with one.

    RefusedError as of ``RequestBodies.whole``, and 415 for another type of body.
    """
    kind = media_type(request)
    if kind != FORM and kind not in RAW and not kind.startswith("image/"):
        kind = kind[:LONGEST_NAME]
        raise RefusedError(
            415, f"expected a picture (image/*, application/pdf) or {FORM}, received {kind}"
        )
    content = await bodies.whole(request)
    return PictureBody(content, request.headers, kind == FORM, bodies.limits.picture)


async def _picture_in_form(
    headers: Headers, content: bytes, cancellation: Callable[[], object]
) -> Upload:
    async def whole() -> AsyncGenerator[bytes, None]:
        for start in range(0, len(content), CHUNK):
            cancellation()
            yield content[start : start + CHUNK]

    parser = MultiPartParser(
        headers, whole(), max_files=1, max_fields=MOST_PARTS, max_part_size=len(content)
    )
    parser.spool_max_size = len(content) + 1  # in memory, whatever its size
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError, LookupError, ValueError) as error:
        raise RefusedError(400, f"expected a form with one file: {_reason(error)}") from error
    try:
        for part in form.values():
            if isinstance(part, UploadFile):
                return Upload(await part.read(), valid_text(part.filename or "")[:LONGEST_NAME])
    finally:
        await form.close()
    raise RefusedError(422, "expected a form with one file, received none")


def _reason(error: Exception) -> str:
    return (getattr(error, "message", "") or str(error)).rstrip(".") or "it is damaged"
