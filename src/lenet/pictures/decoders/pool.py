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
from lenet.pictures.decoders.decoder import Decoder, DecoderError, EncodedFile
from lenet.pictures.grey import Grey


class DecoderPool:
    """Lends decoders to threads."""

    def __init__(self) -> None:
        self._lock, self._starting = threading.Lock(), threading.Lock()
        self._idle: list[Decoder] = []
        self._lent: set[Decoder] = set()

    def start(self, count: int) -> None:
        """Have so many decoders start before they are needed. OSError."""
        with self._lock:
            while len(self._idle) + len(self._lent) < count:
                self._idle.append(Decoder())

    def can_start(self) -> bool:
        """Whether a file could be decoded now: a decoder lives, or one can be started."""
        with self._starting:
            with self._lock:
                if any(one.process.poll() is None for one in (*self._idle, *self._lent)):
                    return True
            try:
                with self.lent(EncodedFile()):
                    return True
            except PictureError:
                return False

    @contextlib.contextmanager
    def lent(self, file: EncodedFile) -> Iterator[Decoder]:
        """A decoder that has no file open. PictureError if none can be started.

        Whoever leaves in the middle of an answer ends the decoder.
        """
        decoder = self._taken(file)
        with self._lock:
            self._lent.add(decoder)
        try:
            yield decoder
        finally:
            with self._lock:
                self._lent.discard(decoder)
            if _rests(decoder, EncodedFile()):
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
        self._lock, self._starting = threading.Lock(), threading.Lock()
        for decoder in (*self._idle, *self._lent):
            decoder.forget()
        self._idle, self._lent = [], set()

    def _taken(self, file: EncodedFile) -> Decoder:
        """A kept decoder that still answers, or a new one."""
        while True:
            with self._lock:
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                return _started(file)
            if _rests(kept, file):
                return kept


decoders = DecoderPool()
"""Those of this process."""

atexit.register(decoders.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=decoders.forget)


def decoded_pages(file: EncodedFile) -> Generator[Grey, None, None]:
    """Yield the pages of a file, uint16 [H, W] each, decoded in a process of their own.

    PictureError for what is no picture, and for a page that takes more than the file's limits.
    """
    with decoders.lent(file) as decoder:
        for number in itertools.count(1):
            try:
                if number == 1:
                    decoder.open(file)
                grey = decoder.page()
            except DecoderError as error:
                page = "" if number == 1 else f"page {number}: "
                raise PictureError(f"{file.name}{page}{error}") from error
            if grey is None:
                return
            yield grey


def _started(file: EncodedFile) -> Decoder:
    """A new decoder. PictureError if it does not start."""
    try:
        decoder = Decoder()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PictureError(f"{file.name}expected a decoder that starts: {reason}") from error
    if not _rests(decoder, file):
        raise PictureError(f"{file.name}expected a decoder that starts, it ended ({decoder.end()})")
    return decoder


def _rests(decoder: Decoder, file: EncodedFile) -> bool:
    """Whether a decoder has no file open any more; else, or if ``file`` is left, it is ended."""
    try:
        if not decoder.owes:
            decoder.rest(file)
    except DecoderError:
        pass
    finally:
        if decoder.owes:
            decoder.end()
    return not decoder.owes
