"""Layers: what each is, its shape, its parameters; Keras's names, arguments and defaults.

Subsampling2D, RBF and a Conv2D with ``connections`` are those of 1998, all others are Keras's. A
file a layer, or a few that are alike:

arguments             what a layer's arguments may be
activation_functions  the functions that an ``activation`` names, and how the engine runs each
keras_tensor          a tensor without data: an input and the layers it went through
weight                a parameter array of a layer, with its name; lists of them
named_weights         a layer's parameter arrays by name
engine_layer          the record of a layer that the engine is given
layer                 what every layer can say
input, zero_padding, cropping, reshape, convolution, pooling, global_pooling, subsampling, flatten
dense, activation, dropout, batch_normalization, rbf
centers               the bitmaps that are the RBF's centers
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.initializers import Shape
from lenet.keras_names import absent
from lenet.layers.activation import ELU, Activation, LeakyReLU, ReLU, Rescaling, Softmax
from lenet.layers.activation_functions import NAMES as ACTIVATIONS
from lenet.layers.activation_functions import ElementFunction, curve_named, threshold_curve
from lenet.layers.arguments import LARGEST_SIZE, TrainingOfCall, sample_shape
from lenet.layers.arguments import shape as checked_shape
from lenet.layers.batch_normalization import BatchNormalization
from lenet.layers.convolution import Conv2D
from lenet.layers.cropping import Cropping2D
from lenet.layers.dense import Dense
from lenet.layers.dropout import Dropout, GaussianDropout, GaussianNoise, SpatialDropout2D
from lenet.layers.engine_layer import EngineLayer
from lenet.layers.flatten import Flatten
from lenet.layers.global_pooling import GlobalAveragePooling2D, GlobalMaxPooling2D, WholePlanes
from lenet.layers.input import Input, InputLayer
from lenet.layers.keras_tensor import KerasTensor, one_tensor
from lenet.layers.layer import Home, Layer
from lenet.layers.pooling import AveragePooling2D, MaxPooling2D
from lenet.layers.rbf import RBF
from lenet.layers.reshape import Permute, Reshape
from lenet.layers.subsampling import Subsampling2D
from lenet.layers.weight import Weight, WeightLists, is_trained
from lenet.layers.zero_padding import ZeroPadding2D

Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
AvgPool2D = AveragePooling2D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalMaxPool2D = GlobalMaxPooling2D

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "LARGEST_SIZE",
    "LAYERS",
    "RBF",
    "Activation",
    "AveragePooling2D",
    "AvgPool2D",
    "BatchNormalization",
    "Conv2D",
    "Convolution2D",
    "Cropping2D",
    "Dense",
    "Dropout",
    "ElementFunction",
    "EngineLayer",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling2D",
    "GlobalAvgPool2D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling2D",
    "Home",
    "Input",
    "InputLayer",
    "KerasTensor",
    "Layer",
    "LeakyReLU",
    "MaxPool2D",
    "MaxPooling2D",
    "Permute",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Shape",
    "Softmax",
    "SpatialDropout2D",
    "Subsampling2D",
    "TrainingOfCall",
    "Weight",
    "WeightLists",
    "WholePlanes",
    "ZeroPadding2D",
    "checked_shape",
    "curve_named",
    "is_trained",
    "one_tensor",
    "sample_shape",
    "threshold_curve",
]  # fmt: skip

LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Reshape, Permute, ZeroPadding2D, Cropping2D, Conv2D, AveragePooling2D, MaxPooling2D,
        GlobalAveragePooling2D, GlobalMaxPooling2D, Subsampling2D, Flatten, Dense, Activation, ReLU,
        LeakyReLU, ELU, Softmax, Rescaling, Dropout, SpatialDropout2D, GaussianNoise,
        GaussianDropout, BatchNormalization, RBF,
    )
}  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
