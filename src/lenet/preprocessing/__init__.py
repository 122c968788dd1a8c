"""Pictures and batches before they are trained on; Keras's ``preprocessing``.

py_dataset            batches by their number, which a user's class makes
picture_arrays        pictures from files and as arrays: load_img, img_to_array, ...
affine_maps           turned, shifted, sheared, zoomed: where each pixel comes from
changes_of_colour     brightness, shifted channels
standardisation       centred, scaled, whitened
image_iterators       batches of arrays, drawn anew
directory_iterator    batches of the pictures in folders
image_data_generator  all of it as Keras's ImageDataGenerator
image                 its names as ``keras.preprocessing.image`` has them
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from lenet.keras_names import absent
from lenet.preprocessing.py_dataset import PyDataset

if TYPE_CHECKING:
    from lenet.preprocessing import image

Sequence = PyDataset
"""Keras 2's name."""

__all__ = ["PyDataset", "Sequence", "image"]


def __getattr__(name: str) -> Any:
    if name == "image":
        return importlib.import_module("lenet.preprocessing.image")
    raise absent(__name__, name)
