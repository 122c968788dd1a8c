"""The networks that lenet knows by name, and their recipes."""

import json
from dataclasses import replace

import numpy as np
import pytest

import lenet
from lenet.distort import AFFINE, Distortion
from lenet.errors import ModelError
from lenet.layers import Flatten
from lenet.losses import SparseCategoricalCrossentropy
from lenet.networks import NETWORKS, Recipe, network
from lenet.normalisation import NORMALISATIONS
from lenet.optimizers import Adam, AdamW
from lenet.sources import Expanded, Fresh


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("tutorial", [60, 0, 880, 0, 0, 51_328, 1_290]),
        ("modern", [416, 0, 16_040, 0, 0, 35_896, 3_192, 570]),
    ],
)
def test_each_layer_has_as_many_parameters_as_is_said(name: str, parameters: list[int]) -> None:
    model = network(name).build(0)
    assert model.name == name
    assert [
        sum(int(np.prod(size)) for size in layer.weight_shapes(given).values())
        for layer, (given, _) in zip(model.layers, model.layer_shapes(), strict=True)
    ] == parameters


def test_the_modern_network_is_no_larger_than_its_limit_and_keeps_the_plan_of_1998() -> None:
    model = lenet.modern()
    assert model.count_params() <= 62_000
    names = [layer.name for layer in model.layers if not isinstance(layer, Flatten)]
    assert names == ["C1", "S2", "C3", "S4", "C5", "F6", "output"]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_reads_28_by_28_and_answers_ten_probabilities(name: str) -> None:
    answers = network(name).build(0).predict(np.zeros((2, 28, 28, 1)))
    assert answers.shape == (2, 10)
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_seed_reaches_the_weights(name: str) -> None:
    one, same, other = (network(name).build(seed).get_weights()[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_fed_as_its_recipe_says(name: str) -> None:
    known = network(name)
    assert known.build(0).normalisation == known.recipe.normalisation
    assert known.recipe.normalisation in NORMALISATIONS


@pytest.mark.parametrize("name", NETWORKS)
def test_a_recipe_goes_through_json(name: str) -> None:
    recipe = network(name).recipe
    distorting = replace(recipe, distortion=AFFINE, copies=9)
    for one in (recipe, distorting):
        assert Recipe.from_dict(json.loads(json.dumps(one.as_dict()))) == one


def test_the_tutorials_recipe_is_the_tutorials() -> None:
    recipe = network("tutorial").recipe
    assert (recipe.epochs, recipe.batch_size) == (10, 32)
    assert recipe.made_optimizer(60_000) == Adam()


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
    assert recipe.made_loss() == SparseCategoricalCrossentropy(label_smoothing=0.2)
    assert replace(recipe, label_smoothing=0.0).made_loss() == SparseCategoricalCrossentropy()


def test_a_distortion_that_is_wanted_is_the_recipes_or_else_the_usual_one() -> None:
    plain, own = Recipe(4, 10, "l2", 0.1), Distortion(shear=0.5)
    assert plain.distortion_if(True) == AFFINE
    assert plain.distortion_if(False) is None
    assert replace(plain, distortion=own).distortion_if(True) == own
    assert replace(plain, distortion=own).distortion_if(False) is None


def test_a_network_there_is_not_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match="knows the networks tutorial, modern"):
        network("alex")


def test_the_networks_are_had_from_the_package() -> None:
    assert lenet.tutorial(seed=3).seed == 3
    assert lenet.modern().layers[0].name == "C1"
