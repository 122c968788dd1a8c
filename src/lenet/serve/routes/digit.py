"""One digit: a network's answer, the steps before it, and every layer's maps."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.digits.preparing import Prepared, as_it_stands, prepared_grey
from lenet.errors import PictureError
from lenet.pictures.formats import open_pages
from lenet.pictures.grey import Grey
from lenet.serve.answers import digit_answer
from lenet.serve.answers.available_network import DEFAULT, AvailableNetwork
from lenet.serve.edge.direct_routes import DirectRoute
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.uploads import PictureBody, picture_body
from lenet.serve.routes.shared_schemas import Box, Numbers
from lenet.serve.service import Service, json_response

Name = Annotated[
    str, Query(max_length=200, description="A network of `/api/networks`.", examples=["original"])
]

PICTURE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A picture: PNG, JPEG, GIF, BMP, PPM, TIFF, WebP, HEIC, or PDF.",
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


class Steps(BaseModel):
    """What a picture became on its way to a network.

    ``box`` (x, y, width, height) is where in a picture of ``size`` the digit is, ``ink`` what is in
    it. Scaled to 20x20 it is put with its ``corner`` (row, column) into the 28x28 ``image``, so
    that its mass is in the middle. ``input`` is what the network takes.
    """

    size: list[int]
    box: Box
    ink: Numbers
    scaled: Numbers | None
    corner: list[int]
    image: Numbers
    input: Numbers


class DigitAnswer(BaseModel):
    """A network's answer to the picture of one digit.

    ``answer`` is null for a picture that is not one digit: ``reason`` says why, and ``seen`` which
    digits were seen if they are several. ``confidence`` is the probability that this is right, of a
    changed digit (`/api/shake`) the highest score. ``scores`` are the network's by class.
    ``penalties`` are what the last layer of the network of 1998 gives: the least is the nearest.
    """

    network: str
    answer: str | None
    confidence: float | None
    reason: str
    seen: str
    scores: dict[str, float | None]
    penalties: dict[str, float | None] | None
    steps: Steps | None = None


class LayerMaps(BaseModel):
    """A layer's output: ``maps`` are [channel][row][column], or [unit]."""

    name: str
    type: str
    maps: Numbers


class Maps(DigitAnswer):
    """An answer and all that came before it; ``input`` is what the network took."""

    input: Numbers
    layers: list[LayerMaps]


def direct_route(service: Service) -> DirectRoute:
    """``/api/digit`` without steps."""

    async def digit(request: Request, network: str = DEFAULT) -> Response:
        return await _answered(service, request, network)

    return DirectRoute("POST", "/api/digit", "network", digit)


def routes(service: Service) -> APIRouter:
    """``/api/digit`` and ``/api/maps``."""
    router = APIRouter(prefix="/api", tags=["digit"])

    @router.post("/digit", response_model=DigitAnswer, openapi_extra=PICTURE)
    async def digit(request: Request, network: Name = DEFAULT, steps: bool = False) -> Response:
        """What a network reads in the picture of one digit; with `steps` how it came to see it."""
        return await _answered(service, request, network, steps)

    @router.post("/maps", response_model=Maps, openapi_extra=PICTURE)
    async def maps(request: Request, network: Name = DEFAULT) -> Response:
        """Every layer's output for the picture of one digit, and the steps before the first."""
        body = await picture_body(request, service.bodies)

        def work(cancellation: Cancellation) -> Response:
            found = service.networks.get(network)
            picture = prepared_picture(body, found, cancellation)
            return json_response(digit_answer.maps(found, picture))

        return await service.executor.run(request, work)

    return router


def prepared_picture(
    body: PictureBody, network: AvailableNetwork, cancellation: Cancellation
) -> Prepared:
    """The digit in the picture that was sent, with the steps to it. PictureError without ink."""
    made = prepared_grey(_grey(body, cancellation), centred=network.reader.centred)
    if made is None:
        raise PictureError("expected a digit, received a picture without ink")
    return made


def _grey(body: PictureBody, cancellation: Callable[[], object]) -> Grey:
    """The picture that was sent, of several pages the first. PictureError."""
    upload = body.upload(cancellation)
    limits = upload.limits(body.most)
    with contextlib.closing(open_pages(upload.content, limits=limits, check=cancellation)) as pages:
        return next(pages).grey


async def _answered(
    service: Service, request: Request, network: str, steps: bool = False
) -> Response:
    """The answer; at once, on the event loop, to a small PNG that is taken as it stands."""
    body = await picture_body(request, service.bodies)
    small = _grey(body, _goes_on) if body.is_small else None
    stands = small is not None and as_it_stands(small) is not None

    def work(cancellation: Cancellation) -> Response:
        found = service.networks.get(network)
        grey = _grey(body, cancellation) if small is None else small
        picture = prepared_grey(grey, centred=found.reader.centred)
        answer = digit_answer.answer(found, picture)
        if steps:
            answer["steps"] = picture and digit_answer.steps(found, picture)
        return json_response(answer)

    return await service.executor.run(request, work, inline=stands)


def _goes_on() -> None:
    """What is done at once is not cancelled."""
