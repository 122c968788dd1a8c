"""What a program asks of an optimizer: names, settings, the learning rate, the steps made."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import copy
import inspect
import json
import pickle
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import lenet
from lenet import optimizers
from lenet.callbacks import LambdaCallback
from lenet.errors import DataError, ModelError
from lenet.layers import Dense
from lenet.models import Sequential
from lenet.models.checkpoint import CHECKPOINT
from lenet.models.storage import read_arrays, safetensors
from lenet.optimizers import (
    OPTIMIZERS,
    SGD,
    Adam,
    Lion,
    Optimizer,
    RMSprop,
    StochasticDiagonalLM,
)
from lenet.optimizers.schedules import ExponentialDecay

OF_KERAS = [kind for kind in OPTIMIZERS.values() if kind is not StochasticDiagonalLM]
each = pytest.mark.parametrize("kind", OF_KERAS)

X = np.random.default_rng(0).normal(size=(64, 5)).astype(np.float32)
Y = np.arange(64) % 3


def made(optimizer: Any, seed: int = 0) -> Sequential:
    model = Sequential([Dense(3, activation="softmax", input_shape=(5,))], seed=seed)
    model.compile(optimizer)
    return model


@each
def test_the_settings_and_their_defaults_are_those_of_keras(kind: type[Optimizer]) -> None:
    theirs = inspect.signature(getattr(keras.optimizers, kind.__name__)).parameters
    ours = inspect.signature(kind).parameters
    expected = {name: p.default for name, p in theirs.items() if name != "kwargs"}
    assert {name: p.default for name, p in ours.items()} == expected
    free = [name for name, p in ours.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert free == list(theirs)[: len(free)]


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of Keras's variables
@each
def test_the_config_is_that_of_keras_and_makes_it_again(kind: type[Optimizer]) -> None:
    ours, theirs = kind(0.5), getattr(keras.optimizers, kind.__name__)(0.5)
    assert {**ours.get_config(), "name": None} == {**theirs.get_config(), "name": None}
    described = json.loads(json.dumps(optimizers.serialize(ours)))
    assert described.keys() == keras.optimizers.serialize(theirs).keys()
    for again in (
        optimizers.get(described),
        optimizers.get({"class_name": kind.__name__, "config": {"learning_rate": 0.5}}),
        optimizers.get({"class_name": kind.__name__.lower(), "config": described["config"]}),
        kind.from_config(ours.get_config()),
        copy.deepcopy(ours),
        pickle.loads(pickle.dumps(ours)),
    ):
        assert again == ours
        assert again != kind(0.4)
    assert type(optimizers.get(kind.__name__)) is type(optimizers.get(kind.kind)) is kind


def test_a_learning_rate_is_a_number_and_has_the_methods_of_a_variable() -> None:
    adam = Adam(0.25)
    rate = adam.learning_rate
    assert (rate, float(rate), f"{rate:.3f}", repr(rate)) == (0.25, 0.25, "0.250", "0.25")
    assert (rate.numpy(), rate.numpy().dtype) == (np.float32(0.25), np.dtype("float32"))
    rate.assign(0.5)
    assert adam.learning_rate == 0.5
    adam.learning_rate *= 0.5
    assert adam.learning_rate == 0.25
    with pytest.raises(ModelError, match="learning_rate of at least 0, received -1"):
        rate.assign(-1)
    for carried in (copy.deepcopy(rate), pickle.loads(pickle.dumps(rate))):
        assert type(carried) is float


def test_under_a_schedule_the_rate_is_that_of_the_next_step() -> None:
    model = made(SGD(ExponentialDecay(0.5, 4, 0.5)))
    seen: list[float] = []
    watch = LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(float(model.optimizer.learning_rate))
    )
    model.fit(X, Y, 16, epochs=3, verbose=0, callbacks=watch)
    assert seen == [0.25, 0.125, 0.0625]
    assert model.optimizer.iterations == 12
    with pytest.raises(ModelError, match="needs an optimizer without a schedule"):
        model.optimizer.learning_rate = 0.1
    model.optimizer.learning_rate = ExponentialDecay(0.5, 4, 0.25)
    assert model.optimizer.learning_rate == 0.5 * 0.25**3


def test_the_steps_are_counted_and_begin_again_with_compile() -> None:
    sgd = SGD()
    model = made(sgd)
    assert model.optimizer.iterations == 0
    model.fit(X, Y, 16, epochs=2, verbose=0)
    assert sgd.iterations == 8
    model.compile(sgd)
    assert model.optimizer.iterations == 0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Adam(lr=0.1), "Adam has the settings learning_rate, .*; received lr"),
        (lambda: SGD(decay=1e-6), "received decay"),
        (lambda: RMSprop(use_ema=True), "no use_ema: expected False, received True"),
        (lambda: Adam(ema_overwrite_frequency=3), "no ema_overwrite_frequency"),
        (lambda: Adam(loss_scale_factor=2.0), "no loss_scale_factor"),
        (lambda: Adam(gradient_accumulation_steps=2), "no gradient_accumulation_steps"),
        (lambda: Adam(clipnorm=1.0, clipvalue=0.5), "one of clipnorm, .*received clipnorm"),
        (lambda: Adam(clipnorm=-1), "clipnorm of at least 0"),
        (lambda: Adam(amsgrad=1), "True or False for amsgrad"),
        (lambda: RMSprop(rho=1.0), "rho from 0 to below 1"),
        (lambda: Lion(name=3), "text for name"),
        (lambda: optimizers.get({"class_name": "Ftrl", "config": {}}), "no optimizer 'Ftrl'"),
        (lambda: optimizers.get(Optimizer(0.1)), "received Optimizer"),
    ],
)
def test_a_setting_that_the_engine_has_not_is_refused(make: Any, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        make()


def test_an_attribute_that_is_not_there_is_told_of_in_a_sentence() -> None:
    adam = Adam()
    with pytest.raises(AttributeError, match=r"Adam has no apply_gradients: .* compile and fit"):
        adam.apply_gradients([])
    with pytest.raises(AttributeError, match="Adam has no 'lr'"):
        adam.lr = 0.1


def test_clipping_can_be_chosen_after_the_optimizer_is_made() -> None:
    sgd = SGD(clipnorm=1.0)
    with pytest.raises(ModelError, match="received clipnorm and clipvalue"):
        sgd.clipvalue = 0.5
    sgd.clipnorm = None
    sgd.clipvalue = 0.5
    assert sgd.engine_optimizer().clip_value == 0.5


@pytest.mark.parametrize("optimizer", [Adam(amsgrad=True), RMSprop(centered=True, momentum=0.5)])
def test_what_an_optimizer_remembers_thrice_is_kept_in_a_checkpoint(
    optimizer: Optimizer, tmp_path: Path
) -> None:
    whole, half, rest = (made(copy.deepcopy(optimizer)) for _ in range(3))
    whole.fit(X, Y, 16, epochs=4, verbose=0)
    half.fit(X, Y, 16, epochs=2, verbose=0)
    half.save_checkpoint(tmp_path)
    assert half.state().third_moments is not None
    rest.load_checkpoint(tmp_path)
    rest.fit(X, Y, 16, epochs=2, verbose=0)
    for mine, expected in zip(rest.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, expected)


def test_a_checkpoint_without_third_moments_is_one_of_zeros(tmp_path: Path) -> None:
    adam, amsgrad = made("adam"), made(Adam(amsgrad=True))
    adam.fit(X, Y, 16, verbose=0)
    adam.save_checkpoint(tmp_path)
    assert "third_moments" not in read_arrays(tmp_path / CHECKPOINT, 4 * 18)
    amsgrad.fit(X, Y, 16, verbose=0)
    amsgrad.load_checkpoint(tmp_path)
    assert not amsgrad.network.third_moments.any()
    arrays = read_arrays(tmp_path / CHECKPOINT, 4 * 18)
    wrong = safetensors({**arrays, "third_moments": np.zeros(17, np.float32)})
    (tmp_path / CHECKPOINT).write_bytes(wrong)
    with pytest.raises(DataError, match="not a checkpoint of this model"):
        amsgrad.load_checkpoint(tmp_path)


def test_a_model_is_saved_with_its_optimizer_and_read_as_older_files_have_it(
    tmp_path: Path,
) -> None:
    model = made(RMSprop(0.01, clipnorm=0.5, centered=True, name="mine"))
    model.save(tmp_path / "model")
    assert lenet.load(tmp_path / "model").optimizer == model.optimizer
    config = json.loads((tmp_path / "model" / "config.json").read_text())
    schedule = {"schedule": "ExponentialDecay", "initial_learning_rate": 0.1}
    config["compiled"]["optimizer"] = {
        "name": "adam",
        "learning_rate": {**schedule, "decay_steps": 5, "decay_rate": 0.5},
        "beta_1": 0.8,
    }
    (tmp_path / "model" / "config.json").write_text(json.dumps(config))
    again = lenet.load(tmp_path / "model").optimizer
    assert again == Adam(ExponentialDecay(0.1, 5, 0.5), beta_1=0.8)


def test_adagrad_begins_with_its_number_again_after_compile() -> None:
    model = made("adagrad")
    model.fit(X, Y, 16, verbose=0)
    assert model.network.second_moments.min() >= 0.1
    model.compile(optimizers.Adagrad(initial_accumulator_value=3.0))
    model.fit(X, Y, 64, verbose=0)
    assert 3.0 <= model.network.second_moments.min() < 3.1
