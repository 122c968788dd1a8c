"""The arithmetic that the processor can do."""

from __future__ import annotations

from lenet import _engine
from lenet.host.cores import thread_count


def multiply_add_peak(threads: int | None = None) -> float:
    """Floating-point operations a second of so many threads doing nothing but multiply-adds."""
    return _engine.peak(thread_count(threads))
