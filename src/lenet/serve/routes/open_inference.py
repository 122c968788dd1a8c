"""The Open Inference Protocol, version 2: what other inference servers speak.

images     UINT8 [n, 28, 28], 0 paper to 255 ink, flat or nested
scores     FP32 [n, classes], probabilities
penalties  FP32 [n, classes], of networks that have them
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from fastapi.responses import Response
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from lenet.digits.mnist_steps import SIDE, DigitImage
from lenet.digits.normalisation import network_input
from lenet.pictures.decoders.pool import decoders
from lenet.serve.answers.available_networks import AvailableNetwork
from lenet.serve.edge.bodies import media_type
from lenet.serve.edge.executor import Cancellation
from lenet.serve.edge.refusals import RefusedError
from lenet.serve.routes.open_inference_schemas import (
    InferenceInput,
    InferenceRequest,
    InferenceResponse,
    Live,
    ModelMetadata,
    ModelReady,
    Ready,
    ServerMetadata,
)
from lenet.serve.service import Service, json_response

IMAGES, SCORES, PENALTIES = "images", "scores", "penalties"
UINT8, FP32 = "UINT8", "FP32"

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
        """Whether requests are taken: not while the server closes or files cannot be decoded."""
        found = not service.draining and await asyncio.to_thread(decoders.can_start)
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
        async with service.bodies.of(request) as content:

            def work(_: Cancellation) -> Response:
                network = service.networks.get(name)
                asked, images = _parsed(content, service.limits.batch)
                return json_response(_answer(network, asked, images))

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


def _parsed(content: bytes, most: int) -> tuple[InferenceRequest, DigitImage]:
    try:
        given = from_json(content)
    except ValueError as error:
        raise RefusedError(400, f"expected JSON: {error}") from error
    data: Any = None
    try:
        # The numbers are left out of what is checked one by one: NumPy checks them all at once.
        data = given["inputs"][0].pop("data")
        given["inputs"][0]["data"] = []
    except (TypeError, LookupError, AttributeError):
        pass
    try:
        asked = _request.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the request"
        raise RefusedError(422, f"{place}: {first['msg'].lower()}") from error
    return asked, _images(asked.inputs[0], data, most)


_request = TypeAdapter(InferenceRequest)


def _images(given: InferenceInput, data: Any, most: int) -> NDArray[np.uint8]:
    expected = f"expected {IMAGES}, {UINT8} [n, {SIDE}, {SIDE}] with n from 1 to {most}"
    count = given.shape[0] if given.shape else 0
    if (
        given.name != IMAGES
        or given.datatype != UINT8
        or given.shape[1:] != [SIDE, SIDE]
        or not 1 <= count <= most
    ):
        raise RefusedError(422, f"{expected}, received {given.name}, {given.datatype}{given.shape}")
    try:
        values = np.asarray(data)
    except (ValueError, OverflowError) as error:
        raise RefusedError(422, f"{expected}, received rows of different lengths") from error
    if values.dtype.kind not in "iu" or values.size != count * SIDE * SIDE:
        raise RefusedError(422, f"{expected} and {count * SIDE * SIDE} whole numbers as data")
    if values.min() < 0 or values.max() > 255:
        raise RefusedError(422, "expected numbers from 0 paper to 255 ink")
    return values.astype(np.uint8).reshape(count, SIDE, SIDE)


def _answer(
    network: AvailableNetwork, asked: InferenceRequest, images: DigitImage
) -> dict[str, Any]:
    named = dict.fromkeys(one.name for one in asked.outputs or ())
    chosen = list(named) or _outputs(network)
    for name in chosen:
        if name not in _outputs(network):
            there = " and ".join(_outputs(network))
            raise RefusedError(422, f"{network.name} gives {there}, not {name!r}")
    output = network.model.predict(network_input(images, network.model.normalisation), threads=1)
    found = {SCORES: network.model.scores_of(output), PENALTIES: output}
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
