"""A folder of data: the four IDX files, raw or gzipped, or Keras's mnist.npz.

For a folder of pictures see ``class_folders``.
"""

from __future__ import annotations

import os
from pathlib import Path

from lenet.datasets import idx, npz_file
from lenet.datasets.archives import Archive
from lenet.datasets.labelled_images import LabelledImages, labelled_parts
from lenet.datasets.parts import (
    NAMES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Parts,
    dimensions,
)
from lenet.datasets.published_sets import AbsentError, Published
from lenet.errors import DataError

ARCHIVE = "mnist.npz"


def read(folder: Path) -> Parts | None:
    """Read the four arrays in a folder; None if it has neither IDX files nor the archive.

    Raises
    ------
    DataError
        Files are missing, damaged, or do not fit together.
    """
    paths = {name: _find(folder, name) for name in NAMES}
    missing = [name for name, path in paths.items() if path is None]
    if len(missing) == len(NAMES):
        archive = folder / ARCHIVE
        return npz_file.read(archive)[0] if os.path.isfile(archive) else None
    if missing:
        raise DataError(f"{folder} has no {', '.join(missing)} (raw or .gz)")
    parts = Parts(
        (name, idx.read_file(path, dimensions=dimensions(name)))
        for name, path in paths.items()
        if path is not None
    )
    train = LabelledImages(parts[TRAIN_IMAGES], parts[TRAIN_LABELS])
    return labelled_parts(train, LabelledImages(parts[TEST_IMAGES], parts[TEST_LABELS]), folder)


def place(folder: Path, published: Published) -> Path:
    """Give the folder that holds a published set's files: inside ``folder``, or else itself."""
    # The second and the last are how torchvision leaves its downloads.
    if (archive := published.archive) is not None:
        places = (folder / published.folder, folder / "EMNIST" / "raw", folder)
        return next((one for one in places if _holds_archive(archive, one)), folder)
    torchvision = folder / published.title.replace("-", "")
    inside = (folder / published.folder, torchvision / "raw", folder, folder / "raw")
    return next((one for one in inside if _holds_any(one)), folder)


def read_published(folder: Path, published: Published) -> Parts:
    """Read and verify a published data set in a folder.

    Raises
    ------
    AbsentError
        The folder does not have it.
    DataError
        The files are of another data set, or cannot be read.
    """
    archive = published.archive
    parts = read(folder) if archive is None else archive.read_folder(folder)
    if parts is None:
        wanted = f"{', '.join(NAMES)} (raw or .gz)" if archive is None else archive.name
        raise AbsentError(f"expected {wanted}, in it or in a folder {published.folder}")
    published.check(parts)
    return parts


def _holds_archive(archive: Archive, folder: Path) -> bool:
    return any(os.path.isfile(folder / name) for name in (archive.name, *archive.files))


def _holds_any(folder: Path) -> bool:
    return any(_find(folder, name) for name in NAMES) or os.path.isfile(folder / ARCHIVE)


def _find(folder: Path, name: str) -> Path | None:
    dotted = name.replace("-idx", ".idx")
    for candidate in (name, f"{name}.gz", dotted, f"{dotted}.gz"):
        if os.path.isfile(folder / candidate):
            return folder / candidate
    return None
