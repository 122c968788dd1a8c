"""Strings and amounts in a picture, with the options of ``lenet read``."""

from __future__ import annotations

import base64
import io
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from numpy.typing import NDArray
from PIL import Image

from lenet.pictures.boxes import Box
from lenet.reading import ReadOptions, Row
from lenet.reading.explanation.sheet import as_picture
from lenet.reading.form import numbered, parse_box, parse_form
from lenet.serve import schemas
from lenet.serve.edge.bodies import Upload
from lenet.serve.edge.executor import Wanted
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.routes.digit import PICTURE
from lenet.serve.service import Service, json_answer

MOST_BOXES = 100
LONGEST_PATTERN = 200
LONGEST_FORM = 20_000
MOST_STEPS = 40
LARGEST_STEP = 1200
"""Pixels a side: the steps are for eyes, and those of a photograph would be tens of megabytes."""

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


def routes(service: Service) -> APIRouter:
    """``/api/read``."""
    router = APIRouter(prefix="/api", tags=["reading"])

    @router.post("/read", response_model=schemas.Readings, openapi_extra=PICTURE)
    async def read(
        request: Request,
        digits: bool = False,
        length: Length = None,
        pattern: Pattern = None,
        box: Boxes = None,
        form: Form = None,
        max_error: MaxError = 0.01,
        explain: bool = False,
    ) -> Response:
        """All that is written in a picture: what, how sure, and accepted or rejected."""
        free = digits or length or pattern
        boxes = _boxes(box, form)
        limits = service.bounds.picture
        grammar = "digits" if free else "amount"
        asked = ReadOptions(grammar, length, pattern, boxes, max_error, limits)
        async with service.bodies.picture(request) as upload:

            def work(wanted: Wanted) -> Response:
                return json_answer(_read(service, upload, asked, explain, wanted))

            return await service.reading_desk.do(request, work)

    return router


def _read(
    service: Service, upload: Upload, asked: ReadOptions, explain: bool, wanted: Wanted
) -> dict[str, Any]:
    steps: list[dict[str, str]] = []

    def show(name: str, picture: NDArray[np.generic]) -> None:
        wanted()
        if len(steps) < MOST_STEPS:
            steps.append({"name": name, "png": _png(picture)})

    found = service.reader.read(
        upload.content,
        **asked.arguments(),
        explain=show if explain else None,
        before_each=wanted,
    )
    readings = Row(upload.name, found).as_dicts()
    return {"readings": readings, "steps": steps} if explain else {"readings": readings}


def _boxes(boxes: list[str] | None, form: str | None) -> dict[str, Box] | None:
    if boxes and form is not None:
        raise RefusedError(422, "a form names every box: leave out box")
    if form is not None:
        return parse_form(form, "form")
    return numbered([parse_box(box) for box in boxes]) if boxes else None


def _png(picture: NDArray[np.generic]) -> str:
    file, shown = io.BytesIO(), as_picture(picture)
    shown.thumbnail((LARGEST_STEP, LARGEST_STEP), Image.Resampling.BOX)
    shown.save(file, "PNG", compress_level=1)
    return base64.b64encode(file.getvalue()).decode()
