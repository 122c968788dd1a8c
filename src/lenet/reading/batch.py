"""Reads many pictures, several at a time, and gives a row for each in their order.

Python lets one thread of a process run at a time. So pictures are read by several processes, of
which this is one. It begins while the others start, and reads a few pictures alone.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from PIL import Image

from lenet.host.cores import usable_cores
from lenet.pictures.addresses.address import Address
from lenet.pictures.named_files import PictureFile
from lenet.reading.read_options import ReadOptions
from lenet.reading.reader import Reader
from lenet.reading.reading_process import ReadingProcess, StoppedError
from lenet.reading.row import Reads, Row, Task

AHEAD = 4
"""Pictures for each worker that may be read before their rows are taken. For fewer than these, no
worker is started: a process needs about the time of 20 small pictures until it reads."""

LONG = 1.0
"""Seconds: if the first of a few pictures takes so long, the others are read together after all."""

SENT = (str, os.PathLike, bytes, Address, np.ndarray, Image.Image)
"""Pictures that another process can be sent; a stream is read in this one."""

Numbered = tuple[int, PictureFile]
Way = Callable[[int, PictureFile], Row]


def read_all(
    reader: Reads,
    pictures: Iterable[PictureFile],
    options: ReadOptions,
    *,
    workers: int | None = None,
    explain_in: Path | None = None,
) -> Iterator[Row]:
    """Read the pictures, ``workers`` at a time, and yield each one's row in their order.

    Parameters
    ----------
    reader : Reads
        A ``Reader`` is copied into other processes. Anything else is called in this one, from
        several threads at once.
    pictures : iterable of PictureFile
        They are taken as rows are: only a few are read ahead.
    options : ReadOptions
        What to read in each picture.
    workers : int, optional
        Processes, this one among them, or threads; by default one for every core that this process
        may use. Fewer work where there are few pictures.
    explain_in : path, optional
        Where to write the steps of each picture and their contact sheet, in a folder of its own.

    Raises
    ------
    LenetError
        The options cannot be used for any picture: the pattern is not one, for example. No process
        can be started that reads.
    OSError
        An explanation cannot be written, or no process can be started.
    """
    task, workers = Task(reader, options, explain_in), workers or usable_cores()
    numbered = enumerate(pictures, 1)
    first = list(islice(numbered, AHEAD * workers))
    together = min(workers, len(first) // AHEAD)
    if first and together < 2 <= workers:
        begun = time.monotonic()
        row = task.row(*first.pop(0))
        together = min(workers, len(first)) if time.monotonic() - begun > LONG else 1
        yield row
    every = chain(first, numbered)
    if together < 2:
        yield from (task.row(*one) for one in every)
    else:
        yield from _together(task, every, together)


def _together(task: Task, pictures: Iterable[Numbered], workers: int) -> Iterator[Row]:
    coming: deque[Future[Row]] = deque()
    with contextlib.ExitStack() as until_done:
        pool = ThreadPoolExecutor(workers, "lenet-read")
        until_done.callback(pool.shutdown, cancel_futures=True)
        ways: SimpleQueue[Way] = SimpleQueue()
        for way in _ways(task, workers, until_done):
            ways.put(way)
        for number, file in pictures:
            coming.append(pool.submit(_by_a_free, ways, number, file))
            if len(coming) > AHEAD * workers:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _ways(task: Task, workers: int, until_done: contextlib.ExitStack) -> Iterator[Way]:
    """So many ways to get a row, each for one thread at a time: here, and in other processes."""
    if type(task.reader) is not Reader:
        yield from [task.row] * workers
        return
    done = threading.Event()
    until_done.callback(done.set)

    def check() -> None:
        if done.is_set():
            raise StoppedError

    here = partial(task.row, before_each=check)
    yield here
    pickled = pickle.dumps(task)
    for _ in range(workers - 1):
        process = ReadingProcess(pickled)
        until_done.callback(process.close)
        yield partial(_there, process, here)


def _there(process: ReadingProcess, here: Way, number: int, file: PictureFile) -> Row:
    sent = isinstance(file.picture, SENT) and not file.fault
    return process.row(number, file) if sent else here(number, file)


def _by_a_free(ways: SimpleQueue[Way], number: int, file: PictureFile) -> Row:
    way = ways.get()
    try:
        return way(number, file)
    finally:
        ways.put(way)
