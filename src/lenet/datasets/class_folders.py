"""A folder of pictures, one folder a class: CLASS/*.png, or train/CLASS/*.png and test/CLASS/*.png.

Every picture becomes a digit image, uint8 [28, 28], by ``lenet.digits.preparing``. Images that were
made for a network already, though not in MNIST's form, as those of Fashion-MNIST, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from lenet.datasets import idx
from lenet.datasets.parts import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.errors import DataError, PictureError

HELD_OUT = 6
"""Without a test folder, every sixth picture of a class is held out: MNIST's proportion."""

MOST_CLASSES = 256

SAMPLE = 200
"""Pictures of a folder, at most, by which is judged whether they are images made for a network."""

BLACK, GROUND = 8, 0.1
"""Such an image has a black ground: at least this share of its pixels is at most so bright."""

Labelled = list[tuple[Path, int]]
Read = TypeVar("Read")


def read(folder: Path, centred: bool | None = None) -> tuple[Parts, tuple[str, ...]] | None:
    """Read the pictures in the folders of ``folder``, or None where there are none.

    ``centred`` is that of ``lenet.digits.preparing.prepared``; None leaves it to the pictures.

    Returns
    -------
    parts, classes
        The four arrays, and the names of the classes in sorted order: a label is an index here.

    Raises
    ------
    DataError
        A picture that cannot be read (its file is named), a side of the division without
        pictures, a test class that training has not, more than 256 classes.
    """
    if _pictures_by_class(folder / "train") or _pictures_by_class(folder / "test"):
        train, test = (_pictures_by_class(folder / side) for side in ("train", "test"))
        unknown = sorted(test.keys() - train.keys())
        if unknown:
            raise DataError(f"{folder / 'test'} has classes that train has not: {unknown}")
        classes = _classes(train, folder)
        return _parts(_labelled(train, classes), _labelled(test, classes), folder, centred), classes
    every = _pictures_by_class(folder)
    if not every:
        return None
    classes = _classes(every, folder)
    kept = {name: [p for i, p in enumerate(every[name], 1) if i % HELD_OUT] for name in classes}
    held = {name: every[name][HELD_OUT - 1 :: HELD_OUT] for name in classes}
    return _parts(_labelled(kept, classes), _labelled(held, classes), folder, centred), classes


def _pictures_by_class(folder: Path) -> dict[str, list[Path]]:
    found = {}
    for inside in _visible(folder) if folder.is_dir() else ():
        if inside.is_dir():
            pictures = [p for p in _visible(inside) if p.suffix.lower() == ".png"]
            if pictures:
                found[inside.name] = pictures
    return found


def _visible(folder: Path) -> list[Path]:
    # macOS leaves a hidden "._NAME.png" beside each picture it copies: not a picture.
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise DataError(f"{folder} cannot be read: {error}") from error


def _classes(pictures: dict[str, list[Path]], folder: Path) -> tuple[str, ...]:
    if len(pictures) > MOST_CLASSES:
        raise DataError(
            f"{folder} has {len(pictures)} classes: expected at most {MOST_CLASSES} folders"
        )
    return tuple(sorted(pictures))


def _labelled(pictures: dict[str, list[Path]], classes: tuple[str, ...]) -> Labelled:
    return [(path, i) for i, name in enumerate(classes) for path in pictures.get(name, ())]


def _parts(train: Labelled, test: Labelled, folder: Path, centred: bool | None) -> Parts:
    for side, pictures in (("train", train), ("test", test)):
        if not pictures:
            raise DataError(
                f"{folder} has no pictures to {side} with: expected train/CLASS/*.png and "
                f"test/CLASS/*.png, or CLASS/*.png with {HELD_OUT} pictures a class or more"
            )
    if centred is None:
        centred = not _are_other_images([path for path, _ in train])
    return Parts(
        {
            TRAIN_IMAGES: _images((path for path, _ in train), centred),
            TRAIN_LABELS: np.array([label for _, label in train], dtype=np.uint8),
            TEST_IMAGES: _images((path for path, _ in test), centred),
            TEST_LABELS: np.array([label for _, label in test], dtype=np.uint8),
        }
    )


def _images(paths: Iterable[Path], centred: bool) -> idx.Bytes:
    from lenet.digits.preparing import digit_image

    return np.stack([_read(path, partial(digit_image, centred=centred)) for path in paths])


def _are_other_images(paths: Sequence[Path]) -> bool:
    """Whether these are images of 28x28 on black ground, most of them not in MNIST's form."""
    from lenet.digits.mnist_form import mnist_form
    from lenet.digits.preparing import levels_of_28

    found = []
    for path in paths[:: -(-len(paths) // SAMPLE)]:
        levels = _read(path, levels_of_28)
        if levels is None or (levels <= BLACK).mean() < GROUND:
            return False
        found.append(levels)
    return not 2 * mnist_form(np.stack(found)).sum() >= len(found)


def _read(path: Path, read: Callable[[Path], Read]) -> Read:
    try:
        return read(path)
    except PictureError as error:
        raise DataError(f"{path}: {error}") from error
