"""The strip network over one line of writing: its outputs at each place, and the best path."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lenet.reading import grammar_of
from lenet.serve.answers.swept_line import swept_line
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.uploads import picture_body
from lenet.serve.routes.digit import PICTURE
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response


class SweptStrip(BaseModel):
    """What was swept: ``pixels`` is the base64 of its bytes, 0 paper to 255 ink.

    It shows the picture's columns ``from`` to ``to``.
    """

    model_config = ConfigDict(populate_by_name=True)

    start: float = Field(alias="from")
    to: float
    size: list[int]
    pixels: str


class SweptLine(BaseModel):
    """A line swept once, in a picture of ``size``.

    ``probabilities`` are [place][class] of the ``classes``, the first of them blank; ``places`` are
    columns of the picture; ``path`` is the class at each place on the likeliest path.
    """

    size: list[int]
    classes: list[str]
    places: list[float]
    probabilities: Numbers
    path: list[int]
    strip: SweptStrip | None
    reading: dict[str, Any]


def routes(service: Service) -> APIRouter:
    """``/api/sweep``."""
    router = APIRouter(prefix="/api", tags=["reading"])

    @router.post("/sweep", response_model=SweptLine, openapi_extra=PICTURE)
    async def sweep(request: Request, digits: bool = True) -> Response:
        """One line of writing, swept once: probabilities at every place, and the likeliest path.

        Reading a picture takes more than one look, see `/api/read`; what that comes to stands
        beside as `reading`.
        """
        grammar = grammar_of(digits)
        body = await picture_body(request, service.bodies)

        def work(cancellation: Cancellation) -> Response:
            content, limits = body.upload(cancellation).content, service.limits.picture
            found = swept_line(service.reader, content, limits, grammar, check=cancellation)
            return json_response(found)

        return await service.executor.run(request, work)

    return router
