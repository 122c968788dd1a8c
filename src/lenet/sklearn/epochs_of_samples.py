"""Epochs of training on samples with weights, as they are or distorted."""

from __future__ import annotations

from typing import Any

from lenet.models import Model
from lenet.networks import Recipe
from lenet.sklearn.distinct_samples import DistinctSamples
from lenet.sklearn.distorted_rows import distorted_rows
from lenet.sklearn.pixel_rows import InputForm


def train_epochs(
    model: Model,
    samples: DistinctSamples,
    form: InputForm,
    recipe: Recipe,
    epochs: int,
    *,
    threads: int | None,
    verbose: int,
) -> dict[str, list[float]]:
    """Train a model up to so many epochs from its beginning; the figures of each, by name.

    Raises ModelError for ``threads`` and ``verbose`` that cannot be, and TrainingError when the
    loss is no longer finite.
    """
    x: Any
    y: Any = samples.labels
    weights: Any = samples.weights
    if recipe.distortion is None:
        x = form.network_input(samples.shares)
    else:
        x, y, weights = distorted_rows(samples, form, recipe, model.seed), None, None
    history: dict[str, list[float]] = model.fit(
        x,
        y,
        sample_weight=weights,
        batch_size=recipe.batch_size,
        epochs=epochs,
        initial_epoch=model.epochs_trained,
        shuffle=True if recipe.order == "fresh" else "once",
        threads=threads,
        verbose=verbose,
    ).history
    return history
