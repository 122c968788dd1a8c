"""The networks that lenet knows by name, and their recipes."""

import numpy as np
import pytest

import lenet
from lenet.digits.normalisation import NORMALISATIONS
from lenet.errors import ModelError
from lenet.layers import Flatten
from lenet.networks import NETWORKS, network


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("tutorial", [60, 0, 880, 0, 0, 51_328, 1_290]),
        ("original", [156, 12, 1_516, 32, 48_120, 0, 10_164, 840]),
        ("modern", [416, 0, 16_040, 0, 0, 35_896, 3_192, 570]),
    ],
)
def test_each_layer_has_as_many_parameters_as_is_said(name: str, parameters: list[int]) -> None:
    model = network(name).build(0)
    assert model.name == name
    assert [
        layer.parameters(given)
        for layer, (given, _) in zip(model.layers, model.layer_shapes(), strict=True)
    ] == parameters


def test_the_modern_network_is_no_larger_than_its_limit_and_keeps_the_plan_of_1998() -> None:
    model = lenet.modern()
    assert model.count_params() <= 62_000
    names = [layer.name for layer in model.layers if not isinstance(layer, Flatten)]
    assert names == ["C1", "S2", "C3", "S4", "C5", "F6", "output"]


@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_reads_28_by_28_and_scores_ten_probabilities(name: str) -> None:
    known = network(name)
    scores = known.build(0).scores(known.recipe.network_input(np.zeros((2, 28, 28), np.uint8)))
    assert scores.shape == (2, 10)
    np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-6)


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
def test_each_recipe_of_a_network_is_had_by_its_name_and_compiles_it(name: str) -> None:
    known = network(name)
    for recipe_name in known.recipes:
        recipe = known.recipe_named(recipe_name)
        assert recipe.normalisation == known.recipe.normalisation
        model = known.build(0)
        recipe.compile(model, 1000)
        assert model.loss == recipe.made_loss()
    with pytest.raises(ModelError, match=r"has the recipes .*; received 'best'"):
        known.recipe_named("best")


def test_a_network_there_is_not_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ModelError, match="knows the networks tutorial, original, modern"):
        network("alex")


def test_the_networks_are_had_from_the_package() -> None:
    assert lenet.tutorial(seed=3).seed == 3
    assert lenet.modern().layers[0].name == "C1"
    assert lenet.original().name == "original"
