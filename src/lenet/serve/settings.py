"""The settings of a service: where it listens, who may come in, what it works on."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from lenet.datasets.where import Where
from lenet.errors import LenetError
from lenet.runs.folder import RUNS
from lenet.serve.edge.host_names import is_loopback
from lenet.serve.edge.service_limits import ServiceLimits


@dataclass(frozen=True)
class TrainerAddress:
    """Where the process that trains listens, and its token."""

    host: str
    port: int
    token: str


@dataclass(frozen=True)
class Settings:
    """How a service is run.

    Attributes
    ----------
    host, port : str, int
        Where it listens; port 0 takes a free one.
    names : tuple of str
        Hosts beside ``host`` that requests may name.
    token : str
        What clients must send; "" for none. Needed where other machines can reach the service.
    runs : path
        The folder of the user's runs. Trainings are written there too.
    read_only : bool
        Whether training is switched off.
    reader : path, optional
        The user's own reader.
    data : Where
        The test digits, and what is trained on unless a client names a published data set.
    threads : int, optional
        Threads of a training, and of requests; None is one a core.
    workers : int
        Processes that answer. With more than one, another trains.
    trainer : TrainerAddress, optional
        Of a worker: where training goes on.
    counted : bool
        Whether its requests are counted: those of the trainer are counted where they come in.
    access_log : bool
        Whether each request is logged on stderr, a JSON object a line.
    limits : ServiceLimits
        What is taken at most.
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
    workers: int = 1
    trainer: TrainerAddress | None = None
    counted: bool = True
    access_log: bool = False
    limits: ServiceLimits = field(default_factory=ServiceLimits)

    def check(self) -> None:
        """LenetError for what cannot be served safely.

        Other machines could reach it without a token; the token is no text that a header can hold;
        or ``runs`` is there, but is no folder that can be listed.
        """
        token = self.token
        if not token.isascii() or not token.isprintable() or token != token.strip():
            raise LenetError("expected a token of printable ASCII characters, no space around it")
        if not self.token and not is_loopback(self.host):
            raise LenetError(
                f"to listen on {self.host}, where other machines can come, lenet serve needs a "
                "token: set LENET_TOKEN or --token"
            )
        try:
            os.scandir(self.runs).close()
        except FileNotFoundError:
            pass  # the first training makes it
        except NotADirectoryError as error:
            raise LenetError(f"expected a folder of runs, {self.runs} is a file") from error
        except OSError as error:
            raise LenetError(f"{self.runs}: {error.strerror}") from error
