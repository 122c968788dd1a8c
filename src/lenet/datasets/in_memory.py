"""Data sets made from what a program has in memory: NumPy arrays, objects of other libraries.

The other libraries are not imported: their objects are asked for what they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.words import shown
from lenet.datasets.dataset import Dataset, made_dataset
from lenet.datasets.labelled_images import SIDE, LabelledImages, labelled_parts, names_of_classes
from lenet.datasets.parts import Parts
from lenet.errors import DataError

Pair = tuple[ArrayLike, ArrayLike]


def from_arrays(
    train: Pair, test: Pair, *, classes: Sequence[str] | None = None, name: str = "arrays"
) -> Dataset:
    """A data set of NumPy arrays, or of what NumPy makes arrays of.

    Parameters
    ----------
    train, test : pair of arrays
        Images uint8 (n, 28, 28) or (n, 28, 28, 1), 0 paper to 255 ink, and labels (n,), integers
        0 to 255. They are copied.
    classes : sequence of str, optional
        The names of the classes; None: the numbers of the labels. MNIST, Fashion-MNIST and KMNIST
        are known by their checksums and have their own names.
    name : str
        What the data set is called.

    Raises
    ------
    DataError
        Other arrays, or fewer names than there are classes.
    """
    parts = labelled_parts(_pair("train", train), _pair("test", test), name)
    copies = Parts((part, array.copy()) for part, array in parts.items())
    return _made(copies, classes, name, "arrays in memory")


def from_hugging_face(
    train: Any,
    test: Any = None,
    *,
    image: str = "image",
    label: str = "label",
    classes: Sequence[str] | None = None,
    name: str = "hugging-face",
) -> Dataset:
    """A data set of the library ``datasets`` of Hugging Face.

    Parameters
    ----------
    train : DatasetDict, or Dataset
        A ``DatasetDict`` with ``train`` and ``test``; or a ``Dataset`` to train with.
    test : Dataset, optional
        What is tested with; left out if ``train`` is a ``DatasetDict``.
    image, label : str
        The names of the columns: grey pictures of 28x28 pixels, which are taken as they are, 0
        paper to 255 ink, and integers.
    classes : sequence of str, optional
        The names of the classes; None: those of the column's ``ClassLabel``, else the numbers.
    name : str
        What the data set is called.

    Raises
    ------
    DataError
        A split or a column is not there; pictures of another size or with colours.
    """
    if test is None:
        train, test = _splits(train)
    parts = labelled_parts(
        _columns("train", train, image, label), _columns("test", test, image, label), name
    )
    if classes is None:
        classes = getattr((getattr(train, "features", None) or {}).get(label), "names", None)
    return _made(parts, classes, name, "a data set of Hugging Face")


def from_torchvision(
    train: Any, test: Any, *, classes: Sequence[str] | None = None, name: str = "torchvision"
) -> Dataset:
    """A data set of torchvision, or another object with its items.

    Parameters
    ----------
    train, test : torchvision's data sets
        Objects with ``data`` and ``targets``, as ``torchvision.datasets.MNIST``, without
        transforms; or whose items are pairs of a grey picture of 28x28 pixels and its label, as
        those of ``Subset``, ``USPS`` after a ``Resize``, or ``ImageFolder`` after a ``Grayscale``.
        Pictures are taken as they are, 0 paper to 255 ink.
    classes : sequence of str, optional
        The names of the classes; None: those in ``train.classes``, else the numbers.
    name : str
        What the data set is called.

    Raises
    ------
    DataError
        Pictures of another size or with colours; ``data`` with a transform, which lenet would
        not apply.
    """
    parts = labelled_parts(_items("train", train), _items("test", test), name)
    if classes is None:
        classes = getattr(train, "classes", None)
    return _made(parts, classes, name, "a data set of torchvision")


def _made(parts: Parts, classes: Sequence[str] | None, name: str, source: str) -> Dataset:
    named = None if classes is None else tuple(map(str, classes))
    return made_dataset(name, parts, names_of_classes(parts, named, name), source)


def _pair(side: str, given: Any) -> LabelledImages:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise DataError(f"expected {side} as a pair (images, labels), received {shown(given)}")
    return LabelledImages(*given)


def _splits(both: Any) -> tuple[Any, Any]:
    if not isinstance(both, Mapping) or not {"train", "test"} <= both.keys():
        there = f"the splits {list(both)}" if isinstance(both, Mapping) else shown(both)
        raise DataError(
            f"expected a DatasetDict with train and test, or two data sets; received {there}"
        )
    return both["train"], both["test"]


def _columns(side: str, rows: Any, image: str, label: str) -> LabelledImages:
    columns = getattr(rows, "column_names", None)
    if columns is not None and not {image, label} <= set(columns):
        raise DataError(
            f"{side}: expected the columns {image} and {label}, there are {list(columns)}: name "
            "them with image= and label="
        )
    if not isinstance(rows, Iterable):
        raise DataError(f"{side}: expected a data set of rows, received {shown(rows)}")
    return _stacked(side, (_of_row(side, row, image, label) for row in rows))


def _of_row(side: str, row: Any, image: str, label: str) -> tuple[Any, Any]:
    if not isinstance(row, Mapping) or not {image, label} <= row.keys():
        raise DataError(f"{side}: expected rows with {image} and {label}, received {shown(row)}")
    return row[image], row[label]


def _items(side: str, given: Any) -> LabelledImages:
    data, targets = getattr(given, "data", None), getattr(given, "targets", None)
    if data is None or targets is None:
        return _stacked(side, (_of_item(side, item) for item in _in_row(side, given)))
    for kind in ("transform", "target_transform"):
        if getattr(given, kind, None) is not None:
            raise DataError(
                f"{side}: expected a data set without {kind}, as lenet takes its images as they "
                f"are; received {shown(getattr(given, kind))}"
            )
    return LabelledImages(np.asarray(data), np.asarray(targets))


def _of_item(side: str, item: Any) -> tuple[Any, Any]:
    if not isinstance(item, Sequence) or isinstance(item, str) or len(item) != 2:
        raise DataError(f"{side}: expected items (picture, label), received {shown(item)}")
    return item[0], item[1]


def _in_row(side: str, given: Any) -> Iterator[Any]:
    """The items of a data set, which need not be an iterable. DataError if it has no number."""
    try:
        number = len(given)
    except TypeError:
        raise DataError(
            f"{side}: expected a data set with a length, received {shown(given)}"
        ) from None
    return (given[index] for index in range(number))


def _stacked(side: str, items: Iterable[tuple[Any, Any]]) -> LabelledImages:
    images, labels = [], []
    for index, (picture, label) in enumerate(items):
        images.append(_image(picture, f"{side}, picture {index}"))
        labels.append(label)
    if not images:
        raise DataError(f"expected pictures to {side} with, received none")
    return LabelledImages(np.stack(images), np.asarray(labels))


def _image(picture: Any, which: str) -> NDArray[Any]:
    array = np.asarray(picture)
    if array.shape != (SIDE, SIDE) or array.dtype != np.uint8:
        raise DataError(
            f"{which}: expected a grey picture of {SIDE}x{SIDE} pixels, uint8; received "
            f"{array.dtype} of {array.shape}"
        )
    return array
