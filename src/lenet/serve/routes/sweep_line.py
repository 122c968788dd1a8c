"""The space displacement network over a line of writing: answers and best path."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response

from lenet.pictures.boxes import Box
from lenet.pictures.formats import open_pages
from lenet.reading import (
    SWEEPS,
    SYMBOLS,
    Field,
    Reader,
    Swept,
    automaton_for,
    clean,
    field_of_box,
    sweep_line,
)
from lenet.serve import schemas
from lenet.serve.answers.one_digit import numbers
from lenet.serve.edge.executor import Wanted
from lenet.serve.routes.digit import PICTURE
from lenet.serve.service import Service, json_answer

BLANK = ""
CLASSES = [BLANK, *SYMBOLS]


def routes(service: Service) -> APIRouter:
    """``/api/sweep``."""
    router = APIRouter(prefix="/api", tags=["reading"])

    @router.post("/sweep", response_model=schemas.Sweep, openapi_extra=PICTURE)
    async def sweep(request: Request, digits: bool = True) -> Response:
        """One line of writing, swept once: probabilities at every place, and the likeliest path.

        Reading a picture takes more than one look, see `/api/read`; what that comes to stands
        beside as `reading`.
        """
        grammar = "digits" if digits else "amount"
        async with service.bodies.picture(request) as upload:

            def work(wanted: Wanted) -> Response:
                grey = next(open_pages(upload.content, limits=service.bounds.picture)).grey
                rows, columns = grey.shape
                field = field_of_box(clean(grey), Box(0, 0, columns, rows))
                told = swept(service.reader, field, grammar)
                wanted()
                reading = service.reader.read_field(field, grammar=grammar)
                return json_answer({**told, "reading": reading.as_dict()})

            return await service.desk.do(request, work)

    return router


def swept(reader: Reader, field: Field, grammar: str) -> dict[str, Any]:
    """A look of the reader's first network at a line."""
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
        "path": path(made),
        "strip": {
            "from": round(strip.column_of(0), 2),
            "to": round(strip.column_of(levels.shape[1]), 2),
            "size": [levels.shape[1], levels.shape[0]],
            "pixels": base64.b64encode(levels.tobytes()).decode(),
        },
    }


def path(made: Swept) -> list[int]:
    """The class at each place on the likeliest path that is allowed; empty if there is none."""
    if not made.decoded.candidates:
        return []
    best = made.decoded.candidates[0]
    taken = [0] * len(made.matrix)
    for symbol, (begin, end) in zip(best.text, best.spans, strict=True):
        taken[begin:end] = [CLASSES.index(symbol)] * (end - begin)
    return taken
