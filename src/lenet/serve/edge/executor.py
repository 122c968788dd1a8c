"""Work on requests: in threads, so many at once, each for so long, and no longer than it is wanted.

The event loop parses and sends, and does what is briefer than waking a thread. What is worked on in
the threads, NumPy, OpenCV and the engine, lets other threads run.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request

from lenet.serve.edge.refusals import RefusedError, busy
from lenet.serve.edge.service_limits import Bounds

T = TypeVar("T")

SOON = 0.05
"""Seconds after which a client is watched, whether it is still there."""


class AbandonedError(Exception):
    """Nobody waits for this work any more."""


class Wanted:
    """Whether somebody still waits. Called between steps of work, it ends what nobody wants."""

    def __init__(self) -> None:
        self._left = threading.Event()

    def __call__(self, *_: object) -> None:
        """AbandonedError when nobody waits."""
        if self._left.is_set():
            raise AbandonedError

    def leave(self) -> None:
        """Nobody waits from now on."""
        self._left.set()


class Desk:
    """Takes requests' work and gives its results."""

    def __init__(self, bounds: Bounds, workers: int) -> None:
        self.bounds = bounds
        self.at_work = 0
        self.of_client: Counter[str] = Counter()
        self.pool = ThreadPoolExecutor(workers, "lenet-serve")

    async def do(self, request: Request, work: Callable[[Wanted], T], *, brief: bool = False) -> T:
        """The result of ``work``, done in a thread while the client waits for it.

        What is ``brief`` is done at once: handing it to a thread and back takes longer.

        RefusedError 503 when too much is asked at once or it takes too long, 429 when one client
        asks too much, 499 when the client leaves.
        """
        if brief:
            return work(Wanted())
        client = request.client.host if request.client else ""
        self._admit(client)
        wanted = Wanted()
        job = asyncio.get_running_loop().run_in_executor(self.pool, _if_wanted, work, wanted)
        job.add_done_callback(lambda _: self._done(client))
        try:
            done, _ = await asyncio.wait({job}, timeout=min(SOON, self.bounds.seconds))
            if not done:
                await self._while_there(request, job)
        finally:
            if not job.done():
                wanted.leave()
                job.add_done_callback(_forgotten)
        return job.result()

    def close(self) -> None:
        """Take no more."""
        self.pool.shutdown(cancel_futures=True)

    def _admit(self, client: str) -> None:
        if self.at_work >= self.bounds.at_once:
            raise busy(f"{self.bounds.at_once} requests are at work already: try again soon")
        if self.of_client[client] >= self.bounds.at_once_each:
            most = self.bounds.at_once_each
            raise busy(f"{most} of your requests are at work already: wait for them", 429)
        self.at_work += 1
        self.of_client[client] += 1

    def _done(self, client: str) -> None:
        self.at_work -= 1
        self.of_client[client] -= 1
        if not self.of_client[client]:
            del self.of_client[client]

    async def _while_there(self, request: Request, job: asyncio.Future[T]) -> None:
        leaving = asyncio.ensure_future(_disconnected(request))
        either: set[asyncio.Future[Any]] = {job, leaving}
        try:
            left = max(0.0, self.bounds.seconds - SOON)
            ended, _ = await asyncio.wait(either, timeout=left, return_when="FIRST_COMPLETED")
        finally:
            leaving.cancel()
        if job in ended:
            return
        if leaving in ended:
            raise RefusedError(499, "the client left")
        raise busy(f"it took longer than {self.bounds.seconds:g} seconds")


def _if_wanted(work: Callable[[Wanted], T], wanted: Wanted) -> T:
    wanted()
    return work(wanted)


def _forgotten(job: asyncio.Future[T]) -> None:
    """Whatever came of it, nobody asks."""
    if not job.cancelled():
        job.exception()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
