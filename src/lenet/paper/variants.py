"""What is trained: LeNet-5 of the paper, and variants with one of its choices undone.

A variant changes the layers, the recipe or the training images; all else is the network's own.
Layers are dicts, as in a model's ``get_config``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lenet.models import Sequential
from lenet.networks import NETWORKS, Recipe
from lenet.paper.published import NOISE

Layers = list[dict[str, Any]]

NETWORK = "original"


def unchanged(layers: Layers) -> Layers:
    """The layers unchanged."""
    return layers


def averaged(layers: Layers) -> Layers:
    """Subsampling without parameters and activation: the mean of the four inputs."""
    return [
        {"type": "AveragePooling2D", "name": layer["name"], "pool_size": layer["pool_size"]}
        if layer["type"] == "Subsampling2D"
        else layer
        for layer in layers
    ]


def fully_connected(layers: Layers) -> Layers:
    """Every map of C3 reads every map of S2."""
    return [{**layer, "connections": None} if "connections" in layer else layer for layer in layers]


def with_softmax(layers: Layers) -> Layers:
    """Ten trained units and a softmax in place of the RBF."""
    start = {key: value for key, value in layers[-2].items() if key.endswith("_initializer")}
    last = {"type": "Dense", "name": "output", "units": 10, "activation": "softmax", **start}
    return [*layers[:-1], last]


def started(initializer: str) -> Callable[[Layers], Layers]:
    """Another initializer, for S2 and S4 too."""

    def start(layers: Layers) -> Layers:
        return [
            {
                key: initializer if key == "kernel_initializer" else value
                for key, value in one.items()
            }
            for one in layers
        ]

    return start


@dataclass(frozen=True)
class Variant:
    """A variant; ``title`` is its name in a table.

    ``distorted``: trained with the recipe's distortions. ``noise``: the share of pixels inverted in
    the training images.
    """

    title: str
    layers: Callable[[Layers], Layers] = unchanged
    recipe: Mapping[str, Any] = field(default_factory=dict)
    distorted: bool = False
    noise: float = 0.0

    def build(self, seed: int) -> Sequential:
        """The network with its initial weights."""
        config = NETWORKS[NETWORK].build(seed).get_config()
        return Sequential.from_config({**config, "layers": self.layers(config["layers"])})

    @property
    def trained_by(self) -> Recipe:
        """The network's recipe with the variant's changes."""
        own = NETWORKS[NETWORK].recipe
        return replace(own, distortion=own.distortion_if(self.distorted), **self.recipe)


def _difference(name: str) -> dict[str, Any]:
    """The fields in which another of the network's recipes differs from its own."""
    own = NETWORKS[NETWORK].recipe.as_dict()
    other = NETWORKS[NETWORK].recipe_named(name).as_dict()
    return {key: value for key, value in other.items() if own[key] != value}


PLAIN, DISTORTED, NOISY = "plain", "distorted", "noisy"

VARIANTS: dict[str, Variant] = {
    PLAIN: Variant("LeNet-5"),
    DISTORTED: Variant("LeNet-5, with distortions", distorted=True),
    NOISY: Variant("LeNet-5, with noise", noise=NOISE),
    "average": Variant("average instead of sum, no squash", averaged),
    "dense-c3": Variant("every C3 map reads every S2 map", fully_connected),
    "softmax": Variant(
        "softmax instead of RBF", with_softmax, {"loss": "sparse_categorical_crossentropy"}
    ),
    "eq-8": Variant("eq. 8 instead of eq. 9", recipe={"loss": "maximum_likelihood"}),
    "first-order": Variant("first order instead of SDLM", recipe=_difference("first-order")),
    "start-printed": Variant(
        "\N{PLUS-MINUS SIGN}2.4/F at the start, as printed", started("fan_in_uniform")
    ),
    "start-root": Variant(
        "\N{PLUS-MINUS SIGN}2.4/\N{SQUARE ROOT}F at the start", started("sqrt_fan_in_uniform")
    ),
}

ABLATIONS = ("average", "dense-c3", "softmax", "eq-8", "first-order", "start-printed", "start-root")
"""One faithful choice undone in each."""
