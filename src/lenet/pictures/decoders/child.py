"""What a decoder process does: files come in by standard input, pages leave by standard output.

A file may make a decoder do anything. So the process limits itself: its memory, on Linux (other
systems do not keep this limit), and for each page its processor time, so that it ends also when
nobody is left to end it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from lenet.errors import PictureError
from lenet.pictures.decoders.messages import LENGTH, message
from lenet.pictures.grey import Grey
from lenet.pictures.heic import heic_pages, is_heic
from lenet.pictures.limits import Limits
from lenet.pictures.pdf import is_pdf, pdf_pages
from lenet.pictures.pillow import one_sentence, pillow_pages

LONGEST_SENTENCE = 1000
LONGEST_TIME = 1e6
"""Seconds of processor time that can be limited."""

GROWTH = 2**26
"""Bytes by which a process may be larger at rest than in the beginning; then it ends."""


def main() -> None:
    """Answer until standard input ends."""
    for one in (signal.SIGINT, signal.SIGTERM):  # the parent's affair: it may finish its work
        signal.signal(one, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):  # what a decoder reads and prints itself
            os.dup2(nowhere, stream)
        with contextlib.suppress(BrokenPipeError):
            _serve(requests, answers)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    largest = _size() + GROWTH
    limits = Limits()
    greys: Iterator[Grey] = iter(())
    for request in _received(requests):
        if "limits" in request:
            limits = Limits(**request["limits"])
            greys = _greys(request.get("path") or requests.read(request["length"]), limits)
        elif request["page"]:
            _limit_time(limits)
            _answer_page(greys, limits, answers)
        else:
            greys = iter(())
            _free_memory()
            answers.write(message({"end": True}))
            if _size() > largest:
                return
        answers.flush()


def _received(requests: BinaryIO) -> Iterator[dict[str, Any]]:
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        yield json.loads(requests.read(LENGTH.unpack(head)[0]))


def _greys(source: str | bytes, limits: Limits) -> Iterator[Grey]:
    """The pages of a file or its content. PictureError without the name of the file."""
    with contextlib.ExitStack() as until_done:
        with one_sentence("", limits):
            file: BinaryIO = (
                io.BytesIO(source)
                if isinstance(source, bytes)
                else until_done.enter_context(open(source, "rb"))
            )
            start = file.read(1024)
            length = file.seek(0, os.SEEK_END)
            file.seek(0)
        _limit_memory(limits.memory + min(length, limits.bytes))  # Pillow may copy the file
        yield from _pages_of(start)(file, "", limits)


def _pages_of(start: bytes) -> Callable[[BinaryIO, str, Limits], Iterator[Grey]]:
    """What decodes a file that begins so."""
    if is_pdf(start):
        return pdf_pages
    return heic_pages if is_heic(start) else pillow_pages


def _answer_page(greys: Iterator[Grey], limits: Limits, answers: BinaryIO) -> None:
    try:
        grey = next(greys, None)
    except (MemoryError, PictureError) as error:
        _free_memory()  # there may be none left for the answer
        lacking = isinstance(error, MemoryError) or isinstance(error.__cause__, MemoryError)
        sentence = _too_much(limits) if lacking else str(error)
        answers.write(message({"error": sentence[:LONGEST_SENTENCE]}))
    else:
        if grey is None:
            answers.write(message({"end": True}))
            return
        height, width = grey.shape
        answers.write(message({"height": height, "width": width}))
        answers.write(np.ascontiguousarray(grey).data)


def _too_much(limits: Limits) -> str:
    return f"expected a page that takes at most {limits.memory / 1e9:.1f} GB to decode"


def _limit_memory(allowance: int) -> None:
    """Let this process grow by so many bytes."""
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, _size() + allowance)


def _free_memory() -> None:
    """Let this process grow as it may by itself."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time(limits: Limits) -> None:
    """Let this process work for a page's seconds from now on, and a little more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(
        resource.RLIMIT_CPU,
        int(used.ru_utime + used.ru_stime + min(limits.seconds, LONGEST_TIME)) + 2,
    )


def _limit(kind: int, amount: int) -> None:
    _, most = resource.getrlimit(kind)
    resource.setrlimit(
        kind, (amount if most == resource.RLIM_INFINITY else min(amount, most), most)
    )


def _size() -> int:
    """Bytes of address space of this process; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
