"""Many pictures on a local Dask cluster of separate processes: deaths, overhead, memory.

python -m benchmarks.many.cluster deaths|overhead [--pictures N] [--workers 2] [--folder FOLDER]

Pictures of one to three of MNIST's training digits are drawn once into FOLDER. ``deaths`` reads all
of them with the cluster left alone; then again, while a worker and later the scheduler are killed,
and the command is said again. It tells whether both outcomes have the same bytes, how many pictures
were read twice, and the memory of the processes over time. ``overhead`` reads a tenth of them by
processes of this machine and by as many workers, in turn, and tells the ratios.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

import lenet
from benchmarks.machine import describe
from lenet.errors import LenetError
from lenet.reading import Reader

SEED = 7
A_FOLDER = 1000
MEMORY = "700MB"
SETTINGS = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "MALLOC_TRIM_THRESHOLD_": str(2**28),
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
}
"""A worker of Dask keeps a profile of its last hour, some 100 MB for a quarter of one; and it gives
memory back to the system so often that reading takes a third longer. With a threshold of its own
for that, the C library does not raise the other any more, and maps every larger array anew."""

A_PART = 250
"""Pictures of a part where overhead is measured: a tenth of the pictures in parts of the usual size
would end with one worker that waits for the other, which counts for little in a large job."""

EVERY = 5.0
"""Seconds between two looks at the memory."""


class Counting(Reader):
    """Writes down each picture that it reads, in a file of its process."""

    def read(self, picture: Any, **asked: Any) -> Any:
        with open(f"{os.environ['READ_LOG']}/{os.getpid()}", "a") as log:
            log.write(f"{picture.stem}\n")
        return super().read(picture, **asked)


class Cluster:
    """A scheduler and workers, each started as a user starts them."""

    def __init__(self, folder: Path, workers: int) -> None:
        folder.mkdir(parents=True)
        self._file = folder / "scheduler.json"
        self.scheduler = self._started("dask_scheduler", "--port", "0", "--no-dashboard")
        while not self._file.exists():
            time.sleep(0.05)
        self.workers = [
            self._started(
                "dask_worker", "--nthreads", "1", "--no-dashboard", "--memory-limit", MEMORY,
                "--local-directory", str(folder / f"worker-{number}"),
            )
            for number in range(workers)
        ]  # fmt: skip

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text())["address"])

    def memory(self) -> dict[str, float]:
        """Megabytes: of the scheduler, and of what the workers started, together."""
        inside = [process for worker in self.workers for process in _inside(worker.pid)]
        return {
            "scheduler": _megabytes([psutil.Process(self.scheduler.pid)]),
            "workers": _megabytes(inside),
        }

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            _kill_inside(process.pid)
            process.kill()
            process.wait()

    def _started(self, kind: str, *further: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", f"distributed.cli.{kind}", "--scheduler-file"]
        words += [str(self._file), *further]
        given = {**os.environ, **SETTINGS}
        return subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=given
        )


def _inside(pid: int) -> list[psutil.Process]:
    """The processes that a process started, and theirs."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _megabytes(processes: Iterable[psutil.Process]) -> float:
    return sum(_resident(process) for process in processes) / 1e6


def _resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def _kill_inside(pid: int) -> None:
    for process in _inside(pid):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def drawn(folder: Path, count: int) -> Path:
    """So many pictures, drawn once."""
    place = folder / f"pictures-{count}"
    if place.exists():
        return place
    (images, _), _ = lenet.datasets.mnist.load_data()
    rng, part = np.random.default_rng(SEED), folder / f"part-{os.getpid()}"
    for number in range(count):
        inside = part / f"{number // A_FOLDER:03}"
        inside.mkdir(parents=True, exist_ok=True)
        Image.fromarray(_picture(images, rng)).save(inside / f"{number:06}.png", compress_level=1)
    return part.rename(place)


def _picture(images: Any, rng: np.random.Generator) -> Any:
    digits = images[rng.integers(0, len(images), rng.integers(1, 4))]
    paper = np.full((44, 28 * len(digits) + 30), 235, np.int32)
    for place, digit in enumerate(digits):
        paper[8:36, 14 + 26 * place : 42 + 26 * place] -= digit.astype(np.int32) * 200 // 255
    return np.clip(paper + rng.normal(0, 3, paper.shape), 0, 255).astype(np.uint8)


@contextmanager
def watched(cluster: Cluster) -> Iterator[list[dict[str, float]]]:
    """The memory of a cluster, every few seconds meanwhile."""
    seen: list[dict[str, float]] = []
    done = threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            seen.append(cluster.memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def deaths(folder: Path, count: int, workers: int) -> dict[str, Any]:
    pictures, work = drawn(folder, count), Path(tempfile.mkdtemp(dir=folder))
    reader = Counting(**vars(Reader.load()))
    asked: dict[str, Any] = {"grammar": "digits", "reader": reader}
    log = work / "log"
    log.mkdir()
    os.environ["READ_LOG"] = str(log)
    cluster = Cluster(work / "first", workers)
    begun = time.monotonic()
    with watched(cluster) as seen:
        lenet.read_many(pictures, work / "alone", **asked, scheduler=cluster.address)
    seconds = time.monotonic() - begun
    cluster.end()
    shutil.rmtree(log)
    log.mkdir()
    killed = _read_and_kill(pictures, work, workers, asked)
    cluster = Cluster(work / "third", workers)
    lenet.read_many(pictures, work / "killed", **asked, scheduler=cluster.address)
    cluster.end()
    read = sum(len(path.read_text().splitlines()) for path in log.iterdir())
    same = contents(work / "alone") == contents(work / "killed")
    shutil.rmtree(work)
    return {
        "pictures": count, "workers": workers, "seconds": round(seconds, 1), "same_bytes": same,
        "read_twice": read - count, **killed, "memory": spread(seen),
    }  # fmt: skip


def _read_and_kill(
    pictures: Path, work: Path, workers: int, asked: dict[str, Any]
) -> dict[str, Any]:
    """Read until the scheduler is killed, a third of the way after a worker."""
    out, cluster = work / "killed", Cluster(work / "second", workers)
    total = len(list((work / "alone").glob("part-*")))
    told: dict[str, Any] = {}

    def kill() -> None:
        for share, process in ((1 / 3, cluster.workers[0]), (2 / 3, cluster.scheduler)):
            while len(list(out.glob("part-*"))) < share * total:
                time.sleep(0.2)
            _kill_inside(process.pid)
            if process is cluster.scheduler:
                process.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        lenet.read_many(pictures, out, **asked, scheduler=cluster.address)
    except LenetError as error:
        told["told"] = str(error).replace(cluster.address, "tcp://...")
    killer.join()
    told["parts_when_it_ended"] = len(list(out.glob("part-*")))
    cluster.end()
    return told


def spread(seen: list[dict[str, float]]) -> dict[str, list[float]]:
    """Megabytes at the end of each fifth of the time."""
    places = [round(len(seen) * fifth / 5) - 1 for fifth in range(1, 6)]
    return {name: [round(seen[at][name], 1) for at in places] for name in seen[0]}


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def overhead(folder: Path, count: int, workers: int, rounds: int) -> dict[str, Any]:
    pictures = drawn(folder, count // 10)
    work = Path(tempfile.mkdtemp(dir=folder))
    cluster = Cluster(work / "cluster", workers)
    seconds: dict[str, list[float]] = {"processes": [], "cluster": []}
    for number in range(rounds):
        for name in seconds:
            asked: dict[str, Any] = {"pictures_a_part": A_PART, "grammar": "digits"}
            asked |= {"scheduler": cluster.address} if name == "cluster" else {"workers": workers}
            begun = time.monotonic()
            lenet.read_many(pictures, work / f"{name}-{number}", **asked)
            seconds[name].append(round(time.monotonic() - begun, 2))
    cluster.end()
    shutil.rmtree(work)
    pairs = zip(seconds["cluster"], seconds["processes"], strict=True)
    ratios = sorted(round(one / other, 3) for one, other in pairs)
    return {"pictures": count // 10, "workers": workers, "seconds": seconds, "ratios": ratios}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("what", choices=["deaths", "overhead"])
    ask.add_argument("--pictures", type=int, default=100_000)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--folder", type=Path, default=Path("build/many"))
    given = ask.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asked = given.folder, given.pictures, given.workers
    found = deaths(*asked) if given.what == "deaths" else overhead(*asked, given.rounds)
    print(json.dumps({**found, "machine": describe()}))


if __name__ == "__main__":
    main()
