"""Which trainings there are: every combination of what varies, each with every seed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lenet.arguments.numbers import checked_seed
from lenet.arguments.words import row, shown
from lenet.errors import ModelError
from lenet.many.trainings.seeded_training import SeededTraining
from lenet.networks.changed_recipe import changed_recipe

FIELDS = ("recipe", "epochs", "batch_size", "learning_rate", "distort")
"""What may vary: another of the network's recipes, and fields of it."""

MOST = 100_000
"""Trainings of one call."""


def planned(
    network: str,
    folder: Path,
    seeds: Iterable[int],
    vary: Mapping[str, Sequence[Any]],
    changes: Mapping[str, Any],
) -> list[SeededTraining]:
    """The trainings, all variations of a seed one after the other. ModelError.

    So what is done when all is stopped early are a few seeds of each variation.
    """
    recipes = []
    for changed in _combinations(vary):
        both = sorted(changed.keys() & changes.keys())
        if both:
            raise ModelError(f"expected {both[0]} once: it varies, and is given besides")
        _, recipe = changed_recipe(network, **changes, **changed)
        recipes.append((_named(changed), recipe))
    numbers = [checked_seed(seed) for seed in row("seeds", seeds)]
    for what, given in (("seeds", numbers), ("variations", [recipe for _, recipe in recipes])):
        if not given or any(one in given[:place] for place, one in enumerate(given)):
            raise ModelError(f"expected {what}, each once, received {shown(given)}")
    if len(numbers) * len(recipes) > MOST:
        raise ModelError(
            f"expected at most {MOST:,} trainings, received {len(numbers) * len(recipes):,}"
        )
    return [
        SeededTraining(network, variation, recipe, seed, folder / _folder(network, variation, seed))
        for seed, (variation, recipe) in itertools.product(numbers, recipes)
    ]


def _combinations(vary: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    unknown = [name for name in vary if name not in FIELDS]
    if unknown:
        raise ModelError(f"expected what varies among {', '.join(FIELDS)}, received {unknown[0]}")
    for values in itertools.product(*(row(name, given) for name, given in vary.items())):
        yield dict(zip(vary, values, strict=True))


def _named(changed: Mapping[str, Any]) -> str:
    """``epochs=5 learning-rate=0.001``: each field as an option is typed."""
    return " ".join(f"{name.replace('_', '-')}={_typed(value)}" for name, value in changed.items())


def _typed(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _folder(network: str, variation: str, seed: int) -> str:
    return "-".join([network, *variation.split(), f"seed{seed}"])
