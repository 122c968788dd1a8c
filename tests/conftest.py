"""What many tests need: the real MNIST, and a tiny data set with a cache of its own.

Processes that tests start import this module too, for the tiny data set.
"""

import dataclasses
import gc
import gzip
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

import lenet.datasets
from lenet.datasets import idx, published_sets
from lenet.datasets.parts import NAMES, TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.datasets.published_sets import Published
from lenet.pictures.boxes import Box
from lenet.reading.result import Digit, Reading


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--record`` writes the figures that tests compare with what they find."""
    parser.addoption("--record", action="store_true", help="write recorded figures anew")


def pytest_configure() -> None:
    """A process begun in the background may ignore Ctrl-C; the tests of Ctrl-C need it.

    No test may fail because the machine is busy, nor by chance: Hypothesis makes the same cases
    each time.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    hypothesis.settings.register_profile(
        "repeatable",
        deadline=None,
        derandomize=True,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("repeatable")


def pytest_unconfigure() -> None:
    """Let the interpreter free everything at its end, so that nanobind has no leak to report.

    Hypothesis leaves a callback with the garbage collector. Its module was loaded by pytest, so
    through it the collector would hold every test, and what a test module imports.
    """
    gc.callbacks.clear()


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
    published_sets.SETS["tiny"] = one
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
    published_sets.SETS.pop("tiny", None)


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


@pytest.fixture
def python_at_work() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``python_at_work(script, *arguments, until)``: Python that has printed the line ``until``.

    It is killed when the test ends.
    """
    started: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: object, until: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == f"{until}\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def tiny_run(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run of two epochs on the tiny data set, to read only."""
    from lenet.datasets.where import Where
    from lenet.runs import run as runs

    folder = tmp_path_factory.mktemp("runs") / "finished"
    run = runs.begin("tutorial", Where(str(tiny_folder)), folder, changes={"epochs": 2})
    run.train()
    run.write()
    return folder


class FakeReader:
    """Reads what the files are called: 5315.png holds 5315, and 5315-x.png is misread as 5310.

    A file called sure-N reads N with a confidence of N %, one called empty has no ink. It knows
    what it was asked, and explains itself in two steps.
    """

    def __init__(self, pages: int = 1) -> None:
        self.pages = pages
        self.asked: list[dict[str, Any]] = []

    def read(self, picture: Any, *, explain: Any = None, **asked: Any) -> list[Reading]:
        """One reading a page; a box each when boxes are asked for."""
        from lenet.image import open_picture

        ink = open_picture(picture)
        self.asked.append(asked)
        if explain is not None:
            explain("the picture", (255 * (1 - ink)).astype(np.uint8))
            explain("ink", ink)
        name = picture.stem if isinstance(picture, Path) else "5315"
        boxes = asked.get("boxes") or {"": Box(1, 2, 30, 10)}
        return [
            self.reading(name, asked, page, field, box)
            for page in range(1, self.pages + 1)
            for field, box in boxes.items()
        ]

    def reading(self, name: str, asked: dict[str, Any], page: int, field: str, box: Box) -> Reading:
        """What a file of this name is read as."""
        confidence = int(name.split("-")[1]) / 100 if name.startswith("sure-") else 0.995
        text = "".join(letter for letter in name if letter.isdigit())
        if name.endswith("-x"):
            text = f"{text[:-1]}0"
        if not text:
            return Reading("", None, 0.0, False, "no ink was found", box, page=page, field=field)
        amount = Decimal(text) if asked["grammar"] == "amount" else None
        accepted = confidence >= 1 - asked["max_error"]
        reason = "" if accepted else "not sure enough"
        digits = tuple(Digit(int(one), box, confidence) for one in text)
        return Reading(
            text, amount, confidence, accepted, reason, box, digits, page=page, field=field
        )


@pytest.fixture
def fake_reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """A reader that the commands use instead of the shipped one."""
    reader = FakeReader()
    for command in ("read", "score_reader"):
        monkeypatch.setattr(f"lenet.commands.{command}.load_reader", lambda *_: reader)
    return reader


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """``draw(name)`` writes a small picture with some ink, by default into the test's folder."""
    from PIL import Image

    def write(name: str, folder: Path = tmp_path) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        paper = np.full((20, 60), 255, np.uint8)
        paper[5:15, 10:50:8] = 0
        Image.fromarray(paper).save(path)
        return path

    return write


# Digits as a person draws them, for tests of reading: points (x, y) of strokes in a box of 0.6 x 1.
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.6, 0.5), (0.5, 0.1), (0.3, 0), (0.1, 0.1), (0, 0.5), (0.1, 0.9), (0.3, 1),
           (0.5, 0.9), (0.6, 0.5)]],
    "1": [[(0.1, 0.25), (0.35, 0), (0.35, 1)]],
    "X": [[(0, 0), (0.6, 1)], [(0.6, 0), (0, 1)]],
    "2": [[(0, 0.2), (0.15, 0), (0.45, 0), (0.58, 0.25), (0.4, 0.55), (0, 1), (0.6, 1)]],
    "3": [[(0, 0.1), (0.3, 0), (0.55, 0.2), (0.3, 0.45), (0.6, 0.7), (0.4, 1), (0, 0.9)]],
    "4": [[(0.4, 0), (0, 0.65), (0.6, 0.65)], [(0.42, 0.35), (0.42, 1)]],
    "5": [[(0.55, 0), (0.1, 0), (0.08, 0.45), (0.4, 0.4), (0.58, 0.7), (0.35, 1), (0, 0.92)]],
    "6": [[(0.5, 0), (0.15, 0.4), (0.05, 0.75), (0.3, 1), (0.55, 0.8), (0.4, 0.55), (0.08, 0.7)]],
    "7": [[(0, 0), (0.6, 0), (0.2, 1)]],
    "8": [[(0.3, 0.48), (0.05, 0.25), (0.3, 0), (0.55, 0.25), (0.05, 0.75), (0.3, 1),
           (0.58, 0.75), (0.3, 0.48)]],
    "9": [[(0.55, 0.3), (0.3, 0), (0.05, 0.3), (0.3, 0.5), (0.55, 0.3), (0.5, 0.6), (0.4, 1)]],
    ".": [[(0.2, 0.94), (0.26, 0.94), (0.26, 1), (0.2, 1), (0.2, 0.94)]],
    ",": [[(0.22, 0.95), (0.1, 1.15)]],
    "-": [[(0.05, 0.55), (0.5, 0.5)]],
}  # fmt: skip


def draw_text(
    text: str, height: int, *, stroke: float = 0.1, margin: int | None = None
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Ink, float32 [H, W] from 0 paper to 1, of digits and marks ``height`` pixels high."""
    import cv2

    margin = height // 2 if margin is None else margin
    fine = 4  # drawn larger, then made smaller by area
    width = int(0.9 * height * len(text)) + 2 * margin
    page = np.zeros((fine * (height + 2 * margin), fine * width), np.uint8)
    for place, sign in enumerate(text):
        for points in STROKES.get(sign, []):
            corner = np.array((margin + 0.9 * height * place + 0.1 * height, margin))
            line = np.rint(fine * (corner + height * np.array(points))).astype(np.int32)
            cv2.polylines(page, [line[:, None]], False, 255, round(fine * stroke * height))
    small = cv2.resize(page, (width, height + 2 * margin), interpolation=cv2.INTER_AREA)
    return np.asarray(np.asarray(small, np.float32) / 255, np.float32)


@pytest.fixture
def draw_line() -> Callable[..., np.ndarray[Any, np.dtype[np.float32]]]:
    """``draw_line(text, height, stroke=0.1, margin=None)`` gives the ink of a line of digits."""
    return draw_text


@pytest.fixture(scope="session")
def drawn_digits() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The ten digits as MNIST would have them, uint8 (10, 28, 28)."""
    from lenet.digits.mnist_steps import framed, scaled

    return np.stack([framed(scaled(draw_text(digit, 40, stroke=0.12))) for digit in "0123456789"])


@pytest.fixture(scope="session")
def drawn_pens() -> Any:
    """Two writers' digits as strokes of pens, one of each digit (PenHands)."""
    from .reader_training.allograph_pens import allograph_pens

    return allograph_pens()


@pytest.fixture(scope="session")
def ending_threads() -> Iterator[list[threading.Thread]]:
    """Threads that were told to end: a service takes some tenths of a second, tests go on."""
    ending: list[threading.Thread] = []
    yield ending
    for thread in ending:
        thread.join()


@pytest.fixture
def serve(tmp_path: Path, ending_threads: list[threading.Thread]) -> Iterator[Callable[..., Any]]:
    """``serve(**settings)`` runs a service on a free port and gives a client for it.

    The client is httpx's; its ``service`` has the parts of the service, ``end()`` ends it.
    """
    import httpx

    from lenet.serve import ServiceLimits, Settings, browser_address, create_app, listen
    from lenet.serve.server import Server, uvicorn_config

    running: list[Any] = []

    def start(changed_limits: dict[str, Any] | None = None, **given: Any) -> httpx.Client:
        limits = ServiceLimits(**(changed_limits or {}))
        settings = Settings(**{"port": 0, "runs": tmp_path / "runs", "limits": limits, **given})
        app = create_app(settings)
        listening = listen(settings)
        one = Server(uvicorn_config(app, limits), app)
        thread = threading.Thread(target=one.run, args=([listening],))
        thread.start()
        client: Any = httpx.Client(
            base_url=browser_address(listening), timeout=30, trust_env=False, verify=False
        )
        client.service = app.state.service

        def end() -> None:
            client.close()
            one.should_exit = True
            thread.join()

        def end_soon() -> None:
            client.close()
            one.should_exit = True
            ending_threads.append(thread)

        client.end = end
        running.append(end_soon)
        return client

    yield start
    for end_soon in running:
        end_soon()


@pytest.fixture(scope="session")
def seven_png() -> bytes:
    """A 7 of 28x28 as a PNG, light on dark like MNIST's own."""
    import io

    from PIL import Image

    ink = np.zeros((28, 28), np.uint8)
    ink[5:7, 8:20] = ink[5:23, 18:20] = 255
    file = io.BytesIO()
    Image.fromarray(ink).save(file, "PNG")
    return file.getvalue()
