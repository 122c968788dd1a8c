"""The networks lenet knows by name, each a list of layers, and the recipes each is trained with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lenet.digits.distortion import Distortion
from lenet.errors import ModelError
from lenet.layers import (
    RBF,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPooling2D,
    Subsampling2D,
)
from lenet.models import Sequential
from lenet.networks.recipe import Recipe

INPUT = (32, 32, 1)
START = "lecun_uniform"

TABLE_I = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
"""The S2 maps that each of C3's 16 maps reads (LeCun et al. 1998, Table I)."""


def original_layers() -> list[Layer]:
    """The seven layers of LeNet-5, and the Flatten before F6 (LeCun et al. 1998, II.B)."""
    squash = "scaled_tanh"
    return [
        Conv2D(6, 5, activation=squash, kernel_initializer=START, input_shape=INPUT, name="C1"),
        Subsampling2D(activation=squash, name="S2"),
        Conv2D(16, 5, activation=squash, kernel_initializer=START, connections=TABLE_I, name="C3"),
        Subsampling2D(activation=squash, name="S4"),
        Conv2D(120, 5, activation=squash, kernel_initializer=START, name="C5"),
        Flatten(),
        Dense(84, activation=squash, kernel_initializer=START, name="F6"),
        RBF("digits", name="penalties"),
    ]


def original(seed: int = 0) -> Sequential:
    """LeNet-5 of 1998: 60,000 trainable parameters, 340,908 connections, ten penalties.

    Its input is 32x32, a 28x28 digit framed by 2 pixels of background (normalisation "original").
    """
    return Sequential(original_layers(), "original", seed=seed, normalisation="original")


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


class Counts(NamedTuple):
    """What a paper says that a layer has."""

    trainable: int
    connections: int


@dataclass(frozen=True)
class Network:
    """A network by name: what builds it, how it is trained, and what was published of it.

    ``recipe`` is used unless another of ``recipes`` is asked for by name.
    """

    build: Callable[[int], Sequential]
    recipe: Recipe
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    published: Mapping[str, Counts] = field(default_factory=dict)

    def recipe_named(self, name: str) -> Recipe:
        """The recipe of that name. ModelError with the names there are."""
        if name not in self.recipes:
            known = ", ".join(self.recipes) or "no other than its own"
            raise ModelError(f"this network has the recipes {known}; received {name!r}")
        return self.recipes[name]


PAPER = Recipe(
    epochs=20,
    batch_size=1,
    normalisation="original",
    learning_rate=5e-4,
    schedule="paper",
    loss="maximum_a_posteriori",
    penalty_scale=0.25,
    rubbish_penalty=5.0,
    optimizer="sdlm",
    order="fixed",
    copies=9,
)
"""The training of 1998 (LeCun et al. 1998, III.B and Appendix C)."""

NETWORKS = {
    "tutorial": Network(tutorial, Recipe(10, 32, "l2", 1e-3)),
    "original": Network(
        original,
        PAPER,
        {
            "paper": PAPER,
            "first-order": replace(PAPER, optimizer="sgd", learning_rate=4e-3),
            "mini-batch": replace(
                PAPER,
                batch_size=32,
                optimizer="adam",
                order="fresh",
                copies=0,
                schedule="one-cycle",
                learning_rate=3e-3,
                warmup=0.2,
            ),
        },
        {
            "C1": Counts(156, 122_304),
            "S2": Counts(12, 5_880),
            "C3": Counts(1_516, 151_600),
            "S4": Counts(32, 2_000),
            "C5": Counts(48_120, 48_120),
            "F6": Counts(10_164, 10_164),
            "penalties": Counts(0, 840),
        },
    ),
    "modern": Network(
        modern,
        Recipe(
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
        ),
    ),
}


def network(name: str) -> Network:
    """The network of that name. ModelError with the names there are."""
    if name not in NETWORKS:
        raise ModelError(f"lenet knows the networks {', '.join(NETWORKS)}; received {name!r}")
    return NETWORKS[name]
