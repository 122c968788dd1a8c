"""The networks lenet knows by name, each a list of layers, and the recipe each is trained with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.distort import AFFINE, Distortion
from lenet.errors import ModelError
from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten, MaxPooling2D
from lenet.models import Sequential
from lenet.normalisation import network_input
from lenet.optimizers import Adam, AdamW, CosineDecay, Optimizer
from lenet.samples import Source
from lenet.sources import Expanded, Fresh


@dataclass(frozen=True)
class Recipe:
    """Everything besides the network, the data and the seed that decides a training run.

    ``schedule``: "constant", or "one-cycle": the rate climbs over ``warmup`` of the steps to
    ``learning_rate`` and falls along half a cosine to 0 at the last step. ``distortion``: of the
    training images, or None; ``copies``: 0 distorts every image anew each epoch, more adds so many
    distortions of each image to the images, and an epoch passes over as many as there are images.
    """

    epochs: int
    batch_size: int
    normalisation: str
    learning_rate: float
    weight_decay: float = 0.0
    schedule: str = "constant"
    warmup: float = 0.0
    loss: str = "sparse_categorical_crossentropy"
    distortion: Distortion | None = None
    copies: int = 0

    def optimizer(self, samples: int) -> Optimizer:
        """Adam, with the recipe's rate for training on so many samples."""
        if self.schedule == "constant":
            return Adam(self.learning_rate, weight_decay=self.weight_decay or None)
        steps = self.epochs * -(-samples // self.batch_size)
        climb = round(self.warmup * steps)
        rate = CosineDecay(0.0, max(1, steps - climb), 0.0, self.learning_rate, climb)
        return AdamW(rate, weight_decay=self.weight_decay)

    def source(self, images: NDArray[np.uint8], labels: NDArray[Any], seed: int) -> Source | None:
        """The distorted images that it trains on, if it distorts them."""
        if self.distortion is None:
            return None
        prepare = partial(network_input, normalisation=self.normalisation)
        if self.copies == 0:
            return Fresh(images, labels, self.distortion, prepare=prepare, seed=seed)
        return Expanded(
            images, labels, self.distortion, prepare=prepare, seed=seed, copies=self.copies
        )

    def distortion_if(self, wanted: bool) -> Distortion | None:
        """Its distortion, or the usual one if it has none; None unless wanted."""
        return self.distortion or AFFINE if wanted else None

    def as_dict(self) -> dict[str, Any]:
        """The recipe's fields, as JSON takes them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, described: Mapping[str, Any]) -> Recipe:
        """The recipe of such fields; ModelError for a range of distortion that is none."""
        given = {**described}
        if given.get("distortion") is not None:
            given["distortion"] = Distortion(**given["distortion"])
        return cls(**given)


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
    """LeNet-5's seven layers with today's parts, ReLU and max pooling: 61,706 parameters."""
    layers = [
        Conv2D(6, 5, padding="same", activation="relu", input_shape=(28, 28, 1), name="C1"),
        MaxPooling2D(name="S2"),
        Conv2D(16, 5, activation="relu", name="C3"),
        MaxPooling2D(name="S4"),
        Flatten(),
        Dense(120, activation="relu", name="C5"),
        Dense(84, activation="relu", name="F6"),
        Dense(10, activation="softmax", name="output"),
    ]
    return Sequential(layers, "modern", seed=seed, normalisation="standard")


@dataclass(frozen=True)
class Network:
    """A network by name: what builds it, and how it is trained unless told otherwise."""

    build: Callable[[int], Sequential]
    recipe: Recipe


NETWORKS = {
    "tutorial": Network(tutorial, Recipe(10, 32, "l2", 1e-3)),
    "modern": Network(
        modern,
        Recipe(10, 32, "standard", 6e-3, weight_decay=0.1, schedule="one-cycle", warmup=0.2),
    ),
}


def network(name: str) -> Network:
    """The network of that name. ModelError with the names there are."""
    if name not in NETWORKS:
        raise ModelError(f"lenet knows the networks {', '.join(NETWORKS)}; received {name!r}")
    return NETWORKS[name]
