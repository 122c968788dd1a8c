"""The OpenAPI description at ``/openapi.json``: what FastAPI makes of the routes, completed."""

from __future__ import annotations

import functools
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from lenet.serve.routes.open_inference_schemas import InferenceRequest
from lenet.serve.routes.shared_schemas import Problem

REFERENCE = "#/components/schemas/"

NAMELESS = (Problem, InferenceRequest)
"""Schemas that no operation names by itself: they stand in refusals, and in a body parsed here."""

COMPONENTS = {
    "ChangeDescription": "Change",
    "DigitAnswer": "Digit",
    "LayerDescription": "Layer",
    "NetworkDescription": "Network",
    "PaperClaim": "Claim",
    "ResumeRequest": "GoOn",
    "ServerMetadata": "Server",
    "SweptLine": "Sweep",
    "SweptStrip": "Strip",
    "TrainingRequest": "Wish",
    "TrainingStatus": "Training",
}
"""Public names of components whose Python class is called otherwise.

Clients are generated from these names, so they stay; class names are unique over the package.
"""


def complete_description(app: FastAPI) -> None:
    """Let ``app.openapi()`` have the nameless schemas and the public names of all."""
    generate = app.openapi

    @functools.cache
    def openapi() -> dict[str, Any]:
        description = generate()
        schemas = description["components"]["schemas"]
        for model in NAMELESS:
            schemas.update(_definitions(model))
        for name in COMPONENTS.keys() & schemas.keys():
            schemas[name]["title"] = COMPONENTS[name]
        description["components"]["schemas"] = {
            COMPONENTS.get(name, name): schema for name, schema in sorted(schemas.items())
        }
        renamed: dict[str, Any] = _with_public_references(description)
        return renamed

    app.openapi = openapi  # type: ignore[method-assign]


def _definitions(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a model and of those in it, by name."""
    schema = model.model_json_schema(ref_template=REFERENCE + "{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _with_public_references(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: _public_reference(value) if key == "$ref" else _with_public_references(value)
            for key, value in part.items()
        }
    return [_with_public_references(one) for one in part] if isinstance(part, list) else part


def _public_reference(reference: str) -> str:
    name = reference.removeprefix(REFERENCE)
    return REFERENCE + COMPONENTS.get(name, name)
