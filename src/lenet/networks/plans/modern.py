"""LeNet-5's seven layers as one would train them today."""

from __future__ import annotations

from lenet.digits.distortion import Distortion
from lenet.layers import Conv2D, Dense, Flatten, MaxPooling2D
from lenet.models import Sequential
from lenet.networks.recipe import Recipe

RECIPE = Recipe(
    epochs=100,
    batch_size=64,
    normalisation="standard",
    learning_rate=6e-3,
    weight_decay=0.1,
    schedule="one-cycle",
    warmup=0.2,
    label_smoothing=0.1,
    distortion=Distortion(
        translation=1.5, scale=0.1, rotation=10, squeeze=0.08, shear=0.12, elastic=0.8
    ),
    undistorted=4,
)


def modern(seed: int = 0) -> Sequential:
    """LeNet-5's seven layers as one would train them today: 56,114 parameters.

    ReLU, max pooling and softmax; C1 and C3 are wider, C5 and F6 narrower (docs/modern.md).
    """
    layers = [
        Conv2D(16, 5, activation="relu", input_shape=(28, 28, 1), name="C1"),  # 24x24x16
        MaxPooling2D(name="S2"),  # 12x12x16
        Conv2D(40, 5, activation="relu", name="C3"),  # 8x8x40
        MaxPooling2D(name="S4"),  # 4x4x40
        Flatten(),
        Dense(56, activation="relu", name="C5"),
        Dense(56, activation="relu", name="F6"),
        Dense(10, activation="softmax", name="output"),
    ]
    return Sequential(layers, "modern", seed=seed, normalisation="standard")
