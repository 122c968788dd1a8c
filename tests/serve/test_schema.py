"""The service against its own description, by schemathesis: no failure of its own, no surprise."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from lenet.datasets.where import Where
from lenet.serve import ServiceLimits, Settings, create_app

EXAMPLES = 60
"""Requests an operation."""

ENDLESS = "/api/train/events"
"""A stream is watched in the tests of training."""

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture
def described(tiny_folder: Path, tmp_path: Path) -> Iterator[Any]:
    """The description of a service that may train, called in this process as testserver."""
    settings = Settings(
        names=("testserver",),
        runs=tmp_path,
        data=Where(str(tiny_folder)),
        threads=1,
        limits=ServiceLimits(batch=8, side=256),
    )
    app = create_app(settings)
    yield schemathesis.openapi.from_asgi("/openapi.json", app).exclude(path=ENDLESS)
    app.state.service.close()


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_asked_the_answer_is_one_that_is_described(
    described: Any, mode: GenerationMode
) -> None:
    asked = 0
    for operation in (found.ok() for found in described.get_all_operations()):

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @hypothesis.settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            assert mode == GenerationMode.NEGATIVE, operation.label  # whatever is asked is right
    assert asked > 5 * EXAMPLES
