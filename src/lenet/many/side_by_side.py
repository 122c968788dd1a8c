"""Tasks side by side, each in a thread of this process; finished ones stay when others are stopped.

A task is for a thread that computes outside of Python, in the engine or in another process.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from lenet.many.task_progress import TaskProgress, Watch, Watched

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(
    do: Callable[[T, Watch], R], tasks: Sequence[T], threads: int, progress: TaskProgress
) -> Iterator[tuple[T, R]]:
    """Do the tasks, ``threads`` at a time; yield each with its result, as they end.

    Any exception, KeyboardInterrupt too, and who takes no more results, stop the other tasks.
    """
    stop = threading.Event()
    watch = Watched(progress, stop.is_set)
    with ThreadPoolExecutor(threads, "lenet-task") as pool:
        futures = {pool.submit(do, task, watch): task for task in tasks}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            progress.stopping()
            raise
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
