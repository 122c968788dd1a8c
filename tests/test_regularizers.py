"""Regularizers and constraints, alone and in training, against Keras on JAX."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest

import lenet
from lenet import constraints, regularizers
from lenet.constraints import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from lenet.errors import ModelError
from lenet.layers import Conv2D, Dense
from lenet.models import Sequential
from lenet.optimizers import StochasticDiagonalLM
from lenet.regularizers import L1, L1L2, L2

NOISE = np.random.default_rng(0)
X = NOISE.normal(size=(60, 6, 6, 1)).astype(np.float32)
Y = NOISE.integers(0, 3, 60)

Options = dict[str, Any]
Made = Callable[[Any], Options]

CASES: dict[str, tuple[Made, Made]] = {
    "l2": (lambda k: {"kernel_regularizer": k.regularizers.l2(0.02)}, lambda k: {}),
    "l1": (
        lambda k: {"kernel_regularizer": k.regularizers.L1(0.01)},
        lambda k: {"kernel_regularizer": "l1"},
    ),
    "both": (
        lambda k: {"kernel_regularizer": k.regularizers.l1_l2(l1=0.01, l2=0.03)},
        lambda k: {"kernel_regularizer": "l2", "bias_regularizer": k.regularizers.L1L2(0.1, 0.2)},
    ),
    "max_norm": (
        lambda k: {"kernel_constraint": k.constraints.max_norm(0.5)},
        lambda k: {"kernel_constraint": k.constraints.MaxNorm(0.6, axis=0)},
    ),
    "unit_norm": (
        lambda k: {"kernel_constraint": k.constraints.UnitNorm(axis=[0, 1, 2])},
        lambda k: {"kernel_constraint": "unit_norm", "bias_constraint": "non_neg"},
    ),
    "min_max_norm": (
        lambda k: {"kernel_constraint": k.constraints.MinMaxNorm(0.8, 1.0, 0.5, axis=[0, 1])},
        lambda k: {"kernel_constraint": k.constraints.non_neg(), "kernel_regularizer": "l2"},
    ),
}


def made(house: Any, first: Made, last: Made) -> Any:
    house.utils.set_random_seed(0)
    return house.Sequential(
        [
            house.Input((6, 6, 1)),
            house.layers.Conv2D(3, 3, activation="tanh", **first(house)),
            house.layers.Flatten(),
            house.layers.Dense(3, activation="softmax", **last(house)),
        ]
    )


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of Keras's variables
@pytest.mark.parametrize(("first", "last"), CASES.values(), ids=CASES)
def test_training_and_its_figures_are_those_of_keras(first: Made, last: Made) -> None:
    ours, theirs = made(lenet, first, last), made(keras, first, last)
    ours.build((None, 6, 6, 1))
    # No weight is 0: there JAX alone has the slope 1 of |w|, TensorFlow and PyTorch 0, as here.
    ours.set_weights([w + 0.1 * (not w.any()) for w in ours.get_weights()])
    theirs.set_weights(ours.get_weights())
    done = []
    for model, house in ((ours, lenet), (theirs, keras)):
        model.compile(
            house.optimizers.SGD(0.1, momentum=0.5),
            "sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        history = model.fit(
            X, Y, 16, epochs=3, shuffle=False, verbose=0, validation_data=(X[:20], Y[:20])
        )
        done.append((history.history, model.evaluate(X, Y, verbose=0), model.get_weights()))
    for name in ("loss", "val_loss", "accuracy"):
        np.testing.assert_allclose(done[0][0][name], done[1][0][name], rtol=2e-5)
    np.testing.assert_allclose(done[0][1], done[1][1], rtol=2e-5)
    for mine, expected in zip(done[0][2], done[1][2], strict=True):
        np.testing.assert_allclose(mine, expected, rtol=0, atol=2e-5)


@pytest.mark.parametrize(("first", "last"), CASES.values(), ids=CASES)
def test_training_gives_the_same_bytes_on_any_number_of_threads(first: Made, last: Made) -> None:
    ends = set()
    for threads in (1, 2, 3):
        model = made(lenet, first, last)
        model.compile("rmsprop")
        model.fit(X, Y, 50, epochs=3, verbose=0, threads=threads)
        ends.add(b"".join(array.tobytes() for array in model.get_weights()))
    assert len(ends) == 1


def test_a_model_keeps_its_penalties_and_constraints_through_a_file(tmp_path: Any) -> None:
    model = made(lenet, *CASES["both"])
    model.pop()
    model.add(Dense(4, kernel_regularizer="l2", bias_regularizer=L1L2(0.1, 0.2)))
    model.add(Dense(3, bias_constraint=MinMaxNorm(0.1, 0.2, axis=-1)))
    model.save(tmp_path / "model")
    again = lenet.load(tmp_path / "model")
    assert again.get_config() == model.get_config()
    conv, _, dense, last = (vars(layer) for layer in again.layers)
    assert conv["kernel_regularizer"] == L1L2(0.01, 0.03)
    assert (dense["kernel_regularizer"], dense["bias_regularizer"]) == (L2(0.01), L1L2(0.1, 0.2))
    assert last["bias_constraint"] == MinMaxNorm(0.1, 0.2, axis=-1)
    assert last["kernel_constraint"] is None


def test_a_penalty_of_squares_adds_to_the_second_derivatives() -> None:
    found = []
    for penalty in (None, L2(0.25)):
        model = Sequential([Dense(3, activation="softmax", kernel_regularizer=penalty)], seed=0)
        model.compile(StochasticDiagonalLM(0.0, samples=60))
        model.fit(X.reshape(60, -1), Y, verbose=0)
        found.append(model.network.second_moments.copy())
    np.testing.assert_allclose(found[1][:-3] - found[0][:-3], 0.5, rtol=1e-5)
    np.testing.assert_array_equal(found[1][-3:], found[0][-3:])


ALONE: list[tuple[str, str, Options]] = [
    ("regularizers", "L1", {}), ("regularizers", "L1", {"l1": 0.3}), ("regularizers", "L2", {}),
    ("regularizers", "L2", {"l2": 0.2}), ("regularizers", "L1L2", {}),
    ("regularizers", "L1L2", {"l1": 0.1, "l2": 0.2}), ("constraints", "NonNeg", {}),
    ("constraints", "MaxNorm", {}), ("constraints", "MaxNorm", {"max_value": 0.5, "axis": 0}),
    ("constraints", "UnitNorm", {}), ("constraints", "UnitNorm", {"axis": [0, 1]}),
    ("constraints", "MinMaxNorm", {}),
    ("constraints", "MinMaxNorm", {"min_value": 1.5, "max_value": 2.0, "rate": 0.3}),
]  # fmt: skip


@pytest.mark.parametrize(("wing", "kind", "settings"), ALONE)
def test_each_has_kerass_value_and_config_and_names(
    wing: str, kind: str, settings: Options
) -> None:
    ours_in, theirs_in = getattr(lenet, wing), getattr(keras, wing)
    ours, theirs = getattr(ours_in, kind)(**settings), getattr(theirs_in, kind)(**settings)
    w = NOISE.normal(size=(4, 5)).astype(np.float32)
    np.testing.assert_allclose(ours(w), np.asarray(theirs(w)), rtol=1e-5)
    for name, value in theirs.get_config().items():
        assert ours.get_config()[name] == pytest.approx(value, rel=1e-6)
    described = json.loads(json.dumps(ours_in.serialize(ours)))
    assert described.keys() == theirs_in.serialize(theirs).keys()
    for again in (
        ours_in.get(described),
        ours_in.get(ours),
        copy.deepcopy(ours),
        pickle.loads(pickle.dumps(ours)),
    ):
        assert again == ours
        assert repr(again) == repr(ours)


def test_each_name_of_keras_is_there() -> None:
    for wing, ours_in in (("regularizers", regularizers), ("constraints", constraints)):
        names = [name for name in dir(getattr(keras, wing)) if name[0] != "_"]
        for name in names:
            assert hasattr(ours_in, name), name
    for name, kind in (("l1", L1), ("L2", L2), ("l1_l2", L1L2)):
        assert type(regularizers.get(name)) is type(regularizers.get(kind)) is kind
    for name, limit in (("max_norm", MaxNorm), ("NonNeg", NonNeg), ("unit_norm", UnitNorm)):
        assert type(constraints.get(name)) is type(constraints.get(limit)) is limit
    assert (regularizers.get(None), constraints.get(None)) == (None, None)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: L2(-0.1), "l2 of at least 0, received -0.1"),
        (lambda: L1("a"), "finite l1|l1 of at least 0"),
        (lambda: regularizers.get(abs), "regularizers l1, l2 and l1_l2; received <built-in"),
        (lambda: regularizers.get("l4"), "received 'l4'"),
        (lambda: regularizers.get("orthogonal_regularizer"), "no OrthogonalRegularizer"),
        (lambda: regularizers.OrthogonalRegularizer(factor=0.1), "no OrthogonalRegularizer"),
        (lambda: regularizers.get({"class_name": "L3", "config": {}}), "no regularizer 'L3'"),
        (lambda: regularizers.Regularizer().get_config(), "which is your own"),
        (lambda: constraints.get(abs), "max_norm, min_max_norm, .*received <built-in"),
        (lambda: MinMaxNorm(2.0, 1.0), "min_value of at most max_value"),
        (lambda: MinMaxNorm(rate=2), "rate from 0 to 1"),
        (lambda: MaxNorm(axis="a"), "whole number for axis"),
        (lambda: MaxNorm(axis=1)(np.ones((2, 3))), "along an array's first axes"),
        (
            lambda: Sequential([Conv2D(2, 3, kernel_constraint=MaxNorm(axis=[1, 2]))]).build(
                (None, 5, 5, 1)
            ),
            "along an array's first axes",
        ),
    ],
)
def test_what_the_engine_has_not_is_refused_in_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()
