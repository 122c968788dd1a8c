"""Networks that lenet and Keras both have, written once: each is given the layers of either.

normalised  LeNet-5 with batch normalisation and dropout
convnet     Keras's own example mnist_convnet: 32 and 64 maps, half of the values dropped
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

SHAPE = (28, 28, 1)


def normalised(layers: ModuleType) -> list[Any]:
    """LeNet-5's layers, each convolution normalised over the batch, the dense ones dropped out."""
    found = [layers.Input(SHAPE)]
    for maps, padding in ((6, "same"), (16, "valid")):
        found += [
            layers.Conv2D(maps, 5, padding=padding),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.MaxPooling2D(2),
        ]
    found.append(layers.Flatten())
    for units in (120, 84):
        found += [layers.Dense(units, activation="relu"), layers.Dropout(0.25)]
    return [*found, layers.Dense(10, activation="softmax")]


def convnet(layers: ModuleType) -> list[Any]:
    """The layers of examples/vision/mnist_convnet.py of keras.io."""
    return [
        layers.Input(SHAPE),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]


WIDER: dict[str, Callable[[ModuleType], list[Any]]] = {
    "normalised": normalised,
    "convnet": convnet,
}
