"""Several processes behind one address: workers that answer, and one process that trains.

All workers accept from one socket. What concerns training they pass on to the trainer, a service on
loopback with a token of its own, so that every client sees the one training there is. A process
that ends is replaced; the others do not notice.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from prometheus_client import multiprocess

from lenet.errors import LenetError
from lenet.host.cores import usable_cores
from lenet.serve.app import create_app
from lenet.serve.edge.metrics import SHARED_FOLDER
from lenet.serve.server import ENDS_WITHIN, allow_open_files, files_needed, listen, run
from lenet.serve.settings import Settings, TrainerAddress

log = logging.getLogger("lenet.serve")

LOOPBACK = "127.0.0.1"
_processes = multiprocessing.get_context("spawn")


@dataclass
class Member:
    """One process of the service: its name, what it serves and where, and whether it has served."""

    name: str
    settings: Settings
    listening: socket.socket
    process: BaseProcess
    started: Connection
    served: bool = False


class Workers:
    """The processes of a service with ``settings.workers`` workers, all at ``listening``.

    ``when_started`` is called when all of them answer.
    """

    def __init__(
        self, settings: Settings, listening: socket.socket, when_started: Callable[[], None]
    ) -> None:
        self.when_started, self.announced = when_started, False
        token = secrets.token_urlsafe(32)
        self.members: list[Member] = []
        self.stopping = False
        self.told, self.tell = _processes.Pipe(duplex=False)
        self.metrics_folder = tempfile.mkdtemp(prefix="lenet-metrics-")
        self.trainer_socket = listen(replace(settings, host=LOOPBACK, port=0))
        host, port = self.trainer_socket.getsockname()[:2]
        trainer = replace(settings, host=host, port=port, token=token, counted=False)
        threads = settings.threads or max(1, usable_cores() // settings.workers)
        worker = replace(settings, trainer=TrainerAddress(host, port, token), threads=threads)
        self.plans = [("trainer", trainer, self.trainer_socket)]
        self.plans += [(f"worker {n + 1}", worker, listening) for n in range(settings.workers)]

    def run(self) -> None:
        """Serve until SIGTERM or Ctrl-C. LenetError if a process ends before all have served."""
        with self._signals(), self._shared_metrics():
            try:
                for plan in self.plans:
                    self.members.append(self._start(*plan))
                while not self.stopping:
                    self._look()
            finally:
                self._end()

    def _start(self, name: str, settings: Settings, listening: socket.socket) -> Member:
        started, has_started = _processes.Pipe(duplex=False)
        arguments = (settings, listening, has_started)
        process = _processes.Process(target=serve_until_told, args=arguments, name=name)
        process.start()
        has_started.close()
        return Member(name, settings, listening, process, started)

    def _look(self) -> None:
        """Wait for something to happen: a signal, a process that serves, one that has ended."""
        sources: list[Any] = [self.told, *(one.process.sentinel for one in self.members)]
        sources += [one.started for one in self.members if not one.served]
        happened = wait(sources)
        if self.told in happened:
            self.stopping = True
            return
        for place, member in enumerate(self.members):
            if member.started in happened and not member.served:
                member.served = _has_word(member.started)
                self._announce()
            if member.process.sentinel in happened:
                self._replace(place, member)

    def _announce(self) -> None:
        """Say once that all serve."""
        if not self.announced and all(one.served for one in self.members):
            self.announced = True
            self.when_started()

    def _replace(self, place: int, member: Member) -> None:
        member.process.join()
        member.started.close()
        multiprocess.mark_process_dead(  # type: ignore[no-untyped-call]
            member.process.pid, self.metrics_folder
        )
        code = member.process.exitcode
        if not (member.served or self.announced):
            raise LenetError(f"{member.name} ended before it served (exit status {code})")
        log.error("%s ended (exit status %s): another takes its place", member.name, code)
        self.members[place] = self._start(member.name, member.settings, member.listening)

    def _end(self) -> None:
        """End all processes; those that do not end in time are killed."""
        for member in self.members:
            member.process.terminate()
        for member in self.members:
            member.process.join(ENDS_WITHIN)
            if member.process.is_alive():
                member.process.kill()
                member.process.join()
            member.started.close()
        self.trainer_socket.close()
        self.told.close()
        self.tell.close()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Let SIGTERM and Ctrl-C end ``run``."""
        before = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda *_: self.tell.send(True))
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def _shared_metrics(self) -> Iterator[None]:
        """A folder in which all processes keep their figures, so that each can tell all of them."""
        os.environ[SHARED_FOLDER] = self.metrics_folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]
            shutil.rmtree(self.metrics_folder, ignore_errors=True)


def run_workers(
    settings: Settings, listening: socket.socket, when_started: Callable[[], None]
) -> None:
    """Serve with several processes until SIGTERM or Ctrl-C.

    ``when_started`` is called as soon as all of them answer. LenetError if the system allows too
    few open files, or if a process cannot serve.
    """
    allow_open_files(files_needed(settings.limits))
    Workers(settings, listening, when_started).run()


def serve_until_told(settings: Settings, listening: socket.socket, started: Connection) -> None:
    """What each process does. It ends with the process that has started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        with suppress(KeyboardInterrupt):  # Ctrl-C goes to all; the service has ended in order
            run(create_app(settings), listening, settings.limits, lambda: started.send(True))
    except LenetError as error:
        log.error("%s", error)
        raise SystemExit(1) from error


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _has_word(started: Connection) -> bool:
    try:
        return bool(started.recv())
    except EOFError:
        return False
