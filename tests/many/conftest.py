"""Pictures of single strokes, a reader that says what it was given, and a cluster of processes."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lenet.pictures.boxes import Box
from lenet.reading import Reading


@pytest.fixture
def strokes(tmp_path: Path) -> Callable[[int, str], Path]:
    """``strokes(count, name)`` makes a folder of so many pictures, of one to four strokes each."""

    def made(count: int, name: str = "scans") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            paper = np.full((60, 160), 255, np.uint8)
            for place in range(1 + number % 4):
                paper[12:48, 20 + 30 * place : 24 + 30 * place] = 20
            Image.fromarray(paper).save(folder / f"{number:04}.png")
        return folder

    return made


class Naming:
    """Reads the stem of a picture's name; whoever reads ``deadly`` dies of it."""

    def __init__(self, deadly: str = "") -> None:
        self.deadly = deadly
        self.seen: list[str] = []
        self.before: dict[str, Callable[[], None]] = {}

    def read(self, picture, **asked):
        self.before.get(picture.stem, lambda: None)()
        self.seen.append(picture.stem)
        if picture.stem == self.deadly:
            raise KeyboardInterrupt
        return [Reading(picture.stem, None, 0.5, False, "", Box(0, 0, 1, 1))]


@pytest.fixture
def naming() -> type[Naming]:
    """The class of readers that need no network."""
    return Naming


class Cluster:
    """A Dask scheduler and its workers, each a process as a user starts them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._file = folder, folder / "scheduler.json"
        self.scheduler = self._started("dask_scheduler", "--port", "0", "--no-dashboard")
        while not self._file.exists():
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.workers: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text())["address"])

    def add_worker(self) -> subprocess.Popen[bytes]:
        place = self.folder / f"worker-{len(self.workers)}"
        worker = self._started(
            "dask_worker", "--nthreads", "1", "--no-dashboard", "--local-directory", str(place)
        )
        self.workers.append(worker)
        return worker

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _started(self, kind: str, *further: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", f"distributed.cli.{kind}", "--scheduler-file"]
        words += [str(self._file), *further]
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    pytest.importorskip("distributed")
    made = Cluster(tmp_path)
    made.add_worker()
    made.add_worker()
    try:
        yield made
    finally:
        made.end()
