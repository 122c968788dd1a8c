"""An .npz file as a data set: read, written, refused; trained on and resumed."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

import lenet.datasets
from lenet.datasets import idx, npz_file
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.where import Where
from lenet.errors import DataError
from lenet.runs import run as runs


@pytest.fixture
def letters(tiny_parts: Parts) -> lenet.datasets.Dataset:
    x_train, y_train, x_test, y_test = (tiny_parts[name] for name in NAMES)
    return lenet.datasets.from_arrays(
        (x_train, y_train), (x_test, y_test), classes=["a", "β", "the third"], name="letters"
    )


def test_what_is_saved_is_loaded(letters: lenet.datasets.Dataset, tmp_path: Path):
    letters.save(tmp_path / "letters.npz")
    again = lenet.datasets.load(tmp_path / "letters.npz")
    assert again.sha256 == letters.sha256
    assert again.classes == ("a", "β", "the third")
    assert again.name == "letters"
    assert again.source == f"the file {tmp_path / 'letters.npz'}"
    assert np.array_equal(again.test[0], letters.test[0])
    content = (tmp_path / "letters.npz").read_bytes()
    again.save(tmp_path / "letters.npz")
    assert (tmp_path / "letters.npz").read_bytes() == content


def test_a_data_set_is_saved_under_a_name_that_is_loaded_again(
    letters: lenet.datasets.Dataset, tmp_path: Path
):
    with pytest.raises(DataError, match=r"a name that ends in \.npz, received .*letters\.zip"):
        letters.save(tmp_path / "letters.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_file_as_keras_has_it_needs_no_names_and_any_integers(tiny_parts: Parts, tmp_path: Path):
    x_train, y_train, x_test, y_test = (tiny_parts[name] for name in NAMES)
    arrays: dict[str, np.ndarray] = {
        "x_train": x_train[..., np.newaxis],
        "y_train": y_train.astype(np.int64),
        "x_test": x_test,
        "y_test": y_test.astype(">u4"),
    }
    np.savez(tmp_path / "own.npz", allow_pickle=False, **arrays)
    data = lenet.datasets.load(str(tmp_path / "own.npz"))
    assert data.sha256 == tiny_parts.checksums
    assert data.classes == ("0", "1", "2")


def test_a_run_records_the_file_and_is_resumed_with_the_same_data_alone(
    letters: lenet.datasets.Dataset, tmp_path: Path
):
    path, folder = tmp_path / "letters.npz", tmp_path / "run"
    letters.save(path)
    run = runs.begin("tutorial", Where(str(path)), folder, changes={"epochs": 1})
    run.train()
    run.write()
    assert run.record()["data"] == {
        "name": "letters",
        "where": {"data": str(path), "data_dir": None},
        "sha256": letters.sha256,
        "classes": ["a", "β", "the third"],
        "centred": False,
    }
    resumed = runs.resume(folder, epochs=2)
    resumed.train()
    assert resumed.model.epochs_trained == 2

    (x_train, y_train), test = letters.train, letters.test
    lenet.datasets.from_arrays((x_train[::-1], y_train), test).save(path)
    with pytest.raises(DataError, match="was trained on other data than letters from the file"):
        runs.resume(folder)
    path.unlink()
    with pytest.raises(DataError, match=r"letters\.npz, which is gone: name the data with --data"):
        runs.resume(folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"classes": np.array(["a"])}, "expected 3 to 256 names of classes"),
        ({"classes": np.array(["a", "a", "b"])}, "another name for each class"),
        ({"classes": np.arange(3)}, "expected a row of text"),
        ({"classes": np.array(["a", print, "c"], object)}, "allow_pickle=False"),
        ({"x_train": np.zeros((12, 28, 28))}, "training images of uint8, .* received float64"),
        ({"x_test": np.zeros((6, 32, 32), np.uint8)}, r"test images of \(n, 28, 28\)"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8)}, r"n at least 1; received \(0, 28, 28\)"),
        ({"x_test": np.array(["text"])}, "test images of real numbers"),
        ({"y_test": np.arange(5)}, r"test labels of \(6,\), one an image; received \(5,\)"),
        ({"y_test": np.arange(6) - 1}, "test labels of 0 to 255, received -1 to 4"),
        ({"y_train": np.arange(12) + 250}, "training labels of 0 to 255, received 250 to 261"),
        ({"y_train": np.zeros(12)}, "training labels of integers, received float64"),
    ],
)
def test_other_arrays_are_refused(changes, said: str, tiny_parts: Parts, tmp_path: Path):
    arrays = dict(zip(npz_file.KEYS, tiny_parts.values(), strict=True))
    np.savez(tmp_path / "own.npz", **{**arrays, **changes})
    with pytest.raises(DataError, match=rf"own\.npz.*{said}"):
        lenet.datasets.load(tmp_path / "own.npz")


def test_an_array_beyond_the_limit_is_refused_before_it_is_read(
    letters: lenet.datasets.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    letters.save(tmp_path / "own.npz")
    monkeypatch.setattr(idx, "LARGEST", 1000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)  # nothing is unpacked
    with pytest.raises(DataError, match="x_train is 9536 bytes: expected at most 1000"):
        lenet.datasets.load(tmp_path / "own.npz")


def test_a_file_takes_no_data_dir(letters: lenet.datasets.Dataset, tmp_path: Path):
    letters.save(tmp_path / "own.npz")
    with pytest.raises(DataError, match=r"own\.npz is a file itself"):
        lenet.datasets.load(tmp_path / "own.npz", tmp_path)
