"""A thread makes the next items of an iterator while the current one is used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], room: int = 2) -> Generator[T]:
    """Give the same items; a thread makes up to ``room`` + 1 of them in advance.

    An error that is raised while an item is made is raised here, in place of that item. Close this
    generator (``contextlib.closing``) to end the thread before the last item.
    """
    waiting: Queue[tuple[T] | BaseException | None] = Queue(room)
    enough = Event()

    def make() -> None:
        try:
            for item in items:
                waiting.put((item,))
                if enough.is_set():
                    return
            waiting.put(None)
        except BaseException as error:  # it is raised again where the items are used
            waiting.put(error)

    maker = Thread(target=make, name="lenet-ahead", daemon=True)
    maker.start()
    try:
        while (got := waiting.get()) is not None:
            if isinstance(got, BaseException):
                raise got
            yield got[0]
    finally:
        enough.set()
        _empty(waiting)  # so that the thread can put its item and see that it is to end
        maker.join()


def _empty(queue: Queue[T]) -> None:
    try:
        while True:
            queue.get_nowait()
    except Empty:
        return
