"""The recipe of a command's or a request's fields."""

import pytest

from lenet.digits.distortion import AFFINE
from lenet.errors import ModelError
from lenet.networks import NETWORKS
from lenet.networks.changed_recipe import changed_recipe


@pytest.mark.parametrize("name", NETWORKS)
def test_without_changes_it_is_the_networks_own_recipe(name: str) -> None:
    assert changed_recipe(name) == (NETWORKS[name], NETWORKS[name].recipe)


def test_only_the_fields_that_are_given_are_changed() -> None:
    _, recipe = changed_recipe("tutorial", epochs=3, learning_rate=0.5)
    own = NETWORKS["tutorial"].recipe
    assert (recipe.epochs, recipe.batch_size, recipe.learning_rate) == (3, own.batch_size, 0.5)


def test_a_recipe_may_be_chosen_by_name_and_then_changed() -> None:
    network, recipe = changed_recipe("original", "mini-batch", batch_size=64)
    chosen = network.recipes["mini-batch"]
    assert (recipe.batch_size, recipe.optimizer) == (64, chosen.optimizer)


def test_distortion_is_the_recipes_own_or_the_usual_one_or_none() -> None:
    own = NETWORKS["modern"].recipe.distortion
    assert changed_recipe("modern", distort=True)[1].distortion == own
    assert changed_recipe("modern", distort=False)[1].distortion is None
    assert changed_recipe("tutorial", distort=True)[1].distortion == AFFINE


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ModelError, match="knows the networks"):
        changed_recipe("lenet-6")
    with pytest.raises(ModelError, match="has the recipes"):
        changed_recipe("tutorial", "paper")
