"""Work on requests, in threads: how much at once, for how long, and ended when the client leaves.

The event loop parses and sends, and does work that takes less time than waking a thread. What works
in the threads, NumPy, OpenCV and the engine, releases the GIL.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request
from prometheus_client import Gauge
from starlette.types import Receive

from lenet.serve.edge.refusals import busy, client_left
from lenet.serve.edge.service_limits import ServiceLimits

T = TypeVar("T")

WATCH_AFTER = 0.05
"""Seconds of work after which we watch whether the client is still there."""


class WorkCancelledError(Exception):
    """The work was ended because no client waits for it."""


class Cancellation:
    """Ends work that no client waits for. The work calls it between its steps."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def __call__(self, *_: object) -> None:
        """WorkCancelledError if the work was cancelled, else nothing."""
        if self._cancelled.is_set():
            raise WorkCancelledError

    def cancel(self) -> None:
        """From now on no client waits."""
        self._cancelled.set()


class Executor:
    """Does the work of requests in ``workers`` threads and gives its results.

    ``at_work`` is how many requests are at work or wait for a thread, ``of_client`` how many of
    them each address has; ``gauge`` shows it with that of other executors.
    """

    def __init__(self, limits: ServiceLimits, workers: int, gauge: Gauge) -> None:
        self.limits, self.gauge = limits, gauge
        self.at_work = 0
        self.of_client: Counter[str] = Counter()
        self._cancellations: set[Cancellation] = set()
        self.pool = ThreadPoolExecutor(workers, "lenet-serve")

    async def run(
        self, request: Request, work: Callable[[Cancellation], T], *, inline: bool = False
    ) -> T:
        """The result of ``work``, done in a thread while the client waits for it.

        ``inline`` does it at once on the event loop: for work that takes less time than a thread
        takes to wake.

        RefusedError 503 when too many requests are at work or this one takes too long, 429 when
        one address has too many, 499 when the client leaves.
        """
        if inline:
            return work(Cancellation())
        client = request.client.host if request.client else ""
        self._admit(client)
        cancellation = Cancellation()
        self._cancellations.add(cancellation)
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self.pool, _unless_cancelled, work, cancellation)
        job.add_done_callback(lambda _: self._release(client, cancellation))
        try:
            done, _ = await asyncio.wait({job}, timeout=min(WATCH_AFTER, self.limits.seconds))
            if not done:
                await self._while_connected(request, job)
        finally:
            if not job.done():
                cancellation.cancel()
                job.add_done_callback(_ignore_result)
        return job.result()

    @property
    def full(self) -> bool:
        """Whether a request would be refused now."""
        return self.at_work >= self.limits.at_once

    def close(self) -> None:
        """Cancel what is at work, wait until it has ended, and take no more."""
        for cancellation in tuple(self._cancellations):
            cancellation.cancel()
        self.pool.shutdown(cancel_futures=True)

    def _admit(self, client: str) -> None:
        if self.full:
            raise busy(f"{self.limits.at_once} requests are at work already: try again soon")
        if self.of_client[client] >= self.limits.at_once_each:
            most = self.limits.at_once_each
            raise busy(f"{most} of your requests are at work already: wait for them", 429)
        self.at_work += 1
        self.gauge.inc()
        self.of_client[client] += 1

    def _release(self, client: str, cancellation: Cancellation) -> None:
        self._cancellations.discard(cancellation)
        self.at_work -= 1
        self.gauge.dec()
        self.of_client[client] -= 1
        if not self.of_client[client]:
            del self.of_client[client]

    async def _while_connected(self, request: Request, job: asyncio.Future[T]) -> None:
        """Wait for the job. RefusedError when the client leaves or the time is over before."""
        leaving = asyncio.ensure_future(disconnected(request.receive))
        either: set[asyncio.Future[Any]] = {job, leaving}
        try:
            left = max(0.0, self.limits.seconds - WATCH_AFTER)
            ended, _ = await asyncio.wait(either, timeout=left, return_when="FIRST_COMPLETED")
        finally:
            leaving.cancel()
        if job in ended:
            return
        if leaving in ended:
            raise client_left()
        raise busy(f"it took longer than {self.limits.seconds:g} seconds")


def _unless_cancelled(work: Callable[[Cancellation], T], cancellation: Cancellation) -> T:
    cancellation()
    return work(cancellation)


def _ignore_result(job: asyncio.Future[T]) -> None:
    """Take the job's exception, so that asyncio does not report it as never retrieved."""
    if not job.cancelled():
        job.exception()


async def disconnected(receive: Receive) -> None:
    """Wait until the client is gone; the whole request must have been received before."""
    while (await receive())["type"] != "http.disconnect":
        pass
