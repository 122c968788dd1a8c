"""Readers, and what they give, copied, pickled or sent to another process: all read alike."""

import copy
import multiprocessing
import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.digits.changes import CHANGES
from lenet.digits.normalisation import network_input
from lenet.distort import AFFINE
from lenet.networks import NETWORKS
from lenet.pictures.boxes import Box
from lenet.pictures.limits import LIMITS
from lenet.reading import Calibration, Reader, ReadOptions, any_digits, best_texts, shipped_reader
from lenet.sources import Expanded, Fresh

from ..forked import assert_made_alike

WAYS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}
each_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def picture(draw_line: Callable[[str, int], NDArray[np.float32]]) -> NDArray[np.uint8]:
    return np.rint(235 - 200 * draw_line("5315", 40)).astype(np.uint8)


@each_way
@pytest.mark.parametrize("by", ["sweep", "both"])
def test_a_reader_reads_alike(way: str, by: str, picture: NDArray[np.uint8]) -> None:
    reader = Reader.load().by(by).calibrated(Calibration(1.2, 0.9, 0.3))
    other = WAYS[way](reader)
    assert other.read(picture) == reader.read(picture)
    assert (other.way, other.calibration) == (reader.way, reader.calibration)


@each_way
def test_readings_and_what_is_asked_of_them_travel(way: str, picture: NDArray[np.uint8]) -> None:
    readings = shipped_reader().read(picture)
    assert readings[0].text == "5315"
    options = ReadOptions("digits", 4, r"\d{4}", {"year": Box(1, 2, 3, 4)}, 0.02, LIMITS)
    for thing in (readings, readings[0].digits, options, LIMITS, Calibration(thresholds=((0, 1),))):
        assert WAYS[way](thing) == thing


@each_way
def test_texts_and_their_probabilities_travel(way: str) -> None:
    chances = np.random.default_rng(0).dirichlet(np.ones(13), 12)
    for automaton in (any_digits(), WAYS[way](any_digits())):
        found = best_texts(np.log(chances), automaton)
        other = WAYS[way](found)
        assert other == found
        assert [one.shares for one in other.candidates] == [one.shares for one in found.candidates]


def sources() -> Iterator[Fresh | Expanded]:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 255, (9, 28, 28), np.uint8), rng.integers(0, 10, 9)
    for prepare in (
        partial(network_input, normalisation="l2"),
        NETWORKS["modern"].recipe.network_input,
    ):
        yield Fresh(images, labels, AFFINE, prepare=prepare, until=2)
        yield Expanded(images, labels, AFFINE, prepare=prepare, seed=4)


@each_way
def test_a_source_makes_the_same_samples(way: str) -> None:
    for source in sources():
        other = WAYS[way](source)
        for one, same in zip(source.blocks(1, 4), other.blocks(1, 4), strict=True):
            for array, again in zip(one, same, strict=True):
                np.testing.assert_array_equal(array, again)


@each_way
def test_networks_and_changes_of_digits_travel(way: str) -> None:
    images = np.random.default_rng(0).integers(0, 255, (2, 32, 32), np.uint8)
    assert WAYS[way](NETWORKS) == NETWORKS
    for change in CHANGES:
        other = WAYS[way](change)
        np.testing.assert_array_equal(
            other.apply(images, change.high), change.apply(images, change.high)
        )


@each_way
def test_a_data_set_travels(way: str, tiny_folder: Path) -> None:
    import lenet.datasets

    data = lenet.datasets.load(tiny_folder)
    other = WAYS[way](data)
    assert (other.name, other.classes, other.sha256) == (data.name, data.classes, data.sha256)
    for part, same in zip((*data.train, *data.test), (*other.train, *other.test), strict=True):
        np.testing.assert_array_equal(part, same)


@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_a_reader_reads_alike_in_another_process(start: str, picture: NDArray[np.uint8]) -> None:
    reader = shipped_reader()
    with ProcessPoolExecutor(1, multiprocessing.get_context(start)) as pool:
        there = pool.submit(methodcaller("read", picture), reader).result()
    assert there == reader.read(picture)


READ = """
import sys
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from lenet.reading import shipped_reader

page = np.load(sys.argv[1])

def made():
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(shipped_reader().read, [page] * 4))

made()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
def test_a_forked_process_reads_alike_after_threads_have_read(
    picture: NDArray[np.uint8], tmp_path: Path
) -> None:
    page = np.pad(picture, ((900, 900), (700, 700)), constant_values=235)
    np.save(tmp_path / "page.npy", page)
    assert_made_alike(READ, tmp_path / "page.npy")
