"""A service as users run it, in a process of its own, to be attacked over loopback."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

PNG = {"content-type": "image/png"}


@dataclass
class Attacked:
    """A running service: a client for it, its process, and a digit that it must answer."""

    client: httpx.Client
    process: subprocess.Popen[str]
    digit: bytes

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        url = self.client.base_url
        return url.host, url.port or 0

    def memory(self) -> int:
        """Bytes that the process has had in memory at most, so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return 1024 * int(found[1])

    def answers(self) -> bool:
        """Whether it still reads a digit, and says that it is ready."""
        digit = self.client.post("/api/digit", content=self.digit, headers=PNG)
        ready = self.client.get("/v2/health/ready")
        return digit.status_code == 200 and ready.status_code == 200


def start(folder: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """``lenet serve`` with options, in an empty folder, and its address."""
    with (folder / "stderr.txt").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "lenet", "serve", "--port", "0", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, (folder / "stderr.txt").read_text()
    return process, found[0]


def refused_start(folder: Path, *options: str, before: Sequence[str] = ()) -> str:
    """What ``lenet serve`` with options, run by ``before``, says when it does not start."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "lenet", "serve", "--port", "0", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, seven_png: bytes) -> Iterator[Attacked]:
    """One service for a file of attacks; at the end it must have written no traceback."""
    folder = tmp_path_factory.mktemp("attacked")
    process, address = start(folder, "--threads", "2")
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield Attacked(client, process, seven_png)
        process.terminate()
        process.communicate()
        assert process.returncode == -signal.SIGTERM  # it has ended in order, then as it was told
    assert "Traceback" not in (folder / "stderr.txt").read_text()
