"""Folders of pictures: classes, labels, the division, and errors that name the file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import lenet.datasets
from lenet.errors import DataError


def draw(path: Path, stroke: int = 4) -> None:
    """Write a white vertical stroke on black, ``stroke`` pixels wide."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((28, 28), dtype=np.uint8)
    pixels[4:24, 12 : 12 + stroke] = 255
    Image.fromarray(pixels).save(path)


def test_every_sixth_picture_of_each_class_is_held_out(tmp_path: Path):
    for name, count in (("seven", 13), ("one", 6)):
        for i in range(count):
            draw(tmp_path / name / f"{i:02}.png", stroke=1 + (i + 1) % 6)
    dataset = lenet.datasets.load(tmp_path)
    assert dataset.classes == ("one", "seven")
    assert dataset.train[1].tolist() == [0] * 5 + [1] * 11
    assert dataset.test[1].tolist() == [0] + [1] * 2
    # Of every class, the pictures at 5, 11, ... have the thinnest stroke.
    ink = dataset.test[0].sum(axis=(1, 2), dtype=np.int64)
    assert ink.max() < dataset.train[0].sum(axis=(1, 2), dtype=np.int64).min()


def test_train_and_test_folders_are_taken_as_they_are(tmp_path: Path):
    for side, name, count in (("train", "a", 2), ("train", "b", 3), ("test", "b", 1)):
        for i in range(count):
            draw(tmp_path / side / name / f"{i}.png")
    dataset = lenet.datasets.load(str(tmp_path))
    assert dataset.train[0].shape == (5, 28, 28)
    assert dataset.train[0].dtype == np.uint8
    assert dataset.train[1].tolist() == [0, 0, 1, 1, 1]
    assert dataset.test[1].tolist() == [1]
    assert dataset.name == tmp_path.name
    assert str(tmp_path) in dataset.source


def test_the_checksums_tell_one_folder_of_pictures_from_another(tmp_path: Path):
    for folder, stroke in (("here", 4), ("there", 4), ("elsewhere", 2)):
        for i in range(6):
            draw(tmp_path / folder / "a" / f"{i}.png", stroke)
    here, there, elsewhere = (
        lenet.datasets.load(tmp_path / name).sha256 for name in ("here", "there", "elsewhere")
    )
    assert here == there
    assert here["train-images-idx3-ubyte"] != elsewhere["train-images-idx3-ubyte"]


def test_hidden_files_and_other_files_are_passed_over(tmp_path: Path):
    for i in range(6):
        draw(tmp_path / "a" / f"{i}.png")
    (tmp_path / "a" / "._0.png").write_bytes(b"a resource fork")
    (tmp_path / "a" / "notes.txt").write_text("not a picture")
    (tmp_path / "empty").mkdir()
    dataset = lenet.datasets.load(tmp_path)
    assert len(dataset.train[1]) + len(dataset.test[1]) == 6
    assert dataset.classes == ("a",)


def test_a_damaged_picture_is_refused_by_name(tmp_path: Path):
    for i in range(6):
        draw(tmp_path / "a" / f"{i}.png")
    (tmp_path / "a" / "3.png").write_bytes(b"\x89PNG\r\n\x1a\nbut not more")
    with pytest.raises(DataError, match=r"3\.png"):
        lenet.datasets.load(tmp_path)


def test_too_few_pictures_to_hold_one_out_are_refused_with_a_way_out(tmp_path: Path):
    for i in range(5):
        draw(tmp_path / "a" / f"{i}.png")
    with pytest.raises(DataError, match=r"no pictures to test with: .* 6 pictures a class"):
        lenet.datasets.load(tmp_path)


def test_a_train_folder_without_a_test_folder_is_refused(tmp_path: Path):
    draw(tmp_path / "train" / "a" / "0.png")
    with pytest.raises(DataError, match="no pictures to test with"):
        lenet.datasets.load(tmp_path)


def test_a_test_class_that_training_has_not_is_refused(tmp_path: Path):
    draw(tmp_path / "train" / "a" / "0.png")
    draw(tmp_path / "test" / "b" / "0.png")
    with pytest.raises(DataError, match=r"classes that train has not: \['b'\]"):
        lenet.datasets.load(tmp_path)


def test_more_classes_than_a_label_can_say_are_refused(tmp_path: Path):
    for i in range(257):
        (tmp_path / f"{i}").mkdir()
        (tmp_path / f"{i}" / "0.png").touch()
    with pytest.raises(DataError, match="257 classes: expected at most 256"):
        lenet.datasets.load(tmp_path)


def garment(path: Path, seed: int) -> np.ndarray:
    """Write an image for a network as Fashion-MNIST's are: grey, from edge to edge, on black."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels[:, 8:20] = np.random.default_rng(seed).integers(160, 220, (28, 12))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return pixels


def test_images_made_for_a_network_stay_as_they_are_and_the_set_says_so(tmp_path: Path):
    drawn = [garment(tmp_path / "coat" / f"{i}.png", i) for i in range(6)]
    dataset = lenet.datasets.load(tmp_path)
    np.testing.assert_array_equal(dataset.train[0], np.stack(drawn[:5]))
    assert not dataset.centred


def test_pictures_are_cleaned_where_a_network_of_mnists_images_is_to_read_them(tmp_path: Path):
    drawn = [garment(tmp_path / "coat" / f"{i}.png", i) for i in range(6)]
    dataset = lenet.datasets.load(tmp_path, centred=True)
    assert dataset.centred
    assert not (dataset.train[0] == np.stack(drawn[:5])).all()


@pytest.mark.parametrize("paper", [250, 180])
def test_small_scans_of_pencil_are_cleaned_and_centred(tmp_path: Path, paper: int):
    for i in range(6):
        draw(path := tmp_path / "one" / f"{i}.png")
        mark = np.asarray(Image.open(path)).astype(int)
        Image.fromarray(np.roll(paper - mark // 4, 5, axis=1).astype(np.uint8)).save(path)
    dataset = lenet.datasets.load(tmp_path)
    assert dataset.centred
    assert (dataset.train[0].max(axis=(1, 2)) == 255).all()
    assert (dataset.train[0] == 0).mean() > 0.6
