"""LeNet-5 and the paper's choices undone: each differs from it in its one choice."""

import dataclasses

import pytest

from lenet.layers import RBF, AveragePooling2D, Conv2D, Dense, Subsampling2D
from lenet.networks import NETWORKS
from lenet.paper.variants import ABLATIONS, DISTORTED, NOISY, PLAIN, VARIANTS


def layers_that_differ(name: str) -> set[str]:
    own, other = (VARIANTS[one].build(0).get_config()["layers"] for one in (PLAIN, name))
    rows = zip(own, other, strict=True)
    return {f"{mine['name']}" for mine, theirs in rows if mine != theirs}


def fields_that_differ(name: str) -> set[str]:
    own, other = (VARIANTS[one].trained_by.as_dict() for one in (PLAIN, name))
    return {key for key in own if own[key] != other[key]}


def test_the_plain_one_is_the_network_itself() -> None:
    network = NETWORKS["original"]
    assert VARIANTS[PLAIN].build(3).get_config() == network.build(3).get_config()
    assert VARIANTS[PLAIN].trained_by == dataclasses.replace(network.recipe, distortion=None)


@pytest.mark.parametrize(
    ("name", "layers", "fields"),
    [
        ("average", {"S2", "S4"}, set()),
        ("dense-c3", {"C3"}, set()),
        ("softmax", {"penalties"}, {"loss"}),
        ("eq-8", set(), {"loss"}),
        ("first-order", set(), {"optimizer", "learning_rate"}),
        ("start-printed", {"C1", "S2", "C3", "S4", "C5", "F6"}, set()),
        (DISTORTED, set(), {"distortion"}),
        (NOISY, set(), set()),
    ],
)
def test_a_variant_differs_in_its_choice_and_nothing_else(
    name: str, layers: set[str], fields: set[str]
) -> None:
    assert layers_that_differ(name) == layers
    assert fields_that_differ(name) == fields


def test_every_choice_of_the_issue_is_undone_once() -> None:
    assert set(ABLATIONS) == set(VARIANTS) - {PLAIN, DISTORTED, NOISY}


def test_the_variants_are_built_as_they_say() -> None:
    average = VARIANTS["average"].build(0).layers
    assert [type(layer) for layer in average].count(AveragePooling2D) == 2
    assert not any(isinstance(layer, Subsampling2D) for layer in average)
    (c3,) = (layer for layer in VARIANTS["dense-c3"].build(0).layers if layer.name == "C3")
    assert isinstance(c3, Conv2D)
    assert c3.weight_shapes((14, 14, 6))["kernel"] == (5, 5, 6, 16)
    last = VARIANTS["softmax"].build(0).layers[-1]
    assert isinstance(last, Dense)
    assert last.activation == "softmax"
    assert isinstance(VARIANTS["start-printed"].build(0).layers[-1], RBF)
    assert VARIANTS["eq-8"].trained_by.loss == "maximum_likelihood"
    assert VARIANTS["first-order"].trained_by.optimizer == "sgd"
    assert VARIANTS[NOISY].noise == 0.1
    assert VARIANTS[DISTORTED].trained_by.copies == 9


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_can_be_compiled_and_has_first_weights_of_its_seed(name: str) -> None:
    variant = VARIANTS[name]
    model = variant.build(1)
    variant.trained_by.compile(model, 10)
    assert model.seed == 1
    first, other = (variant.build(seed).get_weights()[0] for seed in (1, 2))
    assert (model.get_weights()[0] == first).all()
    assert (first != other).any()
