"""A data set in memory, loaded by the name of a published set, from a folder or a file."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lenet.datasets import class_folders, folders, idx, npz_file, search_order
from lenet.datasets.parts import NAMES, TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.datasets.published_sets import SETS, recognise
from lenet.errors import DataError

Split = tuple[idx.Bytes, idx.Bytes]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and their labels, to train and to test with.

    Attributes
    ----------
    name : str
        ``mnist``, ``fashion``, ``kmnist``, or the folder's name.
    train, test : tuple of uint8 arrays
        Images [n, 28, 28], 0 paper to 255 ink, and labels [n], indices into ``classes``.
    classes : tuple of str
        The names of the classes.
    source : str
        Where it was loaded from, in words.
    sha256 : dict of str to str
        The checksums of the four arrays as raw IDX files, by the names of those files.
    """

    name: str
    train: Split
    test: Split
    classes: tuple[str, ...]
    source: str
    sha256: dict[str, str]

    @functools.cached_property
    def centred(self) -> bool:
        """Whether most training images have MNIST's form, see ``lenet.digits.mnist_form``."""
        from lenet.digits.mnist_form import mnist_form
        from lenet.digits.mnist_steps import SIDE

        images = self.train[0][:: max(1, len(self.train[0]) // 1000)]
        return images.shape[1:] == (SIDE, SIDE) and bool(mnist_form(images).mean() >= 0.5)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write an .npz file, which ``load`` and ``lenet train --data`` take, whole or not at all.

        It has the arrays x_train, y_train, x_test, y_test, as Keras's mnist.npz, and classes.
        DataError for a name that does not end in .npz; OSError.
        """
        place = Path(path)
        if place.suffix != npz_file.ENDING:
            raise DataError(f"expected a name that ends in {npz_file.ENDING}, received {place}")
        npz_file.write(
            place, Parts(zip(NAMES, (*self.train, *self.test), strict=True)), self.classes
        )


def load(
    data: str | os.PathLike[str] = "mnist",
    data_dir: str | os.PathLike[str] | None = None,
    report: Callable[[str], None] | None = None,
    *,
    centred: bool | None = None,
) -> Dataset:
    """Load a data set: a published one by name, or one from a folder or an .npz file.

    Parameters
    ----------
    data : str or path
        ``mnist``, ``fashion`` or ``kmnist``; a folder with the four IDX files (raw or .gz),
        with Keras's mnist.npz, or with pictures, ``CLASS/*.png`` or ``train/CLASS/*.png`` and
        ``test/CLASS/*.png``; or an .npz file with the arrays x_train, y_train, x_test, y_test
        and, if the classes have names, classes: what ``Dataset.save`` writes.
    data_dir : str or path, optional
        The folder that holds the published set, directly or in a folder ``mnist``,
        ``fashion-mnist`` or ``kmnist``; no other place is tried. Without it the places are
        the environment's LENET_DATA, the cache, the mirrors and the package index.
    report : callable, optional
        Called with one sentence for each place that is tried.
    centred : bool, optional
        How a folder's pictures become images, see ``lenet.image.prepared``: for a network that was
        trained on images of MNIST's form, or of another. Without it the pictures decide.

    Raises
    ------
    DataError
        It cannot be found, fetched, verified or read.
    """
    data = os.fspath(data)
    if data in SETS:
        published = SETS[str(data)]
        parts, source = search_order.obtain(published, data_dir, report or _ignore)
        return made_dataset(published.name, parts, published.classes, source)
    place = Path(os.path.expanduser(data))
    if not is_place(data):
        known = f"{', '.join(SETS)}, a folder or an {npz_file.ENDING} file"
        raise DataError(f"expected {known}, received {str(data)!r}")
    if data_dir is not None:
        kind = "a folder" if place.is_dir() else "a file"
        raise DataError(f"data_dir is for {', '.join(SETS)}: {place} is {kind} itself")
    if not place.is_dir():
        return made_dataset(place.stem, *npz_file.read(place), f"the file {place}")
    return _from_folder(place, centred)


def is_place(data: str | os.PathLike[str]) -> bool:
    """Whether there is a folder of this name, or an .npz file."""
    place = Path(os.path.expanduser(data))
    return os.path.isdir(place) or (place.suffix == npz_file.ENDING and os.path.exists(place))


def _from_folder(folder: Path, centred: bool | None) -> Dataset:
    name, source = folder.resolve().name, f"the folder {folder}"
    parts = folders.read(folder)
    if parts is not None:
        highest = max(int(parts[TRAIN_LABELS].max()), int(parts[TEST_LABELS].max()))
        return made_dataset(name, parts, tuple(str(i) for i in range(highest + 1)), source)
    found = class_folders.read(folder, centred)
    if found is not None:
        return made_dataset(name, *found, source)
    raise DataError(
        f"{folder} holds no data set: expected {', '.join(NAMES)} (raw or .gz), "
        f"{folders.ARCHIVE}, or pictures CLASS/*.png"
    )


def made_dataset(name: str, parts: Parts, classes: tuple[str, ...], source: str) -> Dataset:
    """A data set of four arrays; one that is a published set's has its name and its classes."""
    known = recognise(parts)
    return Dataset(
        name=known.name if known else name,
        train=(parts[TRAIN_IMAGES], parts[TRAIN_LABELS]),
        test=(parts[TEST_IMAGES], parts[TEST_LABELS]),
        classes=known.classes if known else classes,
        source=source,
        sha256=parts.checksums,
    )


def _ignore(_sentence: str) -> None:
    pass
