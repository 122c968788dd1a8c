"""The next items are made in a thread while this one is used."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], room: int = 2) -> Generator[T]:
    """The same items, of which up to ``room`` wait and one more is being made.

    An error in making one is raised where it was to be used. Close this generator
    (``contextlib.closing``) to end the thread before the items have ended.
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
        except BaseException as error:  # whatever it is, it belongs to the user of the items
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
        _empty(waiting)  # the maker has room for the item at hand, and then sees that it is enough
        maker.join()


def _empty(queue: Queue[T]) -> None:
    try:
        while True:
            queue.get_nowait()
    except Empty:
        return
