"""The networks that can be asked, their layers, and their kernels."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from lenet.serve import schemas
from lenet.serve.answers import one_digit as answers
from lenet.serve.answers.available_networks import DEFAULT
from lenet.serve.edge.executor import Wanted
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.service import Service, json_answer


def routes(service: Service) -> APIRouter:
    """``/api/networks`` and what is below it."""
    router = APIRouter(prefix="/api/networks", tags=["networks"])

    @router.get("", response_model=schemas.Networks)
    async def networks(request: Request) -> Response:
        """The networks that come with lenet, and the runs of this service's folder."""

        def work(_: Wanted) -> dict[str, Any]:
            found = [answers.described(known) for known in service.shelf.networks()]
            return {"default": DEFAULT, "networks": found}

        return json_answer(await service.desk.do(request, work))

    @router.get("/{network}", response_model=schemas.WholeNetwork)
    async def network(request: Request, network: str) -> Response:
        """A network's layers: shapes, counts, arguments, and tables of connections."""

        def work(_: Wanted) -> dict[str, Any]:
            known = service.shelf.get(network)
            return {**answers.described(known), "layers": answers.layers(known)}

        return json_answer(await service.desk.do(request, work))

    @router.get("/{network}/layers/{layer}", response_model=schemas.Weights)
    async def layer(request: Request, network: str, layer: str) -> Response:
        """A layer's parameters: what a unit's arithmetic is done with."""

        def work(_: Wanted) -> Response:
            told = answers.weights(service.shelf.get(network), layer)
            if told is None:
                raise RefusedError(404, f"{network} has no layer {layer!r}")
            return json_answer(told)

        return await service.desk.do(request, work)

    return router
