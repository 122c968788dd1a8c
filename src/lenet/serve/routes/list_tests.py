"""Digits to try a network with, and those it misreads."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lenet.runs.recorded_data import data_again
from lenet.serve import schemas
from lenet.serve.answers import test_digits as examples
from lenet.serve.answers.available_networks import RUN
from lenet.serve.edge.executor import Wanted
from lenet.serve.service import Service, json_answer

MOST_DIGITS = 100

First = Annotated[int, Query(ge=0, le=10**9, description="The number of the first.")]
Count = Annotated[int, Query(ge=1, le=MOST_DIGITS, description="How many.")]
Truth = Annotated[str | None, Query(max_length=200, description="Of this class alone.")]


def routes(service: Service) -> APIRouter:
    """``/api/tests``, and a network's mistakes."""
    router = APIRouter(prefix="/api", tags=["tests"])

    @router.get("/tests", response_model=schemas.TestDigits)
    async def tests(
        request: Request, first: First = 0, count: Count = 10, truth: Truth = None
    ) -> Response:
        """Test digits of the service's data."""

        def work(_: Wanted) -> dict[str, Any]:
            return examples.digits(examples.test_set(service.settings.data), first, count, truth)

        return json_answer(await service.desk.do(request, work))

    @router.get("/networks/{network}/mistakes", response_model=schemas.Mistakes)
    async def mistakes(request: Request, network: str) -> Response:
        """All test digits that a network misreads: of its own data if it is a run."""

        def work(_: Wanted) -> Response:
            known = service.shelf.get(network)
            own = known.source == RUN
            where = data_again(service.shelf.folder(network)) if own else service.settings.data
            return json_answer(examples.misread(known, examples.test_set(where)))

        return await service.desk.do(request, work)

    return router
