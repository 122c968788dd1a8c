"""The networks that lenet knows by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.models import Sequential
from lenet.networks.plans import modern, original, tutorial
from lenet.networks.plans.original import Counts
from lenet.networks.recipe import Recipe


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
        if not isinstance(name, str) or name not in self.recipes:
            known = ", ".join(self.recipes) or "no other than its own"
            raise ModelError(f"this network has the recipes {known}; received {shown(name)}")
        return self.recipes[name]


NETWORKS = {
    "tutorial": Network(tutorial.tutorial, tutorial.RECIPE),
    "original": Network(original.original, original.PAPER, original.RECIPES, original.PUBLISHED),
    "modern": Network(modern.modern, modern.RECIPE),
}


def network(name: str) -> Network:
    """The network of that name. ModelError with the names there are."""
    if not isinstance(name, str) or name not in NETWORKS:
        raise ModelError(f"lenet knows the networks {', '.join(NETWORKS)}; received {shown(name)}")
    return NETWORKS[name]
