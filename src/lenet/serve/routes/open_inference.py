"""The Open Inference Protocol, version 2: what other inference servers speak.

images     UINT8 [n, 28, 28], 0 paper to 255 ink, flat or nested as the shape
scores     FP32 [n, classes], probabilities
penalties  FP32 [n, classes], of networks that have them
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from lenet.digits.mnist_steps import SIDE
from lenet.digits.normalisation import network_input
from lenet.pictures.decoders.pool import decoders
from lenet.serve.answers.available_network import AvailableNetwork
from lenet.serve.answers.inference_request import (
    IMAGES,
    LONGEST_ID,
    UINT8,
    AskedInference,
    asked_inference,
    most_bytes,
)
from lenet.serve.edge.bodies import media_type
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.routes.open_inference_schemas import (
    InferenceResponse,
    Live,
    ModelMetadata,
    ModelReady,
    Ready,
    ServerMetadata,
)
from lenet.serve.service import Service, json_response

SCORES, PENALTIES = "scores", "penalties"
FP32 = "FP32"

REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/InferenceRequest"}}
        },
    }
}


def routes(service: Service) -> APIRouter:
    """``/v2`` and what is below it."""
    router = APIRouter(prefix="/v2", tags=["open inference protocol"])
    _add_server(router, service)
    _add_models(router, service)
    return router


def _add_server(router: APIRouter, service: Service) -> None:
    """What serves, and its health."""

    @router.get("", response_model=ServerMetadata)
    async def server() -> Response:
        """What serves."""
        return json_response({"name": "lenet", "version": version("lenet"), "extensions": []})

    @router.get("/health/live", response_model=Live)
    async def live() -> Response:
        """Whether the server is there."""
        return json_response({"live": True})

    @router.get("/health/ready", response_model=Ready)
    async def ready() -> Response:
        """Whether requests are taken: not while the server closes or has all that it can do.

        Nor while files cannot be decoded.
        """
        found = service.ready and await asyncio.to_thread(decoders.can_start)
        return json_response({"ready": found}, 200 if found else 503)


def _add_models(router: APIRouter, service: Service) -> None:
    """The networks: their metadata, whether they are ready, inference."""

    @router.get("/models/{name}", response_model=ModelMetadata)
    async def model(request: Request, name: str) -> Response:
        """What a network takes and gives."""
        network = await service.executor.run(request, lambda _: service.networks.get(name))
        return json_response(_metadata(network))

    @router.get("/models/{name}/ready", response_model=ModelReady)
    async def model_ready(request: Request, name: str) -> Response:
        """Whether a network can be asked."""
        await service.executor.run(request, lambda _: service.networks.get(name))
        return json_response({"name": name, "ready": True})

    @router.post("/models/{name}/infer", response_model=InferenceResponse, openapi_extra=REQUEST)
    async def infer(request: Request, name: str) -> Response:
        """A network's scores, and penalties if it has them, for a batch of digit images."""
        kind = media_type(request)
        if kind not in ("", "application/json"):
            raise RefusedError(415, f"expected application/json, received {kind}")
        batch = service.limits.batch
        content = await service.bodies.whole(request, most_bytes(batch))

        def work(_: Cancellation) -> Response:
            network = service.networks.get(name)
            return json_response(_answer(network, asked_inference(content, batch)))

        return await service.executor.run(request, work)


def _outputs(network: AvailableNetwork) -> list[str]:
    return [SCORES, PENALTIES] if network.has_penalties else [SCORES]


def _metadata(network: AvailableNetwork) -> dict[str, Any]:
    shape = [-1, *network.model.output_shape]
    return {
        "name": network.name,
        "versions": ["1"],
        "platform": "lenet",
        "inputs": [{"name": IMAGES, "datatype": UINT8, "shape": [-1, SIDE, SIDE]}],
        "outputs": [{"name": name, "datatype": FP32, "shape": shape} for name in _outputs(network)],
    }


def _answer(network: AvailableNetwork, asked: AskedInference) -> dict[str, Any]:
    chosen = asked.outputs or _outputs(network)
    for name in chosen:
        if name not in _outputs(network):
            there = " and ".join(_outputs(network))
            raise RefusedError(422, f"{network.name} gives {there}, not {name[:LONGEST_ID]!r}")
    model = network.model
    output = model.predict(network_input(asked.images, model.normalisation), threads=1)
    found = {SCORES: model.scores_of(output), PENALTIES: output}
    content: dict[str, Any] = {
        "model_name": network.name,
        "outputs": [
            {
                "name": name,
                "datatype": FP32,
                "shape": list(output.shape),
                "data": found[name].ravel().tolist(),
            }
            for name in chosen
        ],
    }
    return content if asked.id is None else {**content, "id": asked.id}
