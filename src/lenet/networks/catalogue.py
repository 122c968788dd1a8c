"""The networks that lenet knows by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lenet.errors import ModelError
from lenet.layers import Conv2D, MaxPooling2D
from lenet.models import Sequential
from lenet.networks.plans import modern, original, tutorial
from lenet.networks.plans.original import Counts
from lenet.networks.recipe import Recipe


def strip_reader(seed: int = 0, columns: int = 32) -> Sequential:
    """LeNet-5's plan, wider, swept over a strip of so many columns: 236,261 parameters.

    C5, F6 and the output are convolutions too, so parameters do not depend on the columns
    (LeCun et al. 1998, section VII).
    """
    layers = [
        Conv2D(24, 5, activation="relu", input_shape=(32, columns, 1), name="C1"),
        MaxPooling2D(name="S2"),  # 14 rows
        Conv2D(48, 5, activation="relu", name="C3"),
        MaxPooling2D(name="S4"),  # 5 rows
        Conv2D(160, 5, activation="relu", name="C5"),  # 1 row; a place every 4 columns
        Conv2D(84, 1, activation="relu", name="F6"),
        Conv2D(13, 1, name="output"),
    ]
    return Sequential(layers, "strip-reader", seed=seed, normalisation="strip")


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


NETWORKS = {
    "tutorial": Network(tutorial.tutorial, tutorial.RECIPE),
    "original": Network(original.original, original.PAPER, original.RECIPES, original.PUBLISHED),
    "modern": Network(modern.modern, modern.RECIPE),
}


def network(name: str) -> Network:
    """The network of that name. ModelError with the names there are."""
    if name not in NETWORKS:
        raise ModelError(f"lenet knows the networks {', '.join(NETWORKS)}; received {name!r}")
    return NETWORKS[name]
