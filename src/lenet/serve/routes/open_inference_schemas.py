"""The messages of the Open Inference Protocol, version 2."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from lenet.serve.answers.inference_request import LONGEST_ID


class Tensor(BaseModel):
    """Name, shape and type of an array."""

    name: str
    datatype: str
    shape: list[int]


class ServerMetadata(BaseModel):
    """What serves: the Open Inference Protocol's server metadata."""

    name: str
    version: str
    extensions: list[str]


class Live(BaseModel):
    """Whether the server is there."""

    live: bool


class Ready(BaseModel):
    """Whether requests are taken."""

    ready: bool


class ModelReady(Ready):
    """Whether a network can be asked."""

    name: str


class ModelMetadata(BaseModel):
    """What a network takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[Tensor]
    outputs: list[Tensor]


class InferenceInput(Tensor):
    """Digit images: UINT8 [n, 28, 28], 0 paper to 255 ink; ``data`` is flat or nested."""

    shape: Annotated[list[int], Field(min_length=3, max_length=3)]
    data: list[Any]


class RequestedOutput(BaseModel):
    """An output that is asked for, by its name."""

    name: str


class InferenceRequest(BaseModel):
    """What is asked of a network.

    It is parsed by ``lenet.serve.answers.inference_request``; this is its description.
    """

    id: Annotated[str, Field(max_length=LONGEST_ID)] | None = None
    inputs: Annotated[list[InferenceInput], Field(min_length=1, max_length=1)]
    outputs: list[RequestedOutput] | None = None


class InferenceOutput(Tensor):
    """An answer, flat, row after row."""

    data: list[float | None]


class InferenceResponse(BaseModel):
    """What a network answers."""

    model_name: str
    id: str | None = None
    outputs: list[InferenceOutput]
