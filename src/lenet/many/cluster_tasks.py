"""Tasks are done by the workers of a Dask cluster, which is the user's own.

Few are on their way at a time, so that the scheduler's memory does not grow with their number. What
all of them need is a task of its own, so that Dask brings it to every worker once.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any, TypeVar

from lenet.errors import LenetError
from lenet.many.task_progress import Watch

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

AHEAD = 2
"""Tasks for each thread of the workers that are on their way."""

LEAST_AHEAD = 4
"""Tasks that are on their way while there is no worker, so that an adaptive cluster gets some."""

TRIES = 5
"""So often a task is given to the cluster again when its workers died."""


def tasks_on_cluster(
    do: Callable[[S, T, Watch], R], shared: S, tasks: Iterable[T], scheduler: str
) -> Iterator[tuple[T, R]]:
    """Do the tasks; yield each with its result, in any order.

    ``do`` is a function of a module, called with what is ``shared``, a task, and a watch.
    LenetError without distributed, without such a scheduler, when it ends, when its workers have
    another lenet, or none; and for a task of which workers die again and again.
    """
    with _client(scheduler) as client:
        yield from _done(client, do, shared, tasks, scheduler)


def _done(
    client: Any, do: Callable[[S, T, Watch], R], shared: S, tasks: Iterable[T], scheduler: str
) -> Iterator[tuple[T, R]]:
    from distributed import as_completed

    run, given = uuid.uuid4().hex, version("lenet")
    for_all = client.submit(_same, shared, key=f"lenet-shared-{run}")
    coming = enumerate(tasks)
    running: dict[Any, tuple[int, int, T]] = {}
    done = as_completed(loop=client.loop)

    def start(number: int, tries: int, task: T) -> None:
        key = f"lenet-{number}-{run}-{tries}"
        future = client.submit(_do_there, do, for_all, task, given, key=key)
        running[future] = number, tries, task
        done.add(future)

    def fill() -> None:
        most = max(LEAST_AHEAD, AHEAD * sum(client.nthreads().values()))
        while len(running) < most and (one := next(coming, None)) is not None:
            start(one[0], 1, one[1])

    with _told(scheduler):
        fill()
        for future in done:
            number, tries, task = running.pop(future)
            if _died(future) and tries < TRIES:
                start(number, tries + 1, task)
                continue
            yield task, future.result()
            fill()


def _same(shared: S) -> S:
    return shared


class _WatchThere(Watch):
    """The watch of a task on a worker: it shall end when the scheduler let go of it."""

    def __init__(self) -> None:
        from distributed import get_worker

        self.worker: Any = get_worker()
        self.key = self.worker.get_current_task()

    def stopped(self) -> bool:
        task = self.worker.state.tasks.get(self.key)
        return task is None or task.state != "executing"


def _do_there(do: Callable[[S, T, Watch], R], shared: S, task: T, given: str) -> R | None:
    """What a worker does. None, for which nobody waits, from a task that was stopped."""
    if version("lenet") != given:
        raise LenetError(f"expected workers with lenet {given}, one has {version('lenet')}")
    watch = _WatchThere()
    try:
        return do(shared, task, watch)
    except KeyboardInterrupt:
        if watch.stopped():
            return None
        raise


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
    except (OSError, TypeError, ValueError, TimeoutError) as error:
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
            f"the scheduler at {scheduler} ended: run this again, what is done is kept"
        ) from error
    except KilledWorker as error:
        raise LenetError(f"workers end again and again: {error}") from error
    except ModuleNotFoundError as error:
        needed = f"pip install 'lenet[many]=={version('lenet')}'"
        raise LenetError(f"the workers have no {error.name}; on each: {needed}") from error
