"""What many tests need: the real MNIST, and a tiny data set with a cache of its own.

Processes that tests start import this module too, for the tiny data set.
"""

import dataclasses
import gzip
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lenet.datasets
from lenet.datasets import idx, published
from lenet.datasets.published import (
    NAMES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Parts,
    Published,
)


def pytest_configure() -> None:
    """A process begun in the background may ignore Ctrl-C; the tests of Ctrl-C need it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def mnist() -> lenet.datasets.Dataset:
    """MNIST itself, from the user's cache; a fresh machine fetches it here."""
    return lenet.datasets.load("mnist")


@pytest.fixture
def double_precision() -> Iterator[None]:
    """JAX in double precision, so that what differs is the engine's own rounding."""
    import jax

    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", False)


def noise_parts(seed: int = 0) -> Parts:
    """Twelve pictures of noise to train with and six to test with, labels 0, 1, 2, 0, ..."""
    noise = np.random.default_rng(seed)
    train, test = 12, 6
    return Parts(
        {
            TRAIN_IMAGES: noise.integers(0, 256, (train, 28, 28), dtype=np.uint8),
            TRAIN_LABELS: np.arange(train, dtype=np.uint8) % 3,
            TEST_IMAGES: noise.integers(0, 256, (test, 28, 28), dtype=np.uint8),
            TEST_LABELS: np.arange(test, dtype=np.uint8) % 3,
        }
    )


def publish_noise(**changes: Any) -> Published:
    """Publish the noise as a data set named tiny that nobody offers, but for ``changes``."""
    one = Published(
        name="tiny",
        title="Tiny-MNIST",
        folder="tiny-mnist",
        classes=("a", "b", "c"),
        counts=(12, 6),
        sha256=noise_parts().checksums,
    )
    one = dataclasses.replace(one, **changes)
    published.SETS["tiny"] = one
    return one


def write_idx_files(folder: Path, parts: Parts, *, packed: bool = False) -> None:
    """Write the four IDX files, raw or gzipped, under their usual names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        content = idx.header(parts[name]) + parts[name].tobytes()
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)


@pytest.fixture
def tiny_parts() -> Parts:
    """The four arrays of the tiny data set."""
    return noise_parts()


@pytest.fixture
def other_parts() -> Parts:
    """Four arrays of the same shapes that are not the tiny data set."""
    return noise_parts(seed=1)


@pytest.fixture
def write_idx() -> Callable[..., None]:
    """``write_idx(folder, parts, packed=False)`` writes the four IDX files."""
    return write_idx_files


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no folder in LENET_DATA, no proxies."""
    monkeypatch.setenv("LENET_CACHE", str(tmp_path / "cache"))
    for name in ("LENET_DATA", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def publish(cache_folder: Path) -> Iterator[Callable[..., Published]]:
    """``publish(**changes)`` publishes the tiny data set for one test; the cache is empty."""
    yield publish_noise
    published.SETS.pop("tiny", None)


@pytest.fixture
def tiny(publish: Callable[..., Published]) -> Published:
    """The tiny data set, published, with no source but folders and an empty cache."""
    return publish()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny data set's IDX files, to read only."""
    folder = tmp_path_factory.mktemp("data") / "tiny-idx"
    write_idx_files(folder, noise_parts())
    return folder


@pytest.fixture(scope="session")
def tiny_run(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run of two epochs on the tiny data set, to read only."""
    from lenet import runs
    from lenet.where import Where

    folder = tmp_path_factory.mktemp("runs") / "finished"
    run = runs.begin("tutorial", Where(str(tiny_folder)), folder, changes={"epochs": 2})
    run.train()
    run.write()
    return folder
