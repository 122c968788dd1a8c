"""Data sets made of arrays, and of objects of Hugging Face's ``datasets`` and of torchvision.

Stand-ins have what lenet asks the objects for; the libraries themselves are tried if they are here.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lenet.datasets import from_arrays, from_hugging_face, from_torchvision
from lenet.datasets.parts import NAMES, Parts
from lenet.errors import DataError

Pair = tuple[np.ndarray, np.ndarray]


@pytest.fixture
def pairs(tiny_parts: Parts) -> tuple[Pair, Pair]:
    x_train, y_train, x_test, y_test = (tiny_parts[name] for name in NAMES)
    return (x_train, y_train), (x_test, y_test)


class Rows(list):
    """As a ``Dataset`` of Hugging Face: rows, the names of the columns, their features."""

    def __init__(self, pair: Pair, names=("a", "b", "c"), image="image"):
        super().__init__(
            {image: Image.fromarray(picture), "label": int(label)}
            for picture, label in zip(*pair, strict=True)
        )
        self.column_names = [image, "label"]
        self.features = {image: object(), "label": SimpleNamespace(names=list(names))}


class Items:
    """As a data set of torchvision without ``data``: items and their number."""

    def __init__(self, pair: Pair):
        self.pair = pair

    def __len__(self) -> int:
        return len(self.pair[0])

    def __getitem__(self, index: int) -> tuple[Any, int]:
        return Image.fromarray(self.pair[0][index]), int(self.pair[1][index])


def arrays_of(pair: Pair, **more) -> SimpleNamespace:
    """As torchvision's MNIST."""
    return SimpleNamespace(data=pair[0], targets=list(pair[1]), **more)


def test_arrays_make_a_data_set(pairs, tiny_parts: Parts):
    train, test = pairs
    data = from_arrays((train[0][..., np.newaxis], train[1].tolist()), test, name="mine")
    assert (data.name, data.classes, data.source) == ("mine", ("0", "1", "2"), "arrays in memory")
    assert data.sha256 == tiny_parts.checksums
    assert [array.dtype for array in (*data.train, *data.test)] == [np.uint8] * 4
    assert data.train[0].shape == (12, 28, 28)


def test_arrays_are_copied(pairs, tiny_parts: Parts):
    data = from_arrays(*pairs)
    pairs[0][0][:] = 0
    assert data.train[0].any()


def test_published_data_are_known_whatever_they_are_called(mnist):
    data = from_arrays(mnist.train, mnist.test, classes=[f"class {one}" for one in range(10)])
    assert (data.name, data.classes) == ("mnist", mnist.classes)


@pytest.mark.parametrize("given", [None, np.zeros((2, 28, 28)), "ab", ([0], [0], [0])])
def test_what_is_no_pair_is_refused(given, pairs):
    with pytest.raises(DataError, match=r"expected test as a pair \(images, labels\)"):
        from_arrays(pairs[0], given)


def test_other_arrays_are_refused(pairs):
    train, (images, labels) = pairs
    with pytest.raises(DataError, match=r"mine: expected test images of uint8, .* float64"):
        from_arrays(train, (images / 255, labels), name="mine")
    with pytest.raises(DataError, match="expected 3 to 256 names of classes"):
        from_arrays(train, (images, labels), classes=["a", "b"])


def test_a_data_set_of_hugging_face_is_taken(pairs, tiny_parts: Parts):
    train, test = map(Rows, pairs)
    for data in (from_hugging_face({"train": train, "test": test}), from_hugging_face(train, test)):
        assert data.sha256 == tiny_parts.checksums
        assert data.classes == ("a", "b", "c")
    told = from_hugging_face(train, test, classes=["x", "y", "z"], name="mine")
    assert (told.name, told.classes) == ("mine", ("x", "y", "z"))


def test_other_columns_are_named(pairs):
    train, test = (Rows(pair, image="img") for pair in pairs)
    with pytest.raises(DataError, match=r"columns image and label, there are \['img', 'label'\]"):
        from_hugging_face(train, test)
    assert from_hugging_face(train, test, image="img").classes == ("a", "b", "c")


def test_splits_that_are_not_there_are_missed(pairs):
    train, test = map(Rows, pairs)
    with pytest.raises(DataError, match=r"train and test, .* the splits \['train', 'valid'\]"):
        from_hugging_face({"train": train, "valid": test})
    with pytest.raises(DataError, match="expected a DatasetDict with train and test, or two"):
        from_hugging_face(train)


def test_a_data_set_of_torchvision_is_taken(pairs, tiny_parts: Parts):
    train, test = pairs
    data = from_torchvision(arrays_of(train, classes=["a", "b", "c"]), arrays_of(test))
    assert data.sha256 == tiny_parts.checksums
    assert data.classes == ("a", "b", "c")
    items = from_torchvision(Items(train), Items(test))
    assert items.sha256 == tiny_parts.checksums
    assert items.classes == ("0", "1", "2")


@pytest.mark.parametrize("kind", ["transform", "target_transform"])
def test_a_transform_that_would_not_be_applied_is_refused(kind, pairs):
    train, test = pairs
    with pytest.raises(DataError, match=f"train: expected a data set without {kind}, .* 'turn'"):
        from_torchvision(arrays_of(train, **{kind: "turn"}), arrays_of(test))


@pytest.mark.parametrize(
    ("shape", "dtype", "said"),
    [
        ((28, 28, 3), np.uint8, r"uint8 of \(28, 28, 3\)"),
        ((32, 32), np.uint8, r"uint8 of \(32, 32\)"),
        ((28, 28), np.float32, r"float32 of \(28, 28\)"),
    ],
)
def test_other_pictures_are_refused_with_their_place(shape, dtype, said, pairs):
    good, bad = (pairs[0][0][0], 0), (np.zeros(shape, dtype), 0)
    with pytest.raises(DataError, match=f"test, picture 1: expected a grey picture .* {said}"):
        from_torchvision([good], [good, bad])


def test_no_pictures_are_refused(pairs):
    with pytest.raises(DataError, match="expected pictures to test with, received none"):
        from_torchvision(Items(pairs[0]), [])


@pytest.fixture(scope="module")
def hugging_face():
    return pytest.importorskip("datasets", exc_type=ImportError)


@pytest.fixture(scope="module")
def torchvision():
    return pytest.importorskip("torchvision", exc_type=ImportError)


def test_the_library_of_hugging_face_is_understood(hugging_face, pairs, tiny_parts: Parts):
    library = hugging_face
    features = library.Features(
        {"image": library.Image(), "label": library.ClassLabel(names=["a", "b", "c"])}
    )
    splits = library.DatasetDict(
        {
            name: library.Dataset.from_dict(
                {"image": list(map(Image.fromarray, images)), "label": labels.tolist()}, features
            )
            for name, (images, labels) in zip(("train", "test"), pairs, strict=True)
        }
    )
    data = from_hugging_face(splits)
    assert data.sha256 == tiny_parts.checksums
    assert data.classes == ("a", "b", "c")
    numpy_rows = from_hugging_face(splits["train"].with_format("numpy"), splits["test"])
    assert numpy_rows.sha256 == tiny_parts.checksums


@pytest.mark.parametrize("kind", ["MNIST", "FashionMNIST", "KMNIST"])
def test_the_data_sets_of_torchvision_are_understood(
    torchvision, kind, pairs, tiny_parts: Parts, write_idx, tmp_path
):
    write_idx(tmp_path / kind / "raw", tiny_parts)
    make = getattr(torchvision.datasets, kind)
    sets = [make(tmp_path, train=train) for train in (True, False)]
    data = from_torchvision(*sets)
    assert data.sha256 == tiny_parts.checksums
    assert data.classes == tuple(sets[0].classes)
    with pytest.raises(DataError, match="without transform"):
        from_torchvision(make(tmp_path, transform=torchvision.transforms.ToTensor()), sets[1])


def test_folders_and_subsets_of_torchvision_are_understood(torchvision, pairs, tmp_path):
    from torch.utils.data import Subset

    (images, labels), _ = pairs
    for number, (picture, label) in enumerate(zip(images, labels, strict=True)):
        (tmp_path / f"class-{label}").mkdir(exist_ok=True)
        Image.fromarray(picture).save(tmp_path / f"class-{label}" / f"{number:02}.png")
    grey = torchvision.transforms.Grayscale()
    folder = torchvision.datasets.ImageFolder(tmp_path, transform=grey)
    data = from_torchvision(folder, Subset(folder, [0, 5]))
    assert data.classes == ("class-0", "class-1", "class-2")
    assert np.array_equal(data.train[0], images[np.argsort(labels, kind="stable")])
    assert data.test[1].tolist() == [0, 1]
    in_colours = torchvision.datasets.ImageFolder(tmp_path)
    with pytest.raises(DataError, match=r"train, picture 0: .* uint8 of \(28, 28, 3\)"):
        from_torchvision(in_colours, folder)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (None, "train: expected a data set with a length, received None"),
        (iter([]), "train: expected a data set with a length, received <list_iterator"),
        ([(1, 2, 3)], r"train: expected items \(picture, label\), received \(1, 2, 3\)"),
        (["ab"], "train: expected items .*, received 'ab'"),
    ],
)
def test_what_is_no_row_of_pairs_is_told(given, sentence):
    with pytest.raises(DataError, match=sentence):
        from_torchvision(given, given)


def test_rows_without_the_columns_are_told():
    rows = [{"img": np.zeros((28, 28)), "label": 1}]
    with pytest.raises(DataError) as raised:
        from_hugging_face(rows, rows)
    said = str(raised.value)
    assert said.startswith("train: expected rows with image and label, received {'img': array([[0.")
    assert "\n" not in said
    with pytest.raises(DataError, match="train: expected a data set of rows, received 3"):
        from_hugging_face(3, rows)
