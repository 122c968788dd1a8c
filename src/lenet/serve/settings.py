"""What a service is started with: where it listens, whom it lets in, what it works on."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from lenet.datasets.where import Where
from lenet.errors import LenetError
from lenet.runs.folder import RUNS
from lenet.serve.edge.service_limits import Bounds

LOCALHOST = "localhost"


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
