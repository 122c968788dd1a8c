"""A digit changed by sliders: what a network makes of it, and along each slider's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from lenet.digits.mnist_steps import DigitImage
from lenet.digits.preparing import prepared
from lenet.serve import schemas
from lenet.serve.answers import changed_digit as shaking
from lenet.serve.answers import one_digit as answers
from lenet.serve.answers.available_networks import DEFAULT, Known
from lenet.serve.edge.executor import Wanted
from lenet.serve.routes.digit import PICTURE, Name
from lenet.serve.service import Service, json_answer


def _within(name: str) -> Any:
    reach = shaking.REACHES[name]
    return Query(ge=reach.low, le=reach.high, allow_inf_nan=False)


def _amounts(
    right: Annotated[float, _within("right")] = 0.0,
    down: Annotated[float, _within("down")] = 0.0,
    scale: Annotated[float, _within("scale")] = 1.0,
    rotation: Annotated[float, _within("rotation")] = 0.0,
    squeeze: Annotated[float, _within("squeeze")] = 1.0,
    stroke: Annotated[float, _within("stroke")] = 0.0,
    noise: Annotated[float, _within("noise")] = 0.0,
) -> shaking.Amounts:
    return {
        "right": right,
        "down": down,
        "scale": scale,
        "rotation": rotation,
        "squeeze": squeeze,
        "stroke": stroke,
        "noise": noise,
    }


Amounts = Annotated[shaking.Amounts, Depends(_amounts)]
Truth = Annotated[str | None, Query(max_length=200, description="The class it shows, if known.")]


def routes(service: Service) -> APIRouter:
    """``/api/shake`` and what is below it."""
    router = APIRouter(prefix="/api/shake", tags=["digit"])

    async def about(
        request: Request, network: str, tell: Callable[[Known, DigitImage], dict[str, Any]]
    ) -> Response:
        async with service.bodies.picture(request) as upload:

            def work(_: Wanted) -> Response:
                known = service.shelf.get(network)
                made = prepared(upload.content, limits=service.bounds.picture)
                return json_answer(tell(known, made.image))

            return await service.desk.do(request, work)

    @router.get("", response_model=list[schemas.Change])
    async def changes() -> Response:
        """The changes there are, how far each goes, and what the paper claims of it."""
        return json_answer(list(shaking.changes()))

    @router.post("", response_model=schemas.Shaken, openapi_extra=PICTURE)
    async def shake(request: Request, amounts: Amounts, network: Name = DEFAULT) -> Response:
        """Every layer's output for a digit that was changed."""

        def tell(known: Known, image: DigitImage) -> dict[str, Any]:
            field = shaking.shaken(image, amounts)
            taken = shaking.seen(known, field[None])
            return {**answers.thought(known, taken), "field": field.tolist()}

        return await about(request, network, tell)

    @router.post("/curves", response_model=schemas.Curves, openapi_extra=PICTURE)
    async def curves(
        request: Request, amounts: Amounts, network: Name = DEFAULT, truth: Truth = None
    ) -> Response:
        """The answers along each change, the others held where they are."""
        return await about(
            request, network, lambda known, image: shaking.curves(known, image, amounts, truth)
        )

    return router
