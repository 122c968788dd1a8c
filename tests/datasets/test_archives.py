"""CIFAR and EMNIST: packed, unpacked and damaged, with tiny archives in the published forms."""

import dataclasses
import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from lenet.datasets import cache, cifar10, cifar100, emnist, idx, mirrors, mnist, search_order
from lenet.datasets.archives import CifarArchive, EmnistArchive
from lenet.datasets.cifar_sets import CIFAR10, CIFAR100
from lenet.datasets.parts import NAMES, TRAIN_IMAGES, Parts
from lenet.errors import DataError, ModelError

RNG = np.random.default_rng(0)


def records(count: int, labels: int) -> tuple[bytes, np.ndarray, np.ndarray]:
    """A file of CIFAR's, its images uint8 [n, 32, 32, 3] and its labels [n, labels]."""
    images = RNG.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    given = RNG.integers(0, 10, (count, labels), dtype=np.uint8)
    planes = images.transpose(0, 3, 1, 2).reshape(count, -1)
    return np.hstack([given, planes]).tobytes(), images, given


BATCHES = cast(CifarArchive, CIFAR10.archive)


def write_tar(path: Path, files: dict[str, bytes]) -> str:
    """Write a tar.gz and give its SHA-256."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"batches/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def tiny_cifar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> Any:
    """Tiny CIFAR-10 in a folder, packed; and what is in it."""
    files = {name: records(4, 1) for name in (*BATCHES.train, BATCHES.test)}
    folder = tmp_path / "served"
    folder.mkdir()
    sha256 = write_tar(folder / BATCHES.name, {name: one[0] for name, one in files.items()})
    archive = dataclasses.replace(BATCHES, sha256=sha256)
    published = dataclasses.replace(CIFAR10, counts=(20, 4), archive=archive)
    monkeypatch.setattr(cifar10, "CIFAR10", published)
    return folder, files


def check_cifar(found: Any, files: Any) -> None:
    (x_train, y_train), (x_test, y_test) = found
    images = np.concatenate([one[1] for one in files.values()])
    labels = np.concatenate([one[2] for one in files.values()])
    np.testing.assert_array_equal(np.concatenate([x_train, x_test]), images)
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), labels)
    assert y_test.shape == (4, 1)
    assert x_train.flags.writeable


def test_cifar_10_is_read_from_a_folder_packed_and_unpacked(
    tiny_cifar: Any, tmp_path: Path
) -> None:
    folder, files = tiny_cifar
    check_cifar(cifar10.load_data(data_dir=folder), files)
    unpacked = tmp_path / "data" / "cifar-10-batches-bin"
    unpacked.mkdir(parents=True)
    for name, (content, _, _) in files.items():
        (unpacked / name).write_bytes(content)
    check_cifar(cifar10.load_data(data_dir=unpacked.parent), files)
    check_cifar(cifar10.load_data(data_dir=unpacked), files)


def test_cifar_10_is_fetched_once_and_kept(
    tiny_cifar: Any, monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    folder, files = tiny_cifar
    fetched: list[str] = []

    def download(url: str, path: Path, largest: int) -> None:
        fetched.append(url)
        assert largest == 2**28
        path.write_bytes((folder / BATCHES.name).read_bytes())

    monkeypatch.setattr(mirrors, "_download", download)
    monkeypatch.setattr(mirrors, "_knock", lambda mirror: None)
    for _ in range(2):
        check_cifar(cifar10.load_data(), files)
    assert fetched == ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"]
    assert [path.name for path in cache_folder.iterdir()] == ["cifar-10-batches-bin"]


def test_cifar_100_has_fine_and_coarse_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    files = {name: records(6, 2) for name in ("train.bin", "test.bin")}
    for name, (content, _, _) in files.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setattr(cifar100, "CIFAR100", dataclasses.replace(CIFAR100, counts=(6, 6)))
    for mode, column in (("coarse", 0), ("fine", 1)):
        (x, y), _ = cifar100.load_data(mode, tmp_path)
        np.testing.assert_array_equal(x, files["train.bin"][1])
        np.testing.assert_array_equal(y, files["train.bin"][2][:, [column]])
    with pytest.raises(ModelError, match="label_mode coarse or fine"):
        cifar100.load_data("rough")


def test_a_kept_set_of_two_labels_a_picture_is_read_again(cache_folder: Path) -> None:
    small = dataclasses.replace(CIFAR100, counts=(6, 6))
    content, _, _ = records(6, 2)
    archive = small.archive
    assert isinstance(archive, CifarArchive)
    folder = cache_folder / "given"
    folder.mkdir(parents=True)
    for name in archive.files:
        (folder / name).write_bytes(content)
    parts = archive.read_folder(folder)
    assert parts is not None
    cache.keep(small, parts)
    assert cache.read(small).checksums == parts.checksums


@pytest.mark.parametrize("split", ["balanced", "letters"])
def test_emnist_is_read_upright(
    split: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    images = RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    labels = np.array([1, 3, 2, 26, 9], np.uint8)
    archive, raw = EmnistArchive(split), tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "gzip.zip", "w") as packed:
        for name in NAMES:
            array = images.transpose(0, 2, 1) if "images" in name else labels
            content = idx.header(array) + array.tobytes()
            packed.writestr(f"gzip/{archive.file(name)}.gz", gzip.compress(content))
            (raw / archive.file(name)).write_bytes(content)
    monkeypatch.setitem(emnist.SPLITS, split, ((5, 5), emnist.SPLITS[split][1]))
    md5 = hashlib.md5((tmp_path / "gzip.zip").read_bytes()).hexdigest()
    monkeypatch.setattr(EmnistArchive, "md5", md5)
    for folder in (tmp_path / "EMNIST" / "raw", tmp_path):
        (x, y), (x_test, _) = emnist.load_data(split, folder)
        np.testing.assert_array_equal(x, images)
        np.testing.assert_array_equal(x_test, images)
        np.testing.assert_array_equal(y, labels)
    assert "abcdefgh"[0] in emnist.SPLITS["letters"][1]
    with pytest.raises(ModelError, match="split byclass, "):
        emnist.load_data("all")


def test_the_classes_of_each_split_are_as_many_as_were_published() -> None:
    counts = {split: len(classes) for split, (_, classes) in emnist.SPLITS.items()}
    assert counts == {
        "byclass": 62, "bymerge": 47, "balanced": 47, "letters": 27, "digits": 10, "mnist": 10,
    }  # fmt: skip


def damaged(folder: Path, content: bytes) -> None:
    (folder / BATCHES.name).write_bytes(content)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda folder: damaged(folder, b"no archive"), "is damaged: expected the SHA256"),
        (
            lambda folder: (folder / BATCHES.name).unlink(),
            "expected cifar-10-binary.tar.gz",
        ),
        (
            lambda folder: [
                (folder / BATCHES.name).unlink(),
                (folder / "test_batch.bin").write_bytes(bytes(99)),
            ],
            "cannot be read",
        ),
    ],
)
def test_what_is_not_cifar_is_refused(tiny_cifar: Any, change: Any, sentence: str) -> None:
    folder, _ = tiny_cifar
    change(folder)
    with pytest.raises(DataError, match=sentence):
        cifar10.load_data(folder)


def test_an_archive_of_other_content_is_refused_whatever_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    for files, sentence in (
        ({}, "has no train.bin, test.bin"),
        ({"train.bin": bytes(3074), "test.bin": b"cut"}, "is not records of 3074 bytes"),
    ):
        sha256 = write_tar(path, files)
        archive = CifarArchive("x.tar.gz", sha256, ("train.bin",), "test.bin", 2)
        with pytest.raises(DataError, match=sentence):
            archive.read(path)
    path.write_bytes(gzip.compress(b"no tar"))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises(DataError, match="cannot be read"):
        CifarArchive("x.tar.gz", sha256, ("train.bin",), "test.bin", 2).read(path)


def test_nobody_who_offers_it_is_a_sentence_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, cache_folder: Path
) -> None:
    def unreachable(mirror: str) -> None:
        raise DataError("no connection")

    monkeypatch.setattr(mirrors, "_knock", unreachable)
    with pytest.raises(
        DataError, match=r"Put the files cifar-10-binary\.tar\.gz, or what is in it"
    ):
        search_order.obtain(CIFAR10, None, search_order.silent)


def test_mnist_takes_keras_argument(
    tmp_path: Path, tiny_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my-digits.npz"
    x, y, x_test, y_test = (tiny_parts[name] for name in NAMES)
    np.savez(path, x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    (found, _), _ = mnist.load_data(path=path)
    np.testing.assert_array_equal(found, tiny_parts[TRAIN_IMAGES])
    asked: list[Any] = []

    def load(name: str, place: Any) -> Any:
        asked.append(place)
        return type("Nothing", (), {"train": (), "test": ()})

    monkeypatch.setattr(mnist, "load", load)
    mnist.load_data("mnist.npz")
    mnist.load_data(tmp_path)
    mnist.load_data(data_dir=tmp_path)
    assert asked == [None, tmp_path, tmp_path]
