"""The networks that can be asked, their layers, and their kernels."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.serve.answers import network_description
from lenet.serve.answers.available_network import DEFAULT
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response


class NetworkDescription(BaseModel):
    """A network that can be asked; ``penalties`` says whether its last layer gives them."""

    name: str
    source: Literal["shipped", "run"]
    kind: str
    classes: list[str]
    input_shape: list[int]
    parameters: int
    connections: int
    penalties: bool
    epochs: int | None
    result: dict[str, Any] | None


class Networks(BaseModel):
    """All networks that can be asked, and the one that answers when none is named."""

    default: str
    networks: list[NetworkDescription]


class LayerDescription(BaseModel):
    """A layer; its ``config`` has its arguments, a table of connections among them."""

    name: str
    type: str
    output_shape: list[int]
    parameters: int
    trainable: int
    connections: int
    config: dict[str, Any]


class WholeNetwork(NetworkDescription):
    """A network and its layers."""

    layers: list[LayerDescription]


class Weights(BaseModel):
    """A layer's parameters: ``kernel`` is [filter][channel][row][column] or [unit][input]."""

    name: str
    type: str
    config: dict[str, Any]
    weights: dict[str, Numbers]


def routes(service: Service) -> APIRouter:
    """``/api/networks`` and what is below it."""
    router = APIRouter(prefix="/api/networks", tags=["networks"])

    @router.get("", response_model=Networks)
    async def networks(request: Request) -> Response:
        """The networks that come with lenet, and the runs of this service's folder."""

        def work(_: Cancellation) -> dict[str, Any]:
            found = [network_description.description(one) for one in service.networks.all()]
            return {"default": DEFAULT, "networks": found}

        return json_response(await service.executor.run(request, work))

    @router.get("/{network}", response_model=WholeNetwork)
    async def network(request: Request, network: str) -> Response:
        """A network's layers: shapes, counts, arguments, and tables of connections."""

        def work(_: Cancellation) -> dict[str, Any]:
            found = service.networks.get(network)
            described = network_description.description(found)
            return {**described, "layers": network_description.layers(found)}

        return json_response(await service.executor.run(request, work))

    @router.get("/{network}/layers/{layer}", response_model=Weights)
    async def layer(request: Request, network: str, layer: str) -> Response:
        """A layer's parameters: what a unit's arithmetic is done with."""

        def work(_: Cancellation) -> Response:
            found = network_description.weights(service.networks.get(network), layer)
            if found is None:
                raise RefusedError(404, f"{network} has no layer {layer!r}")
            return json_response(found)

        return await service.executor.run(request, work)

    return router
