"""Digits to try a network with, and those it misreads."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from lenet.runs.recorded_data import data_again
from lenet.serve.answers import test_digits
from lenet.serve.answers.available_network import FROM_RUNS
from lenet.serve.edge.executor import Cancellation
from lenet.serve.service import Service, json_response

MOST_DIGITS = 100

First = Annotated[int, Query(ge=0, le=10**9, description="The number of the first.")]
Count = Annotated[int, Query(ge=1, le=MOST_DIGITS, description="How many.")]
Truth = Annotated[str | None, Query(max_length=200, description="Of this class alone.")]


class TestDigit(BaseModel):
    """A test digit, by its number; ``pixels`` is the base64 of its 28x28 bytes."""

    index: int
    truth: str
    pixels: str


class TestDigits(BaseModel):
    """Test digits, of so many ``images``."""

    data: str
    images: int
    digits: list[TestDigit]


class Misread(TestDigit):
    """A test digit that was misread."""

    answer: str
    confidence: float | None


class Mistakes(BaseModel):
    """What a network misreads of its test set; ``confusion`` is [truth][answer]."""

    network: str
    data: str
    images: int
    errors: int
    classes: list[str]
    confusion: list[list[int]]
    misread: list[Misread]


def routes(service: Service) -> APIRouter:
    """``/api/tests``, and a network's mistakes."""
    router = APIRouter(prefix="/api", tags=["tests"])

    @router.get("/tests", response_model=TestDigits)
    async def tests(
        request: Request, first: First = 0, count: Count = 10, truth: Truth = None
    ) -> Response:
        """Test digits of the service's data."""

        def work(_: Cancellation) -> dict[str, Any]:
            return test_digits.digits(
                test_digits.test_set(service.settings.data), first, count, truth
            )

        return json_response(await service.executor.run(request, work))

    @router.get("/networks/{network}/mistakes", response_model=Mistakes)
    async def mistakes(request: Request, network: str) -> Response:
        """All test digits that a network misreads: of its own data if it is a run."""

        def work(_: Cancellation) -> Response:
            found = service.networks.get(network)
            if found.source == FROM_RUNS:
                where = data_again(service.networks.folder(network))
            else:
                where = service.settings.data
            return json_response(test_digits.misread(found, test_digits.test_set(where)))

        return await service.executor.run(request, work)

    return router
