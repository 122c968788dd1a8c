"""What ImageDataGenerator.flow_from_directory gives: pictures in folders, one a class."""

from __future__ import annotations

import os
from collections.abc import Iterator as Iterates
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import truth
from lenet.arguments.words import row, shown, text, word
from lenet.errors import DataError, ModelError
from lenet.preprocessing.image_iterators import SUBSETS, Draws, Iterator, Saved
from lenet.preprocessing.picture_arrays import (
    CHANNELS,
    channels_first,
    img_to_array,
    load_img,
    picture_size,
)

CLASS_MODES = ("categorical", "binary", "sparse", "input")
ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")


class DirectoryIterator(Iterator):
    """Batches of the pictures in ``directory/CLASS/``, read when they are needed, as Keras's.

    ``class_mode``: "categorical" one-hot rows, "binary" and "sparse" labels, "input" the pictures
    themselves, None no targets. ``class_indices`` are the labels of the classes; ``filenames`` and
    ``classes`` those of the pictures. DataError for a folder that cannot be listed.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        image_data_generator: Draws,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> None:
        made = self.image_data_generator = image_data_generator
        self.directory, self.target_size = Path(directory), picture_size(target_size)
        self.color_mode = word("color_mode", color_mode, tuple(CHANNELS))
        if class_mode is not None:
            word("class_mode", class_mode, CLASS_MODES)
        self.class_mode = class_mode
        self.interpolation = text("interpolation", interpolation)
        self.keep_aspect_ratio = truth("keep_aspect_ratio", keep_aspect_ratio)
        self.saved = Saved(save_to_dir, save_prefix, save_format, made.data_format)
        channels = (CHANNELS[self.color_mode],)
        first = channels_first(made.data_format)
        self.image_shape = channels + self.target_size if first else self.target_size + channels
        names = _folders(self.directory) if not classes else row("classes", classes)
        self.class_indices = {str(name): index for index, name in enumerate(names)}
        self.num_classes = len(self.class_indices)
        self.filenames: list[str] = []
        labels: list[int] = []
        for name, index in self.class_indices.items():
            found = list(_pictures(self.directory, name, truth("follow_links", follow_links)))
            found = _of_subset(found, made.split, subset)
            self.filenames += found
            labels += [index] * len(found)
        self.classes = self.labels = np.array(labels, np.int32)
        self.samples = len(labels)
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self) -> list[str]:
        """The paths of the pictures."""
        return [str(self.directory / name) for name in self.filenames]

    def samples_of(self, chosen: NDArray[Any], chance: Any) -> Any:
        batch = np.zeros((len(chosen), *self.image_shape), np.float32)
        for place, index in enumerate(chosen):
            picture = load_img(
                self.directory / self.filenames[index],
                self.color_mode,
                self.target_size,
                self.interpolation,
                self.keep_aspect_ratio,
            )
            batch[place] = img_to_array(picture, self.image_data_generator.data_format)
        batch = self.image_data_generator.drawn(batch, chance)
        self.saved.write(batch, chosen, chance)
        labels = self.classes[chosen]
        if self.class_mode is None:
            return batch
        if self.class_mode == "input":
            return batch, batch.copy()
        if self.class_mode == "categorical":
            return batch, np.eye(self.num_classes, dtype=np.float32)[labels]
        return batch, labels.astype(np.float32)


def _folders(directory: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in directory.iterdir() if entry.is_dir())
    except OSError as error:
        raise DataError(f"{directory} cannot be read: {error}") from error


def _pictures(directory: Path, name: str, follow_links: bool) -> Iterates[str]:
    """The pictures of a class, in order, by their paths in ``directory``."""
    folder = directory / name
    if not folder.is_dir():
        raise DataError(f"expected a folder {name} in {directory}, which has none")
    for root, _, files in sorted(os.walk(folder, followlinks=follow_links), key=lambda one: one[0]):
        for file in sorted(files):
            if file.lower().endswith(ENDINGS):
                yield os.path.relpath(os.path.join(root, file), directory)


def _of_subset(found: list[str], share: float, subset: str | None) -> list[str]:
    """The first share of a class's pictures for validation, the rest for training."""
    if subset is None:
        return found
    if word("subset", subset, SUBSETS) and not share:
        raise ModelError(f"expected validation_split above 0 for subset {shown(subset)}")
    at = int(share * len(found))
    return found[:at] if subset == "validation" else found[at:]
