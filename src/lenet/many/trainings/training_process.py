"""A process of its own that trains, as its parent sees it and as it is inside.

Python lets one thread of a process run at a time, and matplotlib draws in one only; so a training
has a process, on this machine and below a worker of a cluster alike. It ends when its parent does.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import subprocess
import threading
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from lenet.callbacks import LambdaCallback
from lenet.datasets.where import Where
from lenet.errors import LenetError, TrainingError
from lenet.host.python_process import ended, start_python
from lenet.many.task_progress import Watch
from lenet.many.trainings.seeded_training import SeededTraining

START = f"import sys; from {__name__} import main; main(int(sys.argv[1]))"

PASSED = "passed"

SECONDS_BETWEEN_LOOKS = 0.1
"""So often a parent looks whether the training shall end."""

SECONDS_TO_END = 5.0
"""How long a process has to go back to its last finished epoch."""


def train_in_process(where: Where, training: SeededTraining, watch: Watch) -> str | None:
    """Do a training in a process of its own; give a sentence if it ran away.

    LenetError if the process ends before the training does, OSError if it cannot be started, and
    what the training raises. KeyboardInterrupt when it was stopped: the finished epochs stay.
    """
    ours, theirs = Pipe()
    with theirs:
        process = start_python(
            START,
            str(theirs.fileno()),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    try:
        ours.send((where, training))
        while (answer := _heard(ours, watch)) == PASSED:
            watch.passed()
    except (EOFError, OSError) as error:
        how = ended(process, SECONDS_TO_END)
        raise LenetError(
            f"{training.folder}: the process that trained ended ({how}); "
            "run this again, finished epochs are kept"
        ) from error
    finally:
        ours.close()
        ended(process, SECONDS_TO_END)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _heard(connection: Connection, watch: Watch) -> str | Exception | None:
    while not connection.poll(SECONDS_BETWEEN_LOOKS):
        if watch.stopped():
            raise KeyboardInterrupt
    answer: str | Exception | None = connection.recv()
    return answer


def main(handle: int) -> None:
    """Do the training that comes through the connection with this number."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parent, done = Connection(handle), threading.Event()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        where, training = parent.recv()
        threading.Thread(target=_end_with, args=(parent, done), daemon=True).start()
        answer = _answer(where, training, parent)
        done.set()
        parent.send(answer)


def _answer(where: Where, training: SeededTraining, parent: Connection) -> str | Exception | None:
    told = LambdaCallback(on_epoch_end=lambda *_: parent.send(PASSED))
    try:
        training.train(where, [told])
    except TrainingError as error:
        return str(error)
    except Exception as error:  # it is raised again where the training is waited for
        return error
    return None


def _end_with(parent: Connection, done: threading.Event) -> None:
    """Interrupt this process when its parent has ended, or let go of it; nothing else comes."""
    with contextlib.suppress(EOFError, OSError):
        parent.recv()
    if not done.is_set():
        _thread.interrupt_main()
        time.sleep(SECONDS_TO_END)
        os._exit(1)
