"""The parts of a job are read by the workers of a Dask cluster, which is the user's own.

A part is a task. Few are on their way at a time, so that the scheduler's memory does not grow with
the job. The reader is a task of its own that all of them need, so that Dask brings it to every
worker once.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from lenet.errors import LenetError
from lenet.many.job import ReadingJob
from lenet.many.part_progress import PartProgress
from lenet.many.part_reading import read_part

AHEAD = 2
"""Parts for each thread of the workers that are on their way."""

LEAST_AHEAD = 4
"""Parts that are on their way while there is no worker, so that an adaptive cluster gets some."""

TRIES = 5
"""So often a part is given to the cluster again when its workers died."""


def read_on_cluster(
    parts: Sequence[PartProgress], job: ReadingJob, scheduler: str
) -> Iterator[int]:
    """Read the parts; yield the number of pictures of each that is done, in any order.

    LenetError without distributed, without such a scheduler, when it ends, when its workers have
    another lenet, or none; and for a part of which workers die again and again.
    """
    with _client(scheduler) as client:
        yield from _read(client, parts, job, scheduler)


def _read(
    client: Any, parts: Sequence[PartProgress], job: ReadingJob, scheduler: str
) -> Iterator[int]:
    from distributed import as_completed

    run, given = uuid.uuid4().hex, version("lenet")
    shared = client.submit(_same, job, key=f"lenet-job-{run}")
    coming = iter(parts)
    tries: dict[str, int] = {}
    running: dict[Any, PartProgress] = {}
    done = as_completed(loop=client.loop)

    def start(progress: PartProgress) -> None:
        name = progress.part.name
        tries[name] = tries.get(name, 0) + 1
        key = f"lenet-{name}-{run}-{tries[name]}"
        future = client.submit(_read_there, progress, shared, run, given, key=key)
        running[future] = progress
        done.add(future)

    def fill() -> None:
        most = max(LEAST_AHEAD, AHEAD * sum(client.nthreads().values()))
        while len(running) < most and (progress := next(coming, None)) is not None:
            start(progress)

    with _told(scheduler):
        fill()
        for future in done:
            progress = running.pop(future)
            if _died(future) and tries[progress.part.name] < TRIES:
                start(progress)
                continue
            future.result()
            yield len(progress.part.files)
            fill()


def _same(job: ReadingJob) -> ReadingJob:
    return job


def _read_there(progress: PartProgress, job: ReadingJob, run: str, given: str) -> None:
    """What a worker does."""
    import cv2

    if version("lenet") != given:
        raise LenetError(f"expected workers with lenet {given}, one has {version('lenet')}")
    cv2.setNumThreads(1)
    read_part(progress, job, run)


def _died(future: Any) -> bool:
    """Whether the workers that had a task ended, one after the other."""
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise LenetError("a cluster needs distributed: pip install 'lenet[many]'") from error
    try:
        return Client(scheduler, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise LenetError(f"expected a Dask scheduler at {scheduler}: {error}") from error


@contextlib.contextmanager
def _told(scheduler: str) -> Iterator[None]:
    """What Dask raises, as a sentence."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError, TimeoutError) as error:
        raise LenetError(
            f"the scheduler at {scheduler} ended: run this again, what is read is kept"
        ) from error
    except KilledWorker as error:
        raise LenetError(f"workers end again and again: {error}") from error
    except ModuleNotFoundError as error:
        needed = f"pip install 'lenet[many]=={version('lenet')}'"
        raise LenetError(f"the workers have no {error.name}; on each: {needed}") from error
