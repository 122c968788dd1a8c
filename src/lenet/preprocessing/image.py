"""Keras's ``preprocessing.image``: pictures from files and arrays, drawn anew for training."""

from typing import TYPE_CHECKING, NoReturn

from lenet.keras_names import absent
from lenet.preprocessing.directory_iterator import DirectoryIterator
from lenet.preprocessing.image_data_generator import ImageDataGenerator
from lenet.preprocessing.image_iterators import Iterator, NumpyArrayIterator
from lenet.preprocessing.picture_arrays import array_to_img, img_to_array, load_img, save_img

__all__ = [
    "DirectoryIterator", "ImageDataGenerator", "Iterator", "NumpyArrayIterator", "array_to_img",
    "img_to_array", "load_img", "save_img",
]  # fmt: skip

if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
