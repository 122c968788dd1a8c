"""What if a digit were of another class: the way back through a network, and one update."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.serve.answers.available_network import DEFAULT
from lenet.serve.answers.wanted_class import backward_answer
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.uploads import picture_body
from lenet.serve.routes.digit import PICTURE, LayerMaps, Name, prepared_picture
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response

MOST = 1.0

Wanted = Annotated[
    str, Query(max_length=200, description="A class of the network.", examples=["8"])
]
Rate = Annotated[
    float,
    Query(gt=0, le=MOST, allow_inf_nan=False, description="What gradients are multiplied by."),
]


class NamedLoss(BaseModel):
    """A loss by its name, with its settings; `assumed` of a network whose own is not known."""

    name: str
    settings: dict[str, Any]
    assumed: bool


class ScoredAnswer(BaseModel):
    """A network's answer, and its loss for the wanted class."""

    answer: str
    confidence: float | None
    scores: dict[str, float | None]
    penalties: dict[str, float | None] | None
    loss: float | None


class FirstKernels(BaseModel):
    """The kernels of the first layer that has any, [filter][channel][row][column]."""

    layer: str
    before: Numbers
    gradient: Numbers
    after: Numbers


class BackwardAnswer(BaseModel):
    """The way back from the loss that a digit of the class `wanted` has, and one update.

    ``layers`` are the errors: the gradient of the loss for what each layer adds up, before its
    activation, [channel][row][column] or [unit]. The update is of all parameters: a weight after it
    is the weight before it minus ``rate`` times its gradient. ``moved`` counts those whose gradient
    is not 0, of all ``parameters``; ``distance`` is the root of the sum of their squared changes.
    The network that the service asks stays as it is.
    """

    network: str
    wanted: str
    loss: NamedLoss
    rate: float
    before: ScoredAnswer
    after: ScoredAnswer
    layers: list[LayerMaps]
    kernels: FirstKernels | None
    parameters: int
    moved: int
    distance: float | None


def routes(service: Service) -> APIRouter:
    """``/api/digit/backward``."""
    router = APIRouter(prefix="/api/digit", tags=["digit"])

    @router.post("/backward", response_model=BackwardAnswer, openapi_extra=PICTURE)
    async def backward(
        request: Request, wanted: Wanted, network: Name = DEFAULT, rate: Rate = 0.01
    ) -> Response:
        """How each layer should change for a picture to be of a class, and what one update does."""
        body = await picture_body(request, service.bodies)

        def work(cancellation: Cancellation) -> Response:
            found = service.networks.get(network)
            picture = prepared_picture(body, found, cancellation)
            return json_response(backward_answer(found, picture.image, wanted, rate))

        return await service.executor.run(request, work)

    return router
