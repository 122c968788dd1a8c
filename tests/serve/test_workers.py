"""Several processes behind one address: one training for all, and a crash that no other notices."""

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ..attack.conftest import refused_start, start
from .service_client import PNG, refused, waits


def children(process: int) -> list[int]:
    """The processes of several workers that a process has started, the oldest first."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            command = (stat.parent / "cmdline").read_bytes()
            if int(parent) == process and b"spawn_main" in command:
                found.append(int(stat.parent.name))
    return sorted(found)


@pytest.fixture(scope="module")
def several(tmp_path_factory, tiny_folder) -> Iterator[tuple[httpx.Client, int]]:
    """A service of two workers on the tiny data set: a client, and its first process."""
    folder = tmp_path_factory.mktemp("several")
    process, address = start(folder, "--workers", "2", "--data", str(tiny_folder))
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        yield client, process.pid
    started = children(process.pid)
    process.terminate()
    process.communicate()
    assert process.returncode == 0
    assert not any(Path(f"/proc/{one}").exists() for one in started)
    assert "Traceback" not in (folder / "stderr.txt").read_text()


@pytest.mark.slow
def test_every_client_sees_the_one_training(several):
    client, _ = several
    answer = client.post("/api/train", json={"epochs": 2})
    assert answer.status_code == 202
    with client.stream("GET", "/api/train/events") as events:
        for line in events.iter_lines():
            state = json.loads(line[5:]).get("state") if line.startswith("data:") else ""
            if state in ("finished", "failed", "stopped"):
                break
    assert state == "finished"
    seen = set()
    for _ in range(20):  # connections of their own, so that both workers are asked
        with httpx.Client(base_url=client.base_url, trust_env=False) as other:
            training = other.get("/api/train").json()
            names = {one["name"] for one in other.get("/api/networks").json()["networks"]}
            assert training["run"] in names
            seen.add((training["state"], training["run"]))
    assert len(seen) == 1
    refused(client.post("/api/train", content=b"{"), 422)
    refused(client.post("/api/train", json={"epochs": 0}), 422, "greater than or equal to 1")
    assert client.get("/api/train/none").status_code == 404


@pytest.mark.slow
def test_what_is_passed_on_is_refused_as_elsewhere(several):
    client, _ = several
    refused(client.post("/api/train", content=bytes(2**17)), 413, "at most 65536 bytes")
    chunks = (bytes(2**12) for _ in range(32))
    refused(client.post("/api/train/resume", content=chunks), 413, "at most 65536 bytes")
    for method in ("HEAD", "DELETE", "OPTIONS"):
        assert client.request(method, "/api/train").status_code == 405


@pytest.mark.slow
def test_a_trainer_that_is_killed_ends_the_streams_from_it(several):
    client, first = several
    with client.stream("GET", "/api/train/events") as events:
        lines = events.iter_lines()
        assert next(lines).startswith("event:")
        os.kill(children(first)[0], signal.SIGKILL)
        with contextlib.suppress(httpx.RemoteProtocolError):
            for _ in lines:
                pass
    waits(lambda: client.get("/api/train").status_code == 200, 60)


@pytest.mark.slow
def test_a_killed_process_is_replaced_and_the_others_go_on(several, seven_png):
    client, first = several
    before = children(first)
    assert len(before) == 3
    for victim in before:
        os.kill(victim, signal.SIGKILL)
        waits(lambda victim=victim: victim not in children(first))
        waits(lambda: len(children(first)) == 3, 30)
        with httpx.Client(base_url=client.base_url, timeout=60, trust_env=False) as other:
            answer = other.post("/api/digit", content=seven_png, headers=PNG)
            assert answer.status_code == 200
            waits(lambda other=other: other.get("/api/train").status_code == 200, 30)
    assert not set(before) & set(children(first))


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_starts_is_replaced_too(several):
    client, first = several
    for victim in children(first):
        os.kill(victim, signal.SIGKILL)
        waits(lambda victim=victim: victim not in children(first) and len(children(first)) == 3, 30)
        newest = children(first)[-1]
        os.kill(newest, signal.SIGKILL)
        waits(lambda newest=newest: newest not in children(first) and len(children(first)) == 3, 30)
    waits(lambda: client.get("/api/train").status_code == 200, 60)


@pytest.mark.slow
def test_the_figures_are_those_of_all_workers_together(several):
    client, _ = several

    def count() -> float:
        with httpx.Client(base_url=client.base_url, trust_env=False) as other:
            text = other.get("/metrics").text
        name = 'lenet_requests_total{method="GET",route="/v2",status="200"} '
        return next((float(line[len(name) :]) for line in text.splitlines() if name in line), 0.0)

    before = count()
    for _ in range(20):
        with httpx.Client(base_url=client.base_url, trust_env=False) as other:
            assert other.get("/v2").status_code == 200
    assert count() == before + 20


@pytest.mark.slow
def test_a_process_that_cannot_serve_ends_all_with_one_sentence(tmp_path):
    (tmp_path / "no-reader").mkdir()
    told = refused_start(tmp_path, "--workers", "2", "--reader", "no-reader")
    assert "no-reader/config.json: No such file" in told
    assert "ended before it served" in told
