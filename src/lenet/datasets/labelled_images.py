"""Images and labels from a file or a user, checked: the four arrays of a data set."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.arguments.arrays import real_array
from lenet.datasets import idx
from lenet.datasets.parts import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.errors import DataError, ModelError

SIDE = 28
MOST_CLASSES = 256


class LabelledImages(NamedTuple):
    """Images and their labels, in the same order."""

    images: ArrayLike
    labels: ArrayLike


def labelled_parts(train: LabelledImages, test: LabelledImages, place: object) -> Parts:
    """The four arrays, contiguous; those that are contiguous bytes already are not copied.

    Images are uint8 (n, 28, 28) or (n, 28, 28, 1), 0 paper to 255 ink; labels are integers (n,)
    of any type, 0 to 255. DataError for others; ``place`` says in it where they are from.
    """
    parts = Parts()
    for side, given, names in (
        ("training", train, (TRAIN_IMAGES, TRAIN_LABELS)),
        ("test", test, (TEST_IMAGES, TEST_LABELS)),
    ):
        try:
            images, labels = (
                real_array(given.images, f"{side} images"),
                real_array(given.labels, f"{side} labels"),
            )
        except ModelError as error:
            raise DataError(f"{place}: {error}") from error
        parts[names[0]] = _images(images, f"{place}: expected {side} images")
        parts[names[1]] = _labels(labels, len(images), f"{place}: expected {side} labels")
    return parts


def names_of_classes(parts: Parts, named: tuple[str, ...] | None, place: object) -> tuple[str, ...]:
    """The names of the classes: the given ones, or the numbers of the labels. DataError."""
    units = 1 + max(int(parts[name].max()) for name in (TRAIN_LABELS, TEST_LABELS))
    if named is None:
        return tuple(map(str, range(units)))
    if not units <= len(named) <= MOST_CLASSES:
        raise DataError(
            f"{place}: expected {units} to {MOST_CLASSES} names of classes, as there are labels up "
            f"to {units - 1}; received {len(named)}"
        )
    if len(set(named)) < len(named):
        raise DataError(f"{place}: expected another name for each class, received {list(named)}")
    return named


def _images(images: NDArray[np.generic], expected: str) -> idx.Bytes:
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or not len(images):
        raise DataError(f"{expected} of (n, {SIDE}, {SIDE}), n at least 1; received {images.shape}")
    if images.dtype != np.uint8:
        raise DataError(f"{expected} of uint8, 0 paper to 255 ink; received {images.dtype}")
    return np.ascontiguousarray(images, np.uint8)


def _labels(labels: NDArray[np.generic], images: int, expected: str) -> idx.Bytes:
    if labels.shape != (images,):
        raise DataError(f"{expected} of ({images},), one an image; received {labels.shape}")
    if labels.dtype.kind not in "ui":
        raise DataError(f"{expected} of integers, received {labels.dtype}")
    lowest, highest = int(labels.min()), int(labels.max())
    if lowest < 0 or highest >= MOST_CLASSES:
        raise DataError(f"{expected} of 0 to {MOST_CLASSES - 1}, received {lowest} to {highest}")
    return np.ascontiguousarray(labels, np.uint8)
