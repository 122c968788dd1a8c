"""What a service is started with: where it listens, whom it lets in, and what it takes at most."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from lenet.errors import LenetError
from lenet.limits import LIMITS, Limits
from lenet.run_folder import RUNS
from lenet.where import Where

LOCALHOST = "localhost"


@dataclass(frozen=True)
class Bounds:
    """What the service takes at most; every check and its sentence use these.

    Attributes
    ----------
    bytes : int
        Bytes of a request's body.
    held_bytes : int
        Bytes of all bodies that are held at one time.
    side : int
        Pixels a side of a picture.
    pages : int
        Pages of a file.
    batch : int
        Images of one inference request.
    seconds : float
        How long a request may be at work.
    body_seconds : float
        How long a body may take to arrive, and a request's head.
    head_bytes : int
        Bytes of a request's head.
    at_once : int
        Requests at work at one time, those among them that wait for a processor; readings are
        counted for themselves.
    at_once_each : int
        As many of them from one address.
    connections : int
        Requests that are open at one time, slow ones and streams of events among them.
    streams : int
        Streams of events that are open at one time.
    """

    bytes: int = 2**25
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
    streams: int = 32

    @property
    def picture(self) -> Limits:
        """The limits of a picture."""
        return Limits(self.side, min(self.side**2, LIMITS.pixels), self.pages, self.bytes)


@dataclass(frozen=True)
class Settings:
    """How a service is run.

    Attributes
    ----------
    host, port : str, int
        Where it listens; port 0 is a free one.
    names : tuple of str
        Other names than ``host`` under which it may be spoken to.
    token : str
        What a client must show, "" for nothing. Needed where others than this machine can come.
    runs : path
        The folder of the user's runs, where trainings are written too.
    read_only : bool
        Whether training is switched off.
    reader : path, optional
        The user's own reader.
    data : Where
        What is trained on when a client does not name a published data set.
    threads : int, optional
        Of a training, and how many requests are worked on side by side; None is every core.
    access_log : bool
        Whether each request is told on stderr, a JSON object a line.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    token: str = ""
    runs: Path = RUNS
    read_only: bool = False
    reader: Path | None = None
    data: Where = field(default_factory=Where)
    threads: int | None = None
    access_log: bool = False
    bounds: Bounds = field(default_factory=Bounds)

    def check(self) -> None:
        """LenetError where the service would stand open to others than this machine."""
        if not self.token and not is_loopback(self.host):
            raise LenetError(
                f"to listen on {self.host}, where other machines can come, lenet serve needs a "
                "token: set LENET_TOKEN or --token"
            )


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can come to ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOCALHOST
