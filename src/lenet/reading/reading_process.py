"""A process of its own that reads pictures, as its parent sees it and as it is inside.

Both are this program, and what passes between them is pickled: the task once, then a picture and
its row in turn. So a crash, or a kill for want of memory, costs one picture and not all.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import cv2

from lenet.errors import LenetError
from lenet.host.python_process import ended, start_python
from lenet.pictures.named_files import PictureFile
from lenet.reading.row import Row, Task, failed

START = f"import sys; from {__name__} import main; main(int(sys.argv[1]))"

STARTS = 3
"""So often a process is started that ends before it can read."""

SECONDS_TO_END = 1.0


class StoppedError(Exception):
    """Nobody waits for a row any more."""


class ReadingProcess:
    """A process that reads for one thread at a time; one that has ended is replaced.

    ``task`` is a pickled ``Task``. The process starts at once, and gets it with its first picture.
    OSError if it cannot be started.
    """

    def __init__(self, task: bytes) -> None:
        self._task, self._closed = task, False
        self._lock = threading.Lock()
        self._start()

    def row(self, number: int, file: PictureFile) -> Row:
        """The row of a picture, as ``Task.row`` gives it, or one that says how its process ended.

        LenetError if no process gets so far that it can read; StoppedError.
        """
        for _ in range(STARTS):
            with contextlib.suppress(EOFError, OSError):
                self._prepare()
                break
            self._restart()
        else:
            raise LenetError(f"expected a process that reads pictures, it ended {STARTS} times")
        try:
            self._connection.send((number, file))
            answer = self._connection.recv()
        except (EOFError, OSError):
            how = self._restart()
            return failed(file, f"the process that read this picture ended ({how})")
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Row)
        return answer

    def close(self) -> None:
        """End the process, also while another thread waits for a row."""
        with self._lock:
            self._closed = True
            ended(self._process)

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = start_python(
                START,
                str(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._reads = False

    def _prepare(self) -> None:
        """Hand the task over; wait until the process can read. EOFError or OSError if it ends."""
        if self._process.poll() is not None:
            raise EOFError
        if not self._reads:
            self._connection.send_bytes(self._task)
            self._connection.recv()
            self._reads = True

    def _restart(self) -> str:
        """Replace a process that has ended, and say how it did. StoppedError."""
        with self._lock:
            if self._closed:
                raise StoppedError
            how = ended(self._process, SECONDS_TO_END)
            self._connection.close()
            self._start()
        return how


def main(handle: int) -> None:
    """Read what comes through the connection with this number, until it is closed."""
    cv2.setNumThreads(1)
    with contextlib.suppress(EOFError, ConnectionError), Connection(handle) as parent:
        task: Task = parent.recv()
        parent.send(True)
        while True:
            parent.send(_answer(task, *parent.recv()))


def _answer(task: Task, number: int, file: PictureFile) -> Row | Exception:
    try:
        return task.row(number, file)
    except Exception as error:  # it is raised again where the row is waited for
        return error
