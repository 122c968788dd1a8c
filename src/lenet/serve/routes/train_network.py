"""Training: begun and steered by requests, watched through server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic_core import to_json

from lenet.serve import schemas
from lenet.serve.answers.trainer import REFRESH
from lenet.serve.edge.refusals import RefusedError, busy
from lenet.serve.service import Service, json_answer


def routes(service: Service) -> APIRouter:
    """``/api/train`` and what is below it."""
    router = APIRouter(prefix="/api/train", tags=["training"])
    trainer = service.trainer

    async def may_train() -> None:
        if service.settings.read_only:
            raise RefusedError(403, "training is switched off: this service is read-only")

    allowed = [Depends(may_train)]

    def told(status: int = 202) -> Response:
        return json_answer(trainer.status(), status)

    @router.get("", response_model=schemas.Training)
    async def training() -> Response:
        """The training that runs, or that ran last."""
        return told(200)

    @router.post("", response_model=schemas.Training, status_code=202, dependencies=allowed)
    async def start(wish: schemas.Wish) -> Response:
        """Begin a training; one goes on at a time."""
        trainer.start(wish.model_dump())
        return told()

    @router.post("/stop", response_model=schemas.Training, status_code=202, dependencies=allowed)
    async def stop() -> Response:
        """Stop; the last finished epoch is kept."""
        trainer.stop()
        return told()

    @router.post("/resume", response_model=schemas.Training, status_code=202, dependencies=allowed)
    async def resume(wish: schemas.GoOn) -> Response:
        """Go on with the last training or a run's, bit for bit as if it had never stopped."""
        folder = None if wish.run is None else service.shelf.folder(wish.run)
        trainer.resume(folder, wish.epochs)
        return told()

    @router.post("/save", response_model=schemas.Training, status_code=202, dependencies=allowed)
    async def save() -> Response:
        """Test a stopped training's network and write its card and pictures."""
        trainer.save()
        return told()

    async def may_watch() -> None:
        if service.streams >= service.bounds.streams:
            raise busy(f"{service.bounds.streams} streams of events are open already")

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

    return router


async def _events(service: Service) -> AsyncIterator[ServerSentEvent]:
    """Tell what is new, ten times a second at most; a slow client is told less, never late."""
    trainer = service.trainer
    changes = epochs = steps = -1
    while True:
        seen = trainer.changes, trainer.epochs, trainer.steps
        if seen != (changes, epochs, steps):
            yield _event(service, seen[0] != changes, seen[1] != epochs)
            changes, epochs, steps = seen
        elif trainer.closed and not trainer.busy:
            return
        await asyncio.sleep(REFRESH)


def _event(service: Service, changed: bool, epoch: bool) -> ServerSentEvent:
    whole = changed or epoch
    told = service.trainer.status() if whole else service.trainer.progress()
    name = "state" if changed else "epoch" if epoch else "progress"
    return ServerSentEvent(raw_data=to_json(told, inf_nan_mode="null").decode(), event=name)
