"""The decoder processes of this process: started when needed, lent to one file at a time.

As many are kept as were needed at once. They end with this process, however it ends, and a process
that is forked has none of them.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import threading
from collections.abc import Generator, Iterator

from lenet.errors import PictureError
from lenet.pictures.decoders.decoder import Decoder, DecoderError, Job
from lenet.pictures.grey import Grey


class DecoderPool:
    """Lends decoders to threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Decoder] = []
        self._lent: set[Decoder] = set()

    def start(self, count: int) -> None:
        """Start so many decoders before they are needed, without waiting for them. OSError."""
        for _ in range(count):
            decoder = Decoder()
            with self._lock:
                self._idle.append(decoder)

    def can_start(self) -> bool:
        """Whether a file could be decoded now. It may take the time in which a decoder starts."""
        try:
            with self.lent(Job()):
                return True
        except PictureError:
            return False

    @contextlib.contextmanager
    def lent(self, job: Job) -> Iterator[Decoder]:
        """A decoder that has no file open. PictureError if none can be started.

        Whoever leaves in the middle of an answer ends the decoder.
        """
        decoder = self._taken(job)
        with self._lock:
            self._lent.add(decoder)
        try:
            yield decoder
        finally:
            with self._lock:
                self._lent.discard(decoder)
            if _rests(decoder, Job()):
                with self._lock:
                    self._idle.append(decoder)

    def close(self) -> None:
        """End all decoders."""
        with self._lock:
            decoders, self._idle = [*self._idle, *self._lent], []
        for decoder in decoders:
            decoder.end()

    def forget(self) -> None:
        """Leave the decoders to the process from which this one was forked."""
        self._lock = threading.Lock()
        for decoder in (*self._idle, *self._lent):
            decoder.forget()
        self._idle, self._lent = [], set()

    def _taken(self, job: Job) -> Decoder:
        """A kept decoder that still answers, or a new one."""
        while True:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                return _started(job)
            if _rests(kept, job):
                return kept


decoders = DecoderPool()
"""Those of this process."""

atexit.register(decoders.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=decoders.forget)


def decoded_pages(job: Job) -> Generator[Grey, None, None]:
    """Yield the pages of a file, uint16 [H, W] each, decoded in a process of their own.

    PictureError for what is no picture, and for a page that takes more than the job's limits.
    """
    with decoders.lent(job) as decoder:
        for number in itertools.count(1):
            try:
                if number == 1:
                    decoder.open(job)
                grey = decoder.page()
            except DecoderError as error:
                page = "" if number == 1 else f"page {number}: "
                raise PictureError(f"{job.name}{page}{error}") from error
            if grey is None:
                return
            yield grey


def _started(job: Job) -> Decoder:
    """A new decoder. PictureError if it does not start."""
    try:
        decoder = Decoder()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PictureError(f"{job.name}expected a decoder that starts: {reason}") from error
    if not _rests(decoder, job):
        raise PictureError(f"{job.name}expected a decoder that starts, it ended ({decoder.end()})")
    return decoder


def _rests(decoder: Decoder, job: Job) -> bool:
    """Whether a decoder has no file open any more; else, or if ``job`` is left, it is ended."""
    try:
        if not decoder.owes:
            decoder.rest(job)
    except DecoderError:
        pass
    finally:
        if decoder.owes:
            decoder.end()
    return not decoder.owes
