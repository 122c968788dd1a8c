"""SIGTERM ends the service, whatever goes on; too few open files are told at the start."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from .conftest import PNG, refused_start, start

STALLED = b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1"
WATCHING = b"GET /api/train/events HTTP/1.1\r\nHost: localhost\r\n\r\n"


def train(address: str) -> None:
    """Begin a training that takes long, and wait until it goes on."""
    options = {"network": "original", "epochs": 50}
    assert httpx.post(f"{address}/api/train", json=options, trust_env=False).status_code == 202
    with httpx.stream("GET", f"{address}/api/train/events", trust_env=False, timeout=60) as events:
        for line in events.iter_lines():
            if line.startswith("data:") and json.loads(line[5:]).get("images"):
                return


def nothing(address: str) -> None:
    """Only wait."""


@pytest.mark.parametrize("meanwhile", [nothing, train])
@pytest.mark.parametrize("sent", [b"", STALLED, WATCHING, b"GET / HT"])
def test_it_ends_when_it_is_told(
    tmp_path: Path, seven_png: bytes, meanwhile: Callable[[str], None], sent: bytes
) -> None:
    process, address = start(tmp_path, "--threads", "1")
    meanwhile(address)
    assert httpx.post(f"{address}/api/digit", content=seven_png, headers=PNG).status_code == 200
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as open_all_the_time:
        open_all_the_time.sendall(sent)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)  # the process itself ends before: see ENDS_WITHIN
    assert process.returncode == -signal.SIGTERM
    assert "Traceback" not in (tmp_path / "stderr.txt").read_text()


def test_work_that_does_not_end_is_given_up(tmp_path: Path) -> None:
    """The last means: a thread that hears nothing does not keep the process alive."""
    script = """
import threading, time, lenet.serve.server as server
from lenet.serve import Settings, create_app, listen
server.ENDS_WITHIN = 0.5
settings = Settings(port=0)
app = create_app(settings)
app.state.service.executor.pool.submit(lambda: print("at work", flush=True) or time.sleep(600))
server.run(app, listen(settings), settings.limits)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "at work\n"
        # uvicorn takes signals over when it runs: until then SIGTERM would end Python itself.
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
    assert process.returncode in (1, -signal.SIGTERM)
    if process.returncode == 1:
        assert "did not end within 0.5 seconds" in told


def test_too_few_open_files_are_told_before_anyone_waits(tmp_path: Path) -> None:
    few = ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"]
    told = refused_start(tmp_path, before=few)
    assert "expected to be allowed 1216 open files, received 64" in told


@pytest.mark.parametrize("token", [" a", "\u00e9", "a\nb"])
def test_a_token_that_no_header_can_hold_is_refused(tmp_path: Path, token: str) -> None:
    assert "expected a token" in refused_start(tmp_path, "--token", token)
