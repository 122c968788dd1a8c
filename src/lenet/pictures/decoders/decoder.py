"""One decoder process as its parent sees it: asked page by page, killed when it does not answer.

A file may make a decoder do anything, so its answers are checked as a file is. Pipes are watched
with ``poll``, which Linux and macOS have.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

import numpy as np

from lenet.errors import PictureError
from lenet.host.python_process import ended, start_python
from lenet.pictures.decoders.messages import LENGTH, message
from lenet.pictures.grey import Grey
from lenet.pictures.limits import LIMITS, Limits

START = "from lenet.pictures.decoders.child import main; main()"
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
"""So that a decoder's address space, which is limited, is not reserved for threads."""

SECONDS_TO_START = 60.0
SECONDS_TO_REST = 5.0
SECONDS_TO_END = 1.0

WATCH = 50
"""Milliseconds after which someone who waits is asked whether they still do."""

LONGEST_ANSWER = 2**14
"""Bytes of an answer without its pixels."""


@dataclass(frozen=True)
class EncodedFile:
    """A file to decode: its path or its content, and how messages about it begin.

    ``check`` is called while a decoder works on it; what it raises ends the work.
    """

    source: str | bytes = b""
    name: str = ""
    limits: Limits = LIMITS
    check: Callable[[], object] | None = None


class DecoderError(Exception):
    """A decoder that ended, took too long or gave no proper answer."""


class Decoder:
    """A decoder process. OSError if it cannot be started.

    ``rest``, ``open`` and ``page`` raise DecoderError, and whatever the file's ``check`` raises.
    ``owes`` is true from a request to the end of its answer. If it stays so, the process does not
    say what it is asked, and can only be ended.
    """

    def __init__(self) -> None:
        self.process = start_python(
            START,
            env=ONE_ARENA,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._requests, self._answers = self.process.stdin, self.process.stdout
        os.set_blocking(self._requests.fileno(), False)
        self._started = False
        self._file, self._until = EncodedFile(), 0.0
        self.owes = False

    def rest(self, file: EncodedFile) -> None:
        """Wait until the process has started, and close the file that it has open."""
        self._file = file
        with self._in_time(SECONDS_TO_REST if self._started else SECONDS_TO_START):
            self._send(message({"page": False}))
            if self._answer() != {"end": True}:
                raise DecoderError("expected a decoder that rests, it is broken")
        self._started = True

    def open(self, file: EncodedFile) -> None:
        """Hand a file over."""
        self._file = file
        limits, source = asdict(file.limits), file.source
        with self._in_time(file.limits.seconds):
            if isinstance(source, str):
                self._send(message({"limits": limits, "path": source}))
            else:
                self._send(message({"limits": limits, "length": len(source)}))
                self._send(source)

    def page(self) -> Grey | None:
        """The next page of the file, None after the last. PictureError if it cannot be decoded."""
        with self._in_time(self._file.limits.seconds):
            self._send(message({"page": True}))
            match self._answer():
                case {"height": int(height), "width": int(width)} if min(height, width) > 0:
                    return self._pixels(height, width)
                case {"end": True}:
                    return None
                case {"error": str(error)}:
                    sentence = "".join(one if one.isprintable() else " " for one in error)
                case _:
                    raise DecoderError("expected a page that can be decoded, its decoder is broken")
        raise PictureError(f"{self._file.name}{sentence}")

    def end(self, patience: float = 0.0) -> str:
        """End the process, killed unless it ends by itself in some seconds; return how it did."""
        how = ended(self.process, patience)
        self.forget()
        return how

    def forget(self) -> None:
        """Close the pipes to a process that has ended, or that is a forked parent's."""
        self.owes = True
        self.process.returncode = self.process.returncode or 0  # Popen warns of a child that runs
        self._requests.close()
        self._answers.close()

    @contextlib.contextmanager
    def _in_time(self, seconds: float) -> Iterator[None]:
        if self._requests.closed:
            raise DecoderError("expected a decoder that was not closed")
        self._until = time.monotonic() + seconds
        self.owes = True
        yield
        self.owes = False

    def _pixels(self, height: int, width: int) -> Grey:
        self._file.limits.check_size(width, height, self._file.name)
        grey = np.empty((height, width), np.uint16)
        self._read_into(grey.data.cast("B"))
        return grey

    def _answer(self) -> Any:
        head = bytearray(LENGTH.size)
        self._read_into(memoryview(head))
        (length,) = LENGTH.unpack(head)
        if length > LONGEST_ANSWER:
            return None
        text = bytearray(length)
        self._read_into(memoryview(text))
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None

    def _read_into(self, left: memoryview) -> None:
        while left:
            self._wait(self._answers, select.POLLIN)
            count = os.readv(self._answers.fileno(), [left])
            if not count:
                raise self._ended()
            left = left[count:]

    def _send(self, content: bytes) -> None:
        left = memoryview(content)
        while left:
            self._wait(self._requests, select.POLLOUT)
            try:
                left = left[os.write(self._requests.fileno(), left) :]
            except BrokenPipeError as error:
                raise self._ended() from error

    def _wait(self, pipe: IO[bytes], event: int) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        while True:
            if time.monotonic() > self._until:
                most = f"{self._file.limits.seconds:g} seconds"
                raise DecoderError(f"expected a page that takes at most {most} to decode")
            if poll.poll(WATCH):
                return
            if self._file.check is not None:
                self._file.check()

    def _ended(self) -> DecoderError:
        memory = self._file.limits.memory / 1e9
        return DecoderError(
            f"expected a page that can be decoded in {memory:.1f} GB, "
            f"the decoder ended at it ({self.end(SECONDS_TO_END)})"
        )
