"""What goes wrong between a source and the cache: races, kills, full disks, damage, bad sources."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lenet.datasets
from lenet.datasets import cache, mirrors
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.published_sets import Published
from lenet.errors import DataError

pytestmark = pytest.mark.slow

PUBLISH = """
import os, sys, time
from pathlib import Path
import lenet.datasets
from lenet.datasets import cache, mirrors
from conftest import noise_parts, publish_noise

publish_noise(mirrors=("https://mirror.invalid/",))
log = Path(os.environ["LENET_CACHE"]).parent / "log"
together = 1

def slowly(*_):
    with log.open("a") as file:
        file.write("asked ")
    time.sleep(0.3)
    while log.read_text().count("asked") < together:
        time.sleep(0.01)
    return noise_parts()

mirrors.read = slowly
"""


def start(script: str) -> subprocess.Popen[str]:
    """Start a process that knows the tiny data set and has a slow mirror of it."""
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH + script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def mirrored(
    publish: Callable[..., Published], tiny_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> Published:
    """The tiny data set, empty cache, and one mirror that gives it."""
    monkeypatch.setattr(mirrors, "read", lambda *_: Parts(tiny_parts))
    return publish(mirrors=("https://mirror.invalid/",))


def fill(cache_folder: Path) -> Path:
    lenet.datasets.load("tiny")
    assert lenet.datasets.load("tiny").source.startswith("the cache")
    return cache_folder / "tiny-mnist"


def left_over(cache_folder: Path) -> list[str]:
    return sorted(os.listdir(cache_folder))


def test_what_was_fetched_is_kept_for_the_next_time(mirrored: Published, cache_folder: Path):
    first = lenet.datasets.load("tiny")
    assert first.source == (
        f"https://mirror.invalid/, now in the cache, {cache_folder / 'tiny-mnist'}"
    )
    second = lenet.datasets.load("tiny")
    assert second.source == f"the cache, {cache_folder / 'tiny-mnist'}"
    assert np.array_equal(first.train[0], second.train[0])
    assert left_over(cache_folder) == ["tiny-mnist"]


def test_of_four_processes_that_race_one_fetches_and_all_succeed(
    cache_folder: Path, tmp_path: Path
):
    racers = [start("print(lenet.datasets.load('tiny').sha256)") for _ in range(4)]
    ends = [racer.communicate(timeout=60) for racer in racers]
    assert [errors for _, errors in ends] == [""] * 4
    assert len({printed for printed, _ in ends}) == 1
    assert (tmp_path / "log").read_text() == "asked "
    assert left_over(cache_folder) == ["tiny-mnist"]


def test_processes_that_race_without_a_lock_leave_a_whole_cache(cache_folder: Path, tmp_path: Path):
    script = """
cache._locked = lambda *_: False
together = 4
print(lenet.datasets.load('tiny').sha256)
"""
    racers = [start(script) for _ in range(4)]
    ends = [racer.communicate(timeout=60) for racer in racers]
    assert [errors for _, errors in ends] == [""] * 4
    assert (tmp_path / "log").read_text().count("asked") == 4
    assert left_over(cache_folder) == ["tiny-mnist"]
    assert sorted(os.listdir(cache_folder / "tiny-mnist")) == sorted([*NAMES, cache.CHECKSUMS])


def test_a_process_killed_half_way_leaves_no_data_set_and_the_next_cleans_up(
    mirrored: Published, cache_folder: Path
):
    script = """
def half(path, array):
    path.write_bytes(bytes(100))
    print("half way", flush=True)
    time.sleep(60)

cache._write = half
lenet.datasets.load("tiny")
"""
    victim = start(script)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "half way\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=60)
    assert left_over(cache_folder) != []
    assert not (cache_folder / "tiny-mnist").exists()
    assert not lenet.datasets.locate("tiny").verified

    assert "mirror.invalid" in lenet.datasets.load("tiny").source
    assert left_over(cache_folder) == ["tiny-mnist"]


def test_a_process_that_waits_says_so_and_goes_on_when_the_other_is_killed(
    mirrored: Published, cache_folder: Path
):
    victim = start(
        "mirrors.read = lambda *_: (print('busy', flush=True), time.sleep(60))\n"
        "lenet.datasets.load('tiny')"
    )
    assert victim.stdout is not None
    assert victim.stdout.readline() == "busy\n"
    sentences: list[str] = []

    def report(sentence: str) -> None:
        sentences.append(sentence)
        if "another process" in sentence:
            victim.send_signal(signal.SIGKILL)

    assert "mirror.invalid" in lenet.datasets.load("tiny", report=report).source
    victim.communicate(timeout=60)
    assert "another process is fetching Tiny-MNIST: waiting for it" in sentences


def test_a_process_that_has_waited_long_enough_fetches_too(
    mirrored: Published, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(cache, "LONGEST_WAIT", 0.1)
    cache_folder.mkdir()
    with (cache_folder / ".tiny-mnist.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "now in the cache" in lenet.datasets.load("tiny").source


def test_a_full_disk_costs_the_cache_but_not_the_data(
    mirrored: Published, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    write = cache._write

    def write_until_full(path: Path, array: np.ndarray) -> None:
        if path.name == NAMES[2]:
            path.write_bytes(b"half of")
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, array)

    monkeypatch.setattr(cache, "_write", write_until_full)
    dataset = lenet.datasets.load("tiny")
    assert dataset.train[0].shape == (12, 28, 28)
    assert "not kept in the cache" in dataset.source
    assert "No space left on device" in dataset.source
    assert left_over(cache_folder) == []


def test_a_cache_that_cannot_be_made_costs_the_cache_but_not_the_data(
    mirrored: Published, cache_folder: Path
):
    cache_folder.write_text("a file, not a folder")
    dataset = lenet.datasets.load("tiny")
    assert dataset.train[0].shape == (12, 28, 28)
    assert "not kept in the cache" in dataset.source
    assert cache_folder.read_text() == "a file, not a folder"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", ["one bit", "cut short", "absent"])
def test_a_damaged_cache_is_noticed_and_replaced(
    mirrored: Published, cache_folder: Path, name: str, damage: str
):
    path = fill(cache_folder) / name
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "one bit":
        content[-1] ^= 1
        path.write_bytes(content)
    elif damage == "cut short":
        path.write_bytes(content[:-1])
    sentences: list[str] = []
    dataset = lenet.datasets.load("tiny", report=sentences.append)
    assert "mirror.invalid" in dataset.source
    assert name in sentences[0]
    assert lenet.datasets.load("tiny").source.startswith("the cache")
    assert left_over(cache_folder) == ["tiny-mnist"]


def test_a_set_without_published_checksums_is_held_to_those_kept_beside_it(
    publish: Callable[..., Published],
    tiny_parts: Parts,
    cache_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    publish(mirrors=("https://mirror.invalid/",), sha256={})
    monkeypatch.setattr(mirrors, "read", lambda *_: Parts(tiny_parts))
    path = fill(cache_folder) / NAMES[0]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert not lenet.datasets.locate("tiny").verified
    assert "mirror.invalid" in lenet.datasets.load("tiny").source
    assert lenet.datasets.locate("tiny").verified
    (cache_folder / "tiny-mnist" / cache.CHECKSUMS).unlink()
    assert not lenet.datasets.locate("tiny").verified


def test_a_source_that_gives_something_else_is_passed_over_and_nothing_of_it_is_kept(
    publish: Callable[..., Published],
    tiny_parts: Parts,
    other_parts: Parts,
    cache_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    def read(_published: Published, mirror: str, _scratch: Path) -> Parts:
        return other_parts if "bad" in mirror else tiny_parts

    monkeypatch.setattr(mirrors, "read", read)
    publish(mirrors=("https://bad.invalid/",))
    with pytest.raises(DataError, match=r"bad\.invalid/: .* not Tiny-MNIST's"):
        lenet.datasets.load("tiny")
    assert left_over(cache_folder) == []

    publish(mirrors=("https://bad.invalid/", "https://good.invalid/"))
    dataset = lenet.datasets.load("tiny")
    assert "good.invalid" in dataset.source
    assert np.array_equal(dataset.test[0], tiny_parts["t10k-images-idx3-ubyte"])
