"""A digit changed by sliders: a network's answer to it, and its answers along each slider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.digits.changes import CHANGES
from lenet.digits.mnist_steps import DigitImage
from lenet.serve.answers import changed_digit
from lenet.serve.answers.available_network import DEFAULT, AvailableNetwork
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.uploads import picture_body
from lenet.serve.routes.digit import PICTURE, Maps, Name, prepared_picture
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response

RANGES = {change.name: (change.low, change.high) for change in CHANGES}


class PaperClaim(BaseModel):
    """What the paper of 1998 claims of LeNet-5, in its words and as a reach."""

    words: str
    low: float
    high: float


class ChangeDescription(BaseModel):
    """A way to change a digit, from ``low`` to ``high``; ``still`` changes nothing."""

    name: str
    title: str
    still: float
    low: float
    high: float
    step: float
    claim: PaperClaim | None


class Curve(ChangeDescription):
    """The answer at each value, and the probability of the expected class."""

    values: list[float]
    answers: list[str]
    scores: list[float | None]


class Curves(BaseModel):
    """A network's answers along each change; ``expected`` is the class that they should be."""

    network: str
    expected: str
    changes: list[Curve]


class Shaken(Maps):
    """An answer to a changed digit; ``field`` is the 32x32 it was changed on."""

    field: Numbers


def _within(name: str) -> Any:
    low, high = RANGES[name]
    return Query(ge=low, le=high, allow_inf_nan=False)


def _amounts(
    right: Annotated[float, _within("right")] = 0.0,
    down: Annotated[float, _within("down")] = 0.0,
    scale: Annotated[float, _within("scale")] = 1.0,
    rotation: Annotated[float, _within("rotation")] = 0.0,
    squeeze: Annotated[float, _within("squeeze")] = 1.0,
    stroke: Annotated[float, _within("stroke")] = 0.0,
    noise: Annotated[float, _within("noise")] = 0.0,
) -> changed_digit.Amounts:
    return {
        "right": right,
        "down": down,
        "scale": scale,
        "rotation": rotation,
        "squeeze": squeeze,
        "stroke": stroke,
        "noise": noise,
    }


Amounts = Annotated[changed_digit.Amounts, Depends(_amounts)]
Truth = Annotated[str | None, Query(max_length=200, description="The class it shows, if known.")]


def routes(service: Service) -> APIRouter:
    """``/api/shake`` and what is below it."""
    router = APIRouter(prefix="/api/shake", tags=["digit"])

    async def answered(
        request: Request,
        network: str,
        answer: Callable[[AvailableNetwork, DigitImage], dict[str, Any]],
    ) -> Response:
        body = await picture_body(request, service.bodies)

        def work(cancellation: Cancellation) -> Response:
            found = service.networks.get(network)
            picture = prepared_picture(body, found, cancellation)
            return json_response(answer(found, picture.image))

        return await service.executor.run(request, work)

    @router.get("", response_model=list[ChangeDescription])
    async def changes() -> Response:
        """The changes there are, how far each goes, and what the paper claims of it."""
        return json_response(changed_digit.changes())

    @router.post("", response_model=Shaken, openapi_extra=PICTURE)
    async def shake(request: Request, amounts: Amounts, network: Name = DEFAULT) -> Response:
        """Every layer's output for a digit that was changed."""
        return await answered(
            request,
            network,
            lambda found, image: changed_digit.changed_answer(found, image, amounts),
        )

    @router.post("/curves", response_model=Curves, openapi_extra=PICTURE)
    async def curves(
        request: Request, amounts: Amounts, network: Name = DEFAULT, truth: Truth = None
    ) -> Response:
        """The answers along each change, the others held where they are."""
        return await answered(
            request,
            network,
            lambda found, image: changed_digit.curves(found, image, amounts, truth),
        )

    return router
