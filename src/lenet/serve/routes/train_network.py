"""Training: started, stopped and resumed by requests, watched through server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from lenet.serve.answers.training_callbacks import REFRESH
from lenet.serve.edge.refusals import RefusedError, busy
from lenet.serve.routes.list_tests import Misread
from lenet.serve.routes.shared_schemas import Numbers
from lenet.serve.service import Service, json_response

State = Literal[
    "off", "idle", "preparing", "training", "stopping", "stopped", "saving", "finished", "failed"
]
"""Of a training; "off" on a service that is read-only."""


class TrainingStatus(BaseModel):
    """The training that runs or ran last.

    ``run`` and ``network`` are of the training that was asked for last, also if it failed.
    ``history`` has a list a figure, a number an epoch. ``kernels`` are those of the first layer,
    [filter][channel][row][column]. ``misread`` are the surest of the ``errors`` test images that
    were misread after the last epoch. ``result`` is there when all has been written.
    """

    state: State
    sentence: str
    run: str | None
    network: str | None
    recipe: dict[str, Any] | None
    epoch: int
    epochs: int
    images: int
    of: int
    images_per_second: float
    figures: dict[str, float | None]
    history: dict[str, list[float | None]]
    kernels: Numbers
    errors: int | None
    misread: list[Misread]
    result: dict[str, Any] | None


class TrainingRequest(BaseModel):
    """A training that is asked for; what is left out is as the network's recipe has it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    network: Literal["tutorial", "original", "modern"] = "tutorial"
    recipe: Literal["paper", "first-order", "mini-batch"] | None = None
    data: Literal["mnist", "fashion", "kmnist"] | None = None
    epochs: Annotated[int, Field(ge=1, le=1000)] | None = None
    batch_size: Annotated[int, Field(ge=1, le=10_000)] | None = None
    learning_rate: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = None
    distort: bool | None = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0


class ResumeRequest(BaseModel):
    """Which run goes on, the last one unless it is named, and until which epoch."""

    model_config = ConfigDict(extra="forbid", strict=True)

    run: Annotated[str, Field(max_length=255)] | None = None
    epochs: Annotated[int, Field(ge=1, le=1000)] | None = None


def routes(service: Service) -> APIRouter:
    """``/api/train`` and what is below it."""
    router = APIRouter(prefix="/api/train", tags=["training"])
    _add_control(router, service)
    _add_events(router, service)
    return router


def _add_control(router: APIRouter, service: Service) -> None:
    """The training's status, and what starts, stops, resumes and saves it."""
    trainer = service.trainer

    async def may_train() -> None:
        if service.settings.read_only:
            raise RefusedError(403, "training is switched off: this service is read-only")

    allowed = [Depends(may_train)]

    def status(code: int = 202) -> Response:
        return json_response(trainer.status(), code)

    @router.get("", response_model=TrainingStatus)
    async def training() -> Response:
        """The training that runs, or that ran last."""
        return status(200)

    @router.post("", response_model=TrainingStatus, status_code=202, dependencies=allowed)
    async def start(options: TrainingRequest) -> Response:
        """Begin a training; one goes on at a time."""
        trainer.start(options.model_dump())
        return status()

    @router.post("/stop", response_model=TrainingStatus, status_code=202, dependencies=allowed)
    async def stop() -> Response:
        """Stop now: what is finished is kept, the epoch under way is dropped."""
        trainer.stop()
        return status()

    @router.post("/resume", response_model=TrainingStatus, status_code=202, dependencies=allowed)
    async def resume(options: ResumeRequest) -> Response:
        """Go on after the last finished epoch of the last training, or of a run's.

        It ends with the same bytes as one that was never stopped.
        """
        folder = None if options.run is None else service.networks.folder(options.run)
        trainer.resume(folder, options.epochs)
        return status()

    @router.post("/save", response_model=TrainingStatus, status_code=202, dependencies=allowed)
    async def save() -> Response:
        """Test a stopped training's network and write its card and pictures."""
        trainer.save()
        return status()


def _add_events(router: APIRouter, service: Service) -> None:
    """The stream of events."""

    async def may_watch() -> None:
        if service.streams >= service.limits.streams:
            raise busy(f"{service.limits.streams} streams of events are open already")

    @router.get("/events", response_class=EventSourceResponse, dependencies=[Depends(may_watch)])
    async def events() -> AsyncIterator[ServerSentEvent]:
        """Watch the training while it goes on, through events.

        `state`: the training as `GET /api/train` has it, at first and whenever its state changes.
        `epoch`: the same, after an epoch. `progress`: how far the epoch is, with its figures and
        the first layer's kernels, at most ten times a second.
        """
        service.streams += 1
        try:
            async for event in _events(service):
                yield event
        finally:
            service.streams -= 1


async def _events(service: Service) -> AsyncIterator[ServerSentEvent]:
    """What is new, ten times a second at most; a slow client is sent less, and nothing late."""
    trainer = service.trainer
    sent = (-1, -1, -1)
    while True:
        now = trainer.updates.now()
        if now != sent:
            yield _event(service, state=now[0] != sent[0], epoch=now[1] != sent[1])
            sent = now
        elif trainer.closed and not trainer.busy:
            return
        await asyncio.sleep(REFRESH)


def _event(service: Service, *, state: bool, epoch: bool) -> ServerSentEvent:
    trainer = service.trainer
    content = trainer.status() if state or epoch else trainer.progress.as_dict()
    name = "state" if state else "epoch" if epoch else "progress"
    return ServerSentEvent(raw_data=to_json(content, inf_nan_mode="null").decode(), event=name)
