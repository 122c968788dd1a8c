"""Recipes: schedules, optimizers, losses, and how a network is trained by one."""

import json
from dataclasses import replace

import numpy as np
import pytest

from lenet import losses
from lenet.digits.normalisation import network_input
from lenet.distort import AFFINE, Distortion
from lenet.errors import ModelError
from lenet.layers import Dense, Flatten
from lenet.models import Sequential
from lenet.networks import NETWORKS, network
from lenet.networks.recipe import Recipe
from lenet.optimizers import SGD, Adam, AdamW, StochasticDiagonalLM
from lenet.sources import Expanded, Fresh

PAPER = Recipe(
    20, 1, "original", 5e-4, schedule="paper", loss="maximum_a_posteriori", optimizer="sdlm"
)
RECIPES = [one.recipe for one in NETWORKS.values()] + [
    recipe for one in NETWORKS.values() for recipe in one.recipes.values()
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_goes_through_json(recipe: Recipe) -> None:
    distorting = replace(recipe, distortion=AFFINE, copies=9)
    for one in (recipe, distorting):
        assert Recipe.from_dict(json.loads(json.dumps(one.as_dict()))) == one


def test_the_tutorials_recipe_is_the_tutorials() -> None:
    recipe = network("tutorial").recipe
    assert (recipe.epochs, recipe.batch_size) == (10, 32)
    assert recipe.made_optimizer(60_000) == Adam()


def test_the_originals_recipe_is_the_papers() -> None:
    recipe = network("original").recipe
    assert (recipe.epochs, recipe.batch_size, recipe.order) == (20, 1, "fixed")
    assert (recipe.optimizer, recipe.schedule) == ("sdlm", "paper")
    assert recipe.made_optimizer(60_000).curvature_samples == 500


def test_one_cycle_climbs_to_the_rate_and_ends_at_zero() -> None:
    recipe = Recipe(4, 10, "l2", 0.1, weight_decay=0.01, schedule="one-cycle", warmup=0.25)
    optimizer = recipe.made_optimizer(95)  # 10 steps an epoch, the last of five samples
    assert isinstance(optimizer, AdamW)
    assert optimizer.weight_decay == 0.01
    rates = optimizer.rates(0, 41)
    assert rates[0] == 0
    assert rates.argmax() == 10
    assert rates.max() == pytest.approx(0.1)
    assert rates[39] > rates[40] == pytest.approx(0, abs=1e-12)
    assert (np.diff(rates[:11]) > 0).all()
    assert (np.diff(rates[10:]) < 0).all()


@pytest.mark.parametrize(("samples", "batch_size"), [(7, 1), (60, 32)])
def test_the_papers_rates_fall_after_2_5_8_and_12_passes(samples: int, batch_size: int) -> None:
    recipe = replace(PAPER, batch_size=batch_size)
    steps = -(-samples // batch_size)
    rates = recipe.made_optimizer(samples).rates(0, 20 * steps)
    by_pass = [5e-4] * 2 + [2e-4] * 3 + [1e-4] * 3 + [5e-5] * 4 + [1e-5] * 8
    np.testing.assert_allclose(rates, np.repeat(by_pass, steps), rtol=1e-12)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"optimizer": "adam"}, Adam(0.01)),
        ({"optimizer": "adam", "weight_decay": 0.1}, Adam(0.01, weight_decay=0.1)),
        ({"optimizer": "sgd", "weight_decay": 0.1}, SGD(0.01, weight_decay=0.1)),
        ({"optimizer": "sdlm"}, StochasticDiagonalLM(0.01)),
    ],
)
def test_a_recipe_names_its_optimizer(changes: dict[str, object], expected: object) -> None:
    recipe = replace(Recipe(1, 1, "l2", 0.01), **changes)  # type: ignore[arg-type]
    assert recipe.made_optimizer(10) == expected


def test_a_recipe_names_its_loss() -> None:
    assert replace(PAPER, rubbish_penalty=7.0).made_loss() == losses.maximum_a_posteriori(7.0)
    assert replace(PAPER, rubbish_penalty=0.0).made_loss() == losses.maximum_a_posteriori()
    for name in losses.LOSSES:
        assert replace(PAPER, loss=name).made_loss().kind == losses.LOSSES[name].kind


def test_a_recipe_distorts_anew_each_epoch_or_adds_copies_or_does_neither() -> None:
    images, labels = np.zeros((3, 28, 28), np.uint8), np.arange(3)
    plain = Recipe(4, 10, "standard", 0.1)
    assert plain.source(images, labels, 5) is None
    fresh = replace(plain, distortion=AFFINE).source(images, labels, 5)
    assert isinstance(fresh, Fresh)
    assert (fresh.distortion, fresh.seed) == (AFFINE, 5)
    x, y = next(iter(fresh.blocks(0, 3)))
    assert (x.shape, sorted(y)) == ((3, 28, 28, 1), [0, 1, 2])
    assert x.max() == pytest.approx(-0.1307 / 0.3081), "normalised as the recipe says"
    expanded = replace(plain, distortion=AFFINE, copies=4).source(images, labels, 5)
    assert isinstance(expanded, Expanded)
    assert expanded.copies == 4


def test_a_distortion_that_is_wanted_is_the_recipes_or_else_the_usual_one() -> None:
    plain, own = Recipe(4, 10, "l2", 0.1), Distortion(shear=0.5)
    assert plain.distortion_if(True) == AFFINE
    assert plain.distortion_if(False) is None
    assert replace(plain, distortion=own).distortion_if(True) == own
    assert replace(plain, distortion=own).distortion_if(False) is None


def test_fit_normalises_orders_and_trains_as_the_recipe_says() -> None:
    noise = np.random.default_rng(0)
    images = noise.integers(0, 256, (30, 4, 5), dtype=np.uint8)
    labels = noise.integers(0, 3, 30)

    def fresh() -> Sequential:
        return Sequential([Flatten(input_shape=(8, 9, 1)), Dense(3, activation="softmax")], seed=3)

    for order, shuffle in (("fixed", "once"), ("fresh", True)):
        recipe = Recipe(3, 4, "original", 0.05, order=order)
        ours, plain = fresh(), fresh()
        recipe.compile(ours, len(images))
        history = recipe.fit(ours, images, labels, validation=(images[:5], labels[:5]))
        plain.compile(Adam(0.05), "sparse_categorical_crossentropy", ["accuracy"])
        x = network_input(images, "original")
        expected = plain.fit(
            x, labels, 4, 3, 0, validation_data=(x[:5], labels[:5]), shuffle=shuffle
        )
        assert history.history == expected.history
        np.testing.assert_array_equal(ours.get_weights()[0], plain.get_weights()[0])


def test_fit_goes_on_from_the_epoch_it_is_told() -> None:
    images = np.random.default_rng(0).integers(0, 256, (10, 4, 5), dtype=np.uint8)
    model = Sequential([Flatten(input_shape=(4, 5, 1)), Dense(3, activation="softmax")])
    recipe = Recipe(5, 4, "standard", 0.05)
    recipe.compile(model, len(images))
    history = recipe.fit(model, images, np.zeros(10, int), initial_epoch=2)
    assert len(history.history["loss"]) == 3


@pytest.mark.parametrize(("undistorted", "until"), [(0, 4), (1, 3), (4, 0), (9, 0)])
def test_a_recipe_may_end_with_epochs_of_the_images_as_they_are(
    undistorted: int, until: int
) -> None:
    recipe = Recipe(4, 10, "standard", 0.1, distortion=AFFINE, undistorted=undistorted)
    source = recipe.source(np.zeros((3, 28, 28), np.uint8), np.arange(3), 5)
    assert isinstance(source, Fresh)
    assert source.until == until


def test_a_recipe_smooths_the_labels_of_its_loss() -> None:
    recipe = Recipe(4, 10, "standard", 0.1, label_smoothing=0.2)
    assert recipe.made_loss() == losses.SparseCategoricalCrossentropy(label_smoothing=0.2)
    assert (
        replace(recipe, label_smoothing=0.0).made_loss() == losses.SparseCategoricalCrossentropy()
    )


def test_only_a_cross_entropy_is_smoothed() -> None:
    assert replace(PAPER, loss="categorical_crossentropy", label_smoothing=0.1).made_loss() == (
        losses.CategoricalCrossentropy(label_smoothing=0.1)
    )
    with pytest.raises(ModelError, match="a cross-entropy's; received mse"):
        replace(PAPER, loss="mse", label_smoothing=0.1).made_loss()
