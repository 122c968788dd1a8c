"""A network and the recipe to train it with, from the fields of a command or of a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lenet.networks.catalogue import Network, network
from lenet.networks.recipe import Recipe


def changed_recipe(
    name: str,
    recipe: str | None = None,
    *,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    distort: bool | None = None,
) -> tuple[Network, Recipe]:
    """The network ``name`` and its recipe with the given fields changed.

    Parameters
    ----------
    name : str
        A name of ``lenet.networks.NETWORKS``.
    recipe : str, optional
        Another of the network's recipes by name; None is the network's own.
    epochs, batch_size, learning_rate : optional
        What replaces the recipe's field; None keeps it.
    distort : bool, optional
        True distorts the training images as the recipe does, or as usual if it does not; False
        leaves them as they are; None is as the recipe has it.

    Raises
    ------
    ModelError
        There is no network of that name, or it has no recipe of that name.
    """
    known = network(name)
    found = known.recipe if recipe is None else known.recipe_named(recipe)
    given = {"epochs": epochs, "batch_size": batch_size, "learning_rate": learning_rate}
    changes: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    if distort is not None:
        changes["distortion"] = found.distortion_if(distort)
    return known, replace(found, **changes)
