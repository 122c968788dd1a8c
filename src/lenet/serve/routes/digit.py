"""One digit: what a network answers, what the picture became before, and every layer's maps."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lenet.digits.preparing import prepared
from lenet.serve import schemas
from lenet.serve.answers import one_digit as answers
from lenet.serve.answers.available_networks import DEFAULT
from lenet.serve.edge.bodies import BRIEF
from lenet.serve.edge.executor import Wanted
from lenet.serve.service import Service, json_answer

Name = Annotated[
    str, Query(max_length=200, description="A network of `/api/networks`.", examples=["original"])
]

PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A picture: PNG, JPEG, GIF, BMP, PPM, TIFF, WebP, or PDF.",
        "content": {
            "image/png": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
        },
    }
}


def routes(service: Service) -> APIRouter:
    """``/api/digit`` and ``/api/maps``."""
    router = APIRouter(prefix="/api", tags=["digit"])

    @router.post("/digit", response_model=schemas.Digit, openapi_extra=PICTURE)
    async def digit(request: Request, network: Name = DEFAULT, steps: bool = False) -> Response:
        """What a network reads in the picture of one digit; with `steps` how it came to see it."""
        async with service.bodies.picture(request) as upload:
            limits = upload.limits(service.bounds.picture)

            def work(_: Wanted) -> Response:
                known = service.shelf.get(network)
                made = prepared(upload.content, limits=limits)
                told = answers.answer(known, made.image)
                if steps:
                    told["steps"] = answers.steps(known, made)
                return json_answer(told)

            return await service.desk.do(request, work, brief=limits is BRIEF)

    @router.post("/maps", response_model=schemas.Maps, openapi_extra=PICTURE)
    async def maps(request: Request, network: Name = DEFAULT) -> Response:
        """Every layer's output for the picture of one digit, and the steps before the first."""
        async with service.bodies.picture(request) as upload:

            def work(_: Wanted) -> Response:
                known = service.shelf.get(network)
                made = prepared(upload.content, limits=service.bounds.picture)
                return json_answer(answers.maps(known, made))

            return await service.desk.do(request, work)

    return router
