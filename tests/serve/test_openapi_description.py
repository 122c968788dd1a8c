"""The description at ``/openapi.json``: its components keep their public names."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lenet.serve import Settings, create_app
from lenet.serve.openapi_description import COMPONENTS

NAMES = [
    "BackwardAnswer", "Change", "Claim", "Curve", "Curves",
    "Digit", "FirstKernels", "GoOn", "InferenceInput", "InferenceOutput",
    "InferenceRequest", "InferenceResponse", "Layer", "LayerMaps", "Live",
    "Maps", "Misread", "Mistakes", "ModelMetadata", "ModelReady",
    "NamedLoss", "Network", "Networks", "Problem", "Readings",
    "Ready", "RequestedOutput", "ScoredAnswer", "Server", "Shaken",
    "Step", "Steps", "Strip", "Sweep", "Tensor",
    "TestDigit", "TestDigits", "Training", "Weights", "WholeNetwork",
    "Wish",
]  # fmt: skip


@pytest.fixture
def description(tmp_path: Path) -> Iterator[dict[str, Any]]:
    app = create_app(Settings(runs=tmp_path))
    yield json.loads(json.dumps(app.openapi()))
    app.state.service.close()


def test_the_components_have_the_names_that_clients_are_generated_from(description):
    assert sorted(description["components"]["schemas"]) == NAMES


def test_every_component_is_titled_by_its_name_and_every_reference_leads_to_one(description):
    schemas = description["components"]["schemas"]
    assert {schema["title"] for schema in schemas.values()} == set(schemas)
    references = json.dumps(description).split('"#/components/schemas/')[1:]
    assert {one.partition('"')[0] for one in references} <= set(schemas)
    assert not COMPONENTS.keys() & schemas.keys()
