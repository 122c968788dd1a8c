"""Strings and amounts in a picture, with the options of ``lenet read``."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.pictures.boxes import Box
from lenet.reading import ReadOptions, grammar_of, numbered, parse_box, parse_form
from lenet.serve.answers.page_reading import readings
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.edge.uploads import picture_body
from lenet.serve.routes.digit import PICTURE
from lenet.serve.service import Service, json_response

MOST_BOXES = 100
LONGEST_PATTERN = 200
LONGEST_FORM = 20_000

Length = Annotated[int | None, Query(ge=1, le=100, description="How many digits there are.")]
Pattern = Annotated[
    str | None,
    Query(min_length=1, max_length=LONGEST_PATTERN, description="What the whole text matches."),
]
Boxes = Annotated[
    list[str] | None,
    Query(max_length=MOST_BOXES, description="A box to read, x,y,width,height in pixels."),
]
Form = Annotated[
    str | None,
    Query(max_length=LONGEST_FORM, description='Named boxes: {"amount": [x, y, width, height]}.'),
]
MaxError = Annotated[
    float, Query(ge=0, le=1, description="How many of the accepted readings may be wrong.")
]
Cells = Annotated[bool, Query(description="Each cell of the tables, with its row and column.")]


class Step(BaseModel):
    """A picture on the way to a reading, as the base64 of a PNG; a large one is shrunk."""

    name: str
    png: str


class Readings(BaseModel):
    """What was read: the objects that ``lenet read --json`` prints; and its steps, if asked."""

    readings: list[dict[str, Any]]
    steps: list[Step] | None = None


def routes(service: Service) -> APIRouter:
    """``/api/read``."""
    router = APIRouter(prefix="/api", tags=["reading"])

    @router.post("/read", response_model=Readings, openapi_extra=PICTURE)
    async def read(
        request: Request,
        digits: bool = False,
        length: Length = None,
        pattern: Pattern = None,
        box: Boxes = None,
        form: Form = None,
        max_error: MaxError = 0.01,
        cells: Cells = False,
        explain: bool = False,
    ) -> Response:
        """All that is written in a picture: what, how sure, and accepted or rejected."""
        grammar, boxes = grammar_of(digits, length, pattern), _boxes(box, form)
        limits = service.limits.picture
        options = ReadOptions(grammar, length, pattern, boxes, max_error, limits, cells)
        body = await picture_body(request, service.bodies)

        def work(cancellation: Cancellation) -> Response:
            upload = body.upload(cancellation)
            found = readings(
                service.reader, upload.content, upload.name, options, explain, cancellation
            )
            service.metrics.count_readings(one["accepted"] for one in found["readings"])
            return json_response(found)

        return await service.reading_executor.run(request, work)

    return router


def _boxes(boxes: list[str] | None, form: str | None) -> dict[str, Box] | None:
    if boxes and form is not None:
        raise RefusedError(422, "a form names every box: leave out box")
    if form is not None:
        return parse_form(form, "form", MOST_BOXES)
    return numbered([parse_box(box) for box in boxes]) if boxes else None
