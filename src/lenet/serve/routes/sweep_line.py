"""The strip network over one line of writing: its outputs at each place, and the best path."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from lenet.pictures.boxes import Box
from lenet.pictures.formats import open_pages
from lenet.reading.batch import grammar_of
from lenet.reading.ink.cleaning import clean
from lenet.reading.ink.fields import Field as LineField
from lenet.reading.ink.fields import field_of_box
from lenet.reading.reader import Reader, automaton_for
from lenet.reading.strips.guesses import SWEEPS
from lenet.reading.strips.looks import Swept, sweep_line
from lenet.reading.texts.automaton import SYMBOLS
from lenet.serve.answers.json_numbers import numbers
from lenet.serve.edge.executor import Cancellation
from lenet.serve.routes.digit import PICTURE
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response

BLANK = ""
CLASSES = [BLANK, *SYMBOLS]


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
        async with service.bodies.picture(request) as upload:

            def work(cancellation: Cancellation) -> Response:
                grey = next(open_pages(upload.content, limits=service.limits.picture)).grey
                rows, columns = grey.shape
                field = field_of_box(clean(grey), Box(0, 0, columns, rows))
                found = _swept(service.reader, field, grammar)
                cancellation()
                reading = service.reader.read_field(field, grammar=grammar)
                return json_response({**found, "reading": reading.as_dict()})

            return await service.executor.run(request, work)

    return router


def _swept(reader: Reader, field: LineField, grammar: str) -> dict[str, Any]:
    """The outputs of the reader's first network at each place of a line."""
    size = [field.box.width, field.box.height]
    nothing = {"size": size, "classes": CLASSES, "strip": None}
    if field.line is None:
        return {**nothing, "places": [], "probabilities": [], "path": []}
    made = sweep_line(field.line, SWEEPS[1], reader.networks[0], automaton_for(grammar, None, None))
    strip = made.strip
    levels = strip.levels
    places = [strip.column_of(made.middle(n, n + 1)) for n in range(len(made.matrix))]
    return {
        "size": size,
        "classes": CLASSES,
        "places": np.round(places, 2).tolist(),
        "probabilities": numbers(np.exp(made.matrix)),
        "path": _path(made),
        "strip": {
            "from": round(strip.column_of(0), 2),
            "to": round(strip.column_of(levels.shape[1]), 2),
            "size": [levels.shape[1], levels.shape[0]],
            "pixels": base64.b64encode(levels.tobytes()).decode(),
        },
    }


def _path(made: Swept) -> list[int]:
    """The class at each place on the likeliest path that is allowed; empty if there is none."""
    if not made.decoded.candidates:
        return []
    best = made.decoded.candidates[0]
    taken = [0] * len(made.matrix)
    for symbol, (begin, end) in zip(best.text, best.spans, strict=True):
        taken[begin:end] = [CLASSES.index(symbol)] * (end - begin)
    return taken
