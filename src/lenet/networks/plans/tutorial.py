"""LeNet-5 as a popular Keras tutorial builds it."""

from __future__ import annotations

from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten
from lenet.models import Sequential
from lenet.networks.recipe import Recipe

RECIPE = Recipe(epochs=10, batch_size=32, normalisation="l2", learning_rate=1e-3)


def tutorial(seed: int = 0) -> Sequential:
    """LeNet-5 as a popular Keras tutorial builds it: 53,558 parameters for 28x28 images."""
    layers = [
        Conv2D(filters=6, kernel_size=(3, 3), activation="tanh", input_shape=(28, 28, 1)),
        AveragePooling2D(),
        Conv2D(filters=16, kernel_size=(3, 3), activation="tanh"),
        AveragePooling2D(),
        Flatten(),
        Dense(units=128, activation="tanh"),
        Dense(units=10, activation="softmax"),
    ]
    return Sequential(layers, "tutorial", seed=seed, normalisation="l2")
