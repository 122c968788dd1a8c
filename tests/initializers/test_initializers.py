"""Initializers: Keras's names, seeds and distributions, and functions of one's own."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import copy
import json
import pickle
from typing import Any

import keras
import numpy as np
import pytest

from lenet import initializers
from lenet.errors import ModelError
from lenet.initializers import (
    Constant,
    Fan,
    GlorotUniform,
    HeNormal,
    Identity,
    Initializer,
    Orthogonal,
    RandomNormal,
    TruncatedNormal,
    VarianceScaling,
)
from lenet.layers import Conv2D, Dense
from lenet.models import Sequential

OF_KERAS = [
    name
    for name in dir(keras.initializers)
    if isinstance(getattr(keras.initializers, name), type) and "stft" not in name.lower()
]


def test_every_initializer_of_keras_is_had_by_every_name_that_keras_has_for_it() -> None:
    assert len(OF_KERAS) > 25
    for name in OF_KERAS:
        theirs, ours = getattr(keras.initializers, name), getattr(initializers, name)
        assert ours.__name__ == theirs.__name__
        if name != "Initializer":
            assert type(initializers.get(name)) is type(initializers.get(ours)) is ours
    for name in ("normal", "uniform", "zero", "one"):
        assert type(initializers.get(name)).__name__ == type(keras.initializers.get(name)).__name__


MADE: list[tuple[str, dict[str, Any]]] = [
    ("GlorotUniform", {}), ("GlorotNormal", {}), ("HeUniform", {}), ("HeNormal", {}),
    ("LecunUniform", {}), ("LecunNormal", {}), ("RandomNormal", {"mean": 1.0, "stddev": 0.2}),
    ("TruncatedNormal", {"mean": -1.0, "stddev": 0.2}), ("RandomUniform", {"minval": 0.0}),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_out", "distribution": "untruncated_normal"}),
    ("VarianceScaling", {"scale": 0.5, "mode": "fan_avg", "distribution": "normal"}),
    ("VarianceScaling", {"input_axes": [0], "output_axes": [3]}),
    ("Constant", {"value": 0.25}), ("Ones", {}), ("Zeros", {}), ("Orthogonal", {"gain": 2.0}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "settings", "shape"),
    [
        (name, settings, shape)
        for name, settings in MADE
        for shape in [(5, 5, 30, 40), (300, 200), (20000,)]
        if len(shape) == 4 or (name != "Orthogonal" and "input_axes" not in settings)
    ],
    ids=str,
)
def test_values_are_distributed_as_those_of_keras(
    name: str, settings: dict[str, Any], shape: tuple[int, ...]
) -> None:
    seed = {} if name in ("Constant", "Ones", "Zeros") else {"seed": 3}
    ours = getattr(initializers, name)(**settings, **seed)(shape)
    theirs = np.asarray(getattr(keras.initializers, name)(**settings, **seed)(shape))
    assert (str(ours.dtype), ours.shape) == (str(theirs.dtype), theirs.shape) == ("float32", shape)
    spread = theirs.std() or 1.0
    assert abs(ours.mean() - theirs.mean()) < 0.04 * spread
    assert ours.std() == pytest.approx(theirs.std(), rel=0.03)
    assert abs(ours).max() == pytest.approx(abs(theirs).max(), rel=0.25)
    tenths = np.linspace(0.1, 0.9, 9)
    gaps = np.quantile(ours, tenths) - np.quantile(theirs, tenths)
    assert abs(gaps).max() < 0.06 * spread


@pytest.mark.parametrize(("name", "settings"), MADE, ids=lambda value: str(value))
def test_the_config_is_that_of_keras_and_makes_it_again(
    name: str, settings: dict[str, Any]
) -> None:
    ours, theirs = (
        getattr(house, name)(**settings) for house in (initializers, keras.initializers)
    )
    assert ours.get_config() == theirs.get_config()
    described = json.loads(json.dumps(initializers.serialize(ours)))
    assert described == {**keras.initializers.serialize(theirs)}
    assert initializers.get(described) == ours == ours.clone() == copy.deepcopy(ours)
    assert pickle.loads(pickle.dumps(ours)) == ours


def test_no_value_of_a_truncated_normal_is_two_deviations_away() -> None:
    values = TruncatedNormal(1.0, 0.5, seed=0)((100_000,))
    assert 0.98 < abs(values - 1).max() <= 1.0


def test_orthogonal_columns_or_rows_have_the_length_gain() -> None:
    tall = Orthogonal(seed=1)((3, 3, 4, 20)).reshape(-1, 20)
    np.testing.assert_allclose(tall.T @ tall, np.eye(20), atol=1e-5)
    flat = Orthogonal(2.0, seed=1)((5, 9))
    np.testing.assert_allclose(flat @ flat.T, 4 * np.eye(5), atol=1e-5)


def test_a_seed_gives_the_same_values_each_time_and_none_gives_others() -> None:
    seeded, free = HeNormal(seed=7), HeNormal()
    np.testing.assert_array_equal(seeded((4, 5)), seeded((4, 5)))
    assert not np.array_equal(free((4, 5)), free((4, 5)))


def weights_of(initializer: Any, seed: int) -> np.ndarray:
    model = Sequential([Dense(4, kernel_initializer=initializer, input_shape=(6,))], seed=seed)
    return model.get_weights()[0]


def test_without_a_seed_of_its_own_the_models_seed_decides() -> None:
    for initializer in ("he_normal", RandomNormal(stddev=1.0), initializers.lecun_normal):
        np.testing.assert_array_equal(weights_of(initializer, 1), weights_of(initializer, 1))
        assert not np.array_equal(weights_of(initializer, 1), weights_of(initializer, 2))
    np.testing.assert_array_equal(weights_of(HeNormal(seed=5), 1), weights_of(HeNormal(seed=5), 2))


def test_a_function_of_ones_own_makes_the_parameters() -> None:
    def halves(shape: Any, dtype: Any = None) -> Any:
        return np.full(shape, 0.5, dtype)

    class Thirds(Initializer):
        def __call__(self, shape: Any, dtype: Any = None) -> Any:
            return np.full(shape, 1 / 3, dtype)

    assert (weights_of(halves, 0) == 0.5).all()
    assert (weights_of(lambda shape: np.full(shape, 2), 0) == 2).all()
    assert (weights_of(Thirds(), 0) == np.float32(1 / 3)).all()
    assert (weights_of(Thirds, 0) == np.float32(1 / 3)).all()
    assert (weights_of(np.full((6, 4), 3.0), 0) == 3).all()
    for wrong in (lambda shape: np.zeros(3), lambda shape, dtype=None: "a"):
        with pytest.raises(ModelError, match=r"expected numbers of shape \(6, 4\) from <lambda>"):
            weights_of(wrong, 0)


def test_a_layer_keeps_its_initializers_through_its_description() -> None:
    layer = Conv2D(
        4, 3, kernel_initializer=HeNormal(seed=1), bias_initializer=Constant(0.1), name="c"
    )
    config = json.loads(json.dumps(layer.config()))
    again = Conv2D(**config)
    assert again.kernel_initializer == HeNormal(seed=1)
    assert again.bias_initializer == Constant(0.1)
    assert Dense(3).config()["kernel_initializer"] == "glorot_uniform"
    assert Dense(3).kernel_initializer == GlorotUniform()


def test_a_function_of_ones_own_cannot_be_made_again_from_a_description() -> None:
    config = Dense(3, kernel_initializer=lambda shape: np.ones(shape)).config()
    with pytest.raises(ModelError, match="kernel_initializer: lenet has no initializer '<lambda>'"):
        Dense(**config)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: initializers.get("he"), "initializers glorot_uniform, .*received 'he'"),
        (lambda: initializers.get(3), "received 3"),
        (lambda: initializers.get({"class_name": "He"}), "no initializer 'He'"),
        (
            lambda: initializers.get({"class_name": "HeNormal", "config": {"gain": 2}}),
            "settings of",
        ),
        (lambda: initializers.get({"config": 3}), "class_name"),
        (lambda: VarianceScaling(0), "scale above 0, received 0"),
        (lambda: VarianceScaling(mode="fan"), "mode .*received 'fan'"),
        (lambda: VarianceScaling(distribution=3), "distribution .*received 3"),
        (lambda: HeNormal(seed="a"), "a seed from 0"),
        (lambda: RandomNormal(stddev=-1), "stddev of at least 0"),
        (lambda: initializers.RandomUniform(1.0, 0.0), "minval of at most maxval"),
        (lambda: Identity()((2, 3, 4)), "two sides"),
        (lambda: Orthogonal()((3,)), "two or more sides"),
        (lambda: Constant([1.0, 2.0])((3,)), "for the shape"),
        (lambda: HeNormal()((2, -1)), "shape of at least 0"),
        (lambda: HeNormal()((2, 2), "colour"), "dtype"),
    ],
)
def test_what_is_no_initializer_is_refused_in_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()


def test_the_papers_initializers_look_at_the_units_inputs() -> None:
    fan, chance = Fan(16, 3), np.random.default_rng(0)
    assert abs(initializers.FanInUniform().drawn(chance, fan, (500,))).max() <= 2.4 / 16
    assert abs(initializers.SqrtFanInUniform().drawn(chance, fan, (500,))).max() <= 0.6
    assert (initializers.InverseSqrtFanIn().drawn(chance, fan.of_bias(), (3,)) == 0.25).all()
