"""Layers: what each is, its shape, its parameters; Keras's names, arguments and defaults.

Conv2D, AveragePooling2D, MaxPooling2D, Flatten and Dense are Keras's; Subsampling2D, RBF and a
Conv2D with ``connections`` are those of 1998. A file a layer:

arguments     what a layer's arguments may be
layer         what every layer can say, and the record that the engine is given
input, zero_padding, convolution, pooling, subsampling, flatten, dense, rbf
centers       the bitmaps that are the RBF's centers
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.initializers import Shape
from lenet.keras_names import absent
from lenet.layers.arguments import ACTIVATIONS, LARGEST_SIZE
from lenet.layers.arguments import shape as checked_shape
from lenet.layers.convolution import Conv2D
from lenet.layers.dense import Dense
from lenet.layers.flatten import Flatten
from lenet.layers.input import Input
from lenet.layers.layer import IN_A_ROW, EngineLayer, Layer
from lenet.layers.pooling import AveragePooling2D, MaxPooling2D
from lenet.layers.rbf import RBF
from lenet.layers.subsampling import Subsampling2D
from lenet.layers.zero_padding import ZeroPadding2D

__all__ = [
    "ACTIVATIONS", "IN_A_ROW", "LARGEST_SIZE", "LAYERS", "RBF", "AveragePooling2D", "Conv2D",
    "Dense", "EngineLayer", "Flatten", "Input", "Layer", "MaxPooling2D", "Shape", "Subsampling2D",
    "ZeroPadding2D", "checked_shape",
]  # fmt: skip

LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        ZeroPadding2D, Conv2D, AveragePooling2D, MaxPooling2D, Subsampling2D, Flatten, Dense, RBF,
    )
}  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
