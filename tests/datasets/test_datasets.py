"""The door to the data sets: names, folders, what is verified, and the real MNIST."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lenet.datasets
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.published_sets import SETS, Published
from lenet.errors import DataError


def run(script: str, **environment: str) -> str:
    """Run Python code in a process of its own and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def write_archive(path: Path, parts: Parts) -> None:
    keys = ("x_train", "y_train", "x_test", "y_test")
    np.savez(path, **{key: parts[name] for key, name in zip(keys, NAMES, strict=True)})


def test_mnist_is_mnist(mnist: lenet.datasets.Dataset):
    (x_train, y_train), (x_test, y_test) = mnist.train, mnist.test
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((60_000,), (10_000,))
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.classes == tuple("0123456789")
    assert mnist.sha256["t10k-labels-idx1-ubyte"].startswith("ff7bcfd416de3373")


def test_load_data_gives_what_keras_gives(mnist: lenet.datasets.Dataset):
    (x_train, y_train), (x_test, y_test) = lenet.datasets.mnist.load_data()
    assert np.array_equal(x_train, mnist.train[0])
    assert np.array_equal(y_train, mnist.train[1])
    assert np.array_equal(x_test, mnist.test[0])
    assert np.array_equal(y_test, mnist.test[1])


def test_the_three_sets_are_at_hand_without_importing_them_by_name():
    script = (
        "import sys, lenet.datasets\n"
        "print({'numpy', 'pooch', 'PIL'} & set(sys.modules))\n"
        "d = lenet.datasets\n"
        "print(callable(d.mnist.load_data), callable(d.fashion_mnist.load_data))\n"
        "from lenet.datasets import kmnist\n"
        "print(callable(kmnist.load_data))\n"
    )
    assert run(script).splitlines() == ["set()", "True True", "True"]


@pytest.mark.network
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak from /proc")
def test_a_machine_with_an_empty_cache_gets_mnist_silently_and_within_300_mb(tmp_path: Path):
    script = (
        "import lenet.datasets\n"
        "images = lenet.datasets.load('mnist').train[0]\n"
        "from pathlib import Path\n"
        "status = Path('/proc/self/status').read_text()\n"
        "print(len(images), status.split('VmHWM:')[1].split()[0])\n"
    )
    printed = run(script, LENET_CACHE=str(tmp_path), LENET_DATA="")
    images, peak_in_kilobytes = map(int, printed.split())
    assert images == 60_000
    assert peak_in_kilobytes < 300_000
    assert sorted(os.listdir(tmp_path)) == ["mnist"]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("inside", ["", "tiny-mnist", "TinyMNIST/raw", "raw"])
def test_a_folder_that_is_named_is_read_in_each_usual_layout(
    tiny: Published,
    tiny_parts: Parts,
    write_idx: Callable[..., None],
    tmp_path: Path,
    inside: str,
    packed: bool,
):
    write_idx(tmp_path / "data" / inside, tiny_parts, packed=packed)
    dataset = lenet.datasets.load("tiny", tmp_path / "data")
    assert np.array_equal(dataset.test[0], tiny_parts["t10k-images-idx3-ubyte"])
    assert dataset.train[1].tolist() == tiny_parts["train-labels-idx1-ubyte"].tolist()
    assert dataset.source == f"the folder {tmp_path / 'data' / inside}"
    assert dataset.sha256 == dict(tiny.sha256)


def test_a_folder_that_is_named_and_lacks_the_set_is_an_error_though_the_cache_has_it(
    tiny: Published, tiny_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    write_idx(tmp_path / "cache" / "tiny-mnist", tiny_parts)
    (tmp_path / "data").mkdir()
    assert lenet.datasets.load("tiny").source.startswith("the cache")
    with pytest.raises(DataError, match=r"not in the folder that was named: .*data"):
        lenet.datasets.load("tiny", tmp_path / "data")


def test_a_folder_with_other_images_under_the_usual_names_is_refused(
    tiny: Published, other_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    write_idx(tmp_path, other_parts)
    with pytest.raises(DataError, match="not Tiny-MNIST's: expected the SHA-256"):
        lenet.datasets.load("tiny", tmp_path)


def test_a_set_without_known_checksums_is_told_from_one_that_has_them(
    publish: Callable[..., Published],
    tiny_parts: Parts,
    write_idx: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    known = publish()
    unknown = publish(sha256={}, title="Unknown")
    monkeypatch.setitem(SETS, "known", known)
    write_idx(tmp_path, tiny_parts)
    assert lenet.datasets.load("known", tmp_path).classes == known.classes
    with pytest.raises(DataError, match=f"{known.title}'s, not {unknown.title}'s"):
        lenet.datasets.load("tiny", tmp_path)


def test_the_folder_in_lenet_data_comes_before_the_cache(
    tiny: Published,
    tiny_parts: Parts,
    write_idx: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    for folder in ("data", "cache"):
        write_idx(tmp_path / folder / "tiny-mnist", tiny_parts)
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "data"))
    assert str(tmp_path / "data") in lenet.datasets.load("tiny").source
    shutil.rmtree(tmp_path / "data")
    sentences: list[str] = []
    assert "cache" in lenet.datasets.load("tiny", report=sentences.append).source
    assert "LENET_DATA" in sentences[0]
    assert len(sentences) == 2


def test_when_every_source_fails_the_error_lists_each_and_says_what_to_do(
    publish: Callable[..., Published], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    publish(mirrors=("http://127.0.0.1:9/",), system_folders=(tmp_path / "system",))
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "data"))
    with pytest.raises(DataError) as caught:
        lenet.datasets.load("tiny")
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines[1:5]] == [
        f"  the folder in LENET_DATA, {tmp_path / 'data'}",
        f"  the cache, {tmp_path / 'cache' / 'tiny-mnist'}",
        f"  the system's folder {tmp_path / 'system'}",
        "  http",
    ]
    assert "no connection to 127.0.0.1" in lines[4]
    assert "LENET_DATA=FOLDER, --data-dir FOLDER" in lines[5]


def test_any_folder_of_idx_files_is_a_data_set(
    cache_folder: Path, other_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    write_idx(tmp_path / "mine", other_parts)
    dataset = lenet.datasets.load(tmp_path / "mine")
    assert dataset.name == "mine"
    assert dataset.classes == ("0", "1", "2")
    assert np.array_equal(dataset.train[0], other_parts["train-images-idx3-ubyte"])


def test_a_folder_that_holds_a_published_set_gets_its_name_and_classes(
    tiny: Published, tiny_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    write_idx(tmp_path / "mine", tiny_parts)
    dataset = lenet.datasets.load(tmp_path / "mine")
    assert (dataset.name, dataset.classes) == ("tiny", ("a", "b", "c"))


def test_a_folder_that_lacks_some_of_the_four_files_is_refused_with_their_names(
    other_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    write_idx(tmp_path, other_parts)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="has no t10k-labels-idx1-ubyte"):
        lenet.datasets.load(tmp_path)


def test_labels_that_do_not_fit_their_images_are_refused(
    other_parts: Parts, write_idx: Callable[..., None], tmp_path: Path
):
    other_parts["train-labels-idx1-ubyte"] = other_parts["train-labels-idx1-ubyte"][:-1]
    write_idx(tmp_path, other_parts)
    with pytest.raises(DataError, match=r"training labels of \(12,\), .* received \(11,\)"):
        lenet.datasets.load(tmp_path)


def test_keras_archive_is_read(tiny: Published, tiny_parts: Parts, tmp_path: Path):
    write_archive(tmp_path / "mnist.npz", tiny_parts)
    for dataset in (lenet.datasets.load(tmp_path), lenet.datasets.load("tiny", tmp_path)):
        assert np.array_equal(dataset.train[0], tiny_parts["train-images-idx3-ubyte"])
        assert dataset.name == "tiny"


def test_an_archive_with_pickled_objects_is_refused(other_parts: Parts, tmp_path: Path):
    parts = Parts(other_parts)
    parts["t10k-labels-idx1-ubyte"] = np.array([print] * 6, dtype=object)
    write_archive(tmp_path / "mnist.npz", parts)
    with pytest.raises(DataError, match=r"mnist\.npz is not an \.npz file with x_train"):
        lenet.datasets.load(tmp_path)


def npy(shape: str) -> bytes:
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + b"abc"


@pytest.mark.parametrize(
    "member",
    [
        b"",
        b"not an array",
        npy("(1, 28, 28)"),
        npy("(1000000000000, 28, 28)"),
        npy("(-1,)"),
        npy("(2**70,)"),
        npy("(1, 28"),
    ],
)
def test_a_damaged_archive_is_refused_by_name(tmp_path: Path, member: bytes):
    with zipfile.ZipFile(tmp_path / "mnist.npz", "w") as archive:
        archive.writestr("x_train.npy", member)
    with pytest.raises(DataError, match=r"mnist\.npz"):
        lenet.datasets.load(tmp_path)
    (tmp_path / "mnist.npz").write_bytes(member)
    with pytest.raises(DataError, match=r"mnist\.npz"):
        lenet.datasets.load(tmp_path)


def test_an_archive_of_larger_numbers_is_refused(other_parts: Parts, tmp_path: Path):
    wide = {name: array.astype(np.int64) for name, array in other_parts.items()}
    write_archive(tmp_path / "mnist.npz", Parts(wide))
    with pytest.raises(DataError, match=r"training images of uint8, .* received int64"):
        lenet.datasets.load(tmp_path)


def test_an_array_stored_column_by_column_reads_the_same(other_parts: Parts, tmp_path: Path):
    columns_first = {name: np.asfortranarray(array) for name, array in other_parts.items()}
    write_archive(tmp_path / "mnist.npz", Parts(columns_first))
    dataset = lenet.datasets.load(tmp_path)
    assert dataset.sha256 == other_parts.checksums


def test_a_name_that_is_no_set_and_no_folder_is_refused_with_the_names(tmp_path: Path):
    with pytest.raises(DataError, match=r"kmnist, a folder or an \.npz file, received"):
        lenet.datasets.load("mnits")
    with pytest.raises(DataError, match="holds no data set: expected train-images-idx3-ubyte"):
        lenet.datasets.load(tmp_path)
    with pytest.raises(DataError, match="is a folder itself"):
        lenet.datasets.load(tmp_path, data_dir=tmp_path)


def test_locate_says_where_a_set_is_and_whether_it_is_whole(
    tiny: Published,
    tiny_parts: Parts,
    write_idx: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    nowhere = lenet.datasets.locate("tiny")
    assert (nowhere.path, nowhere.verified) == (None, False)
    assert "not there yet" in nowhere.note

    place = tmp_path / "cache" / "tiny-mnist"
    write_idx(place, tiny_parts)
    assert lenet.datasets.locate("tiny") == lenet.datasets.Location(
        "tiny", place, True, f"the cache, {place}"
    )

    labels = bytearray((place / "t10k-labels-idx1-ubyte").read_bytes())
    labels[-1] ^= 1
    (place / "t10k-labels-idx1-ubyte").write_bytes(labels)
    damaged = lenet.datasets.locate("tiny")
    assert (damaged.path, damaged.verified) == (place, False)
    assert "t10k-labels-idx1-ubyte" in damaged.note

    write_idx(tmp_path / "data" / "tiny-mnist", tiny_parts)
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "data"))
    assert lenet.datasets.locate("tiny").path == tmp_path / "data" / "tiny-mnist"
    assert lenet.datasets.locate("tiny", tmp_path / "empty").path is None


def test_locate_does_not_call_verified_what_nobody_published_checksums_of(
    publish: Callable[..., Published],
    other_parts: Parts,
    write_idx: Callable[..., None],
    tmp_path: Path,
):
    publish(sha256={})
    write_idx(tmp_path, other_parts)
    location = lenet.datasets.locate("tiny", tmp_path)
    assert (location.path, location.verified) == (tmp_path, False)
    assert "no checksums" in location.note


def test_locate_knows_only_the_published_sets():
    with pytest.raises(
        DataError, match="expected one of mnist, fashion, kmnist, received 'digits'"
    ):
        lenet.datasets.locate("digits")


@pytest.mark.skipif(
    not Path("/usr/share/datasets/fashion-mnist").exists(),
    reason="needs Debian's package dataset-fashion-mnist",
)
def test_fashion_mnist_is_read_from_the_systems_folder(cache_folder: Path):
    dataset = lenet.datasets.load("fashion")
    assert dataset.classes[dataset.test[1][0]] == "Ankle boot"
