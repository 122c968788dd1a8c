"""``lenet serve`` as a shell meets it: what it says, what it refuses, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from lenet.commands.main import main

from ..serve.service_client import waits

pytestmark = pytest.mark.slow

COMMAND = "import sys; sys.argv[0] = 'lenet'; from lenet.commands.main import main; main()"

AT_WORK = r'lenet_requests_at_work 1\.0|lenet_requests_total{method="POST",route="/api/read"'
"""What the figures say from when a reading is at work."""


def refused(*given: str) -> str:
    done = CliRunner().invoke(main, ["serve", *given])
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Any]:
    """``started(*options)`` runs the command in a process and gives it and a client for it."""
    opened: list[tuple[subprocess.Popen[str], httpx.Client]] = []

    def start(*options: str) -> tuple[subprocess.Popen[str], httpx.Client]:
        words = [sys.executable, "-c", COMMAND, "serve", "--port", "0", "--json", *options]
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        )
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        client = httpx.Client(base_url=address, timeout=30, trust_env=False)
        opened.append((process, client))
        return process, client

    yield start
    for process, client in opened:
        client.close()
        process.kill()
        process.communicate()


def test_it_says_where_it_is_and_answers_there(started, seven_png):
    _, client = started()
    assert client.base_url.host == "127.0.0.1"
    headers = {"content-type": "image/png"}
    assert client.post("/api/digit", content=seven_png, headers=headers).json()["answer"] == "7"


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_with_the_last_epoch_of_a_training_saved(
    started, tiny_folder, tmp_path, end
):
    process, client = started("--data", str(tiny_folder), "--threads", "1", "--runs", "mine")
    client.post("/api/train", json={"epochs": 1000})
    waits(lambda: client.get("/api/train").json()["epoch"] >= 3, 60)
    process.send_signal(end)
    _, told = process.communicate(timeout=30)
    assert "Traceback" not in told
    assert process.returncode in (-end, 128 + end)
    folder = tmp_path / "mine" / "tutorial-1"
    recorded = json.loads((folder / "config.json").read_text())["epochs_trained"]
    assert recorded == len((folder / "history.csv").read_text().splitlines()) - 1 >= 2
    assert not list(folder.glob(".*"))


def test_an_answer_on_its_way_is_finished_when_it_is_told_to_end(started, draw_line, tmp_path):
    import numpy as np
    from PIL import Image

    page = np.tile(np.rint(255 - 255 * draw_line("53151937", 40)).astype(np.uint8), (12, 1))
    Image.fromarray(page).save(tmp_path / "page.png")
    process, client = started()
    content = (tmp_path / "page.png").read_bytes()
    head = f"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(content)}\r\n\r\n"
    with socket.create_connection((client.base_url.host, client.base_url.port)) as one:
        one.sendall(head.encode() + content)
        waits(lambda: re.search(AT_WORK, client.get("/metrics").text) is not None)
        process.send_signal(signal.SIGTERM)
        answer = b""
        while part := one.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 200")
    readings = json.loads(answer.partition(b"\r\n\r\n")[2])["readings"]
    assert len(readings) == 12
    process.communicate(timeout=30)


def test_it_shows_the_page_in_the_browser_when_it_is_asked_to(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr("lenet.serve.server.run", lambda *_: None)
    monkeypatch.setattr("click.launch", shown.append)
    for options in ([], ["--open"], ["--open", "--host", "0.0.0.0", "--token", "word"]):
        done = CliRunner().invoke(main, ["serve", "--port", "0", *options])
        assert done.exit_code == 0, done.output
        assert re.search(r"lenet serves at http://127\.0\.0\.1:\d+ ", done.output)
    assert len(shown) == 2
    assert all(one.startswith("http://127.0.0.1:") for one in shown)


def test_elsewhere_than_on_this_machine_it_needs_a_token(monkeypatch):
    monkeypatch.delenv("LENET_TOKEN", raising=False)
    assert "needs a token" in refused("--host", "0.0.0.0", "--port", "0")


def test_an_address_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}: Address already in use" in refused("--port", port)


def test_a_reader_that_is_none_is_told_at_once(tmp_path):
    assert "saved model" in refused("--port", "0", "--reader", str(tmp_path))


def test_runs_that_are_no_folder_are_one_sentence(tmp_path):
    (tmp_path / "runs").touch()
    told = refused("--port", "0", "--runs", str(tmp_path / "runs"))
    assert told == f"lenet: expected a folder of runs, {tmp_path / 'runs'} is a file\n"


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("lenet.serve.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert refused() == "lenet: lenet serve needs fastapi: pip install 'lenet[serve]'\n"


def test_the_token_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("LENET_TOKEN", "open sesame")
    seen = []
    monkeypatch.setattr("lenet.serve.server.run", lambda app, *_: seen.append(app))
    done = CliRunner().invoke(
        main, ["serve", "--host", "0.0.0.0", "--port", "0", "--max-side", "9"]
    )
    assert done.exit_code == 0, done.output
    settings = seen[0].state.service.settings
    assert settings.token == "open sesame"
    assert settings.limits.side == 9
    assert os.environ["OPENBLAS_NUM_THREADS"]
