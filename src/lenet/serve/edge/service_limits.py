"""The limits of a service; every check, its sentence and ``lenet serve --help`` use these."""

from __future__ import annotations

from dataclasses import dataclass

from lenet.pictures.limits import LIMITS, Limits

RESERVED = 64
"""Connections beyond ``connections``: they are answered for health and metrics alone."""

RESERVED_EACH = 4
"""The same of one address."""


@dataclass(frozen=True)
class ServiceLimits:
    """What a service takes at most.

    Attributes
    ----------
    bytes : int
        Bytes of a request's body that is a picture.
    option_bytes : int
        Bytes of any other body, a training's options for example.
    held_bytes : int
        Bytes of all bodies that are in memory at one time.
    side : int
        Pixels a side of a picture.
    pages : int
        Pages of a file.
    batch : int
        Images of one inference request.
    seconds : float
        Seconds that a request may be at work.
    body_seconds : float
        Seconds that a request's head may take to arrive, its body, and its answer to be taken.
    head_bytes : int
        Bytes of a request's head; and of what comes between and behind the parts of its body.
    at_once : int
        Requests at work at one time, with those that wait for a processor; readings are counted
        apart.
    at_once_each : int
        The same of one address.
    connections : int
        Connections, and requests that are open, at one time, with slow ones and streams of events.
    connections_each : int
        Connections of one address.
    streams : int
        Streams of events that are open at one time.
    """

    bytes: int = 2**25
    option_bytes: int = 2**16
    held_bytes: int = 2**29
    side: int = 4096
    pages: int = 20
    batch: int = 1024
    seconds: float = 30.0
    body_seconds: float = 30.0
    head_bytes: int = 2**16
    at_once: int = 256
    at_once_each: int = 256
    connections: int = 1024
    connections_each: int = 512
    streams: int = 32

    @property
    def picture(self) -> Limits:
        """The limits of a picture. No decoder holds up the service: each has its own process."""
        pixels = min(self.side**2, LIMITS.pixels)
        return Limits(self.side, pixels, self.pages, self.bytes, self.seconds, isolated=True)
