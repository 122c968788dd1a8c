"""Models that are copied, pickled or sent to another process: they answer and train on alike.

x: float32 (n, rows, columns, channels).
"""

import copy
import inspect
import multiprocessing
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from operator import methodcaller
from typing import Any

import numpy as np
import pytest

import lenet
from lenet.callbacks import EarlyStopping, History, LearningRateScheduler, ModelCheckpoint
from lenet.errors import LenetError
from lenet.layers import (
    RBF,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    InputLayer,
    MaxPooling2D,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.losses import CTC, LOSSES
from lenet.models import Model, Sequential
from lenet.models.progress import Bars, Lines, Silent
from lenet.optimizers import (
    SGD,
    Adam,
    AdamW,
    CosineDecay,
    Optimizer,
    PiecewiseConstantDecay,
    StochasticDiagonalLM,
)

from ..forked import assert_made_alike

NOISE = np.random.default_rng(0)
X, Y = NOISE.normal(size=(40, 8, 8, 1)).astype(np.float32), NOISE.integers(0, 3, 40)

Carry = Callable[[Any], Any]


def pickled(thing: Any, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(thing, protocol))


WAYS: dict[str, Carry] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": partial(pickled, protocol=protocol)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
}
each_way = pytest.mark.parametrize("way", WAYS)


def made(optimizer: Optimizer | None = None, **options: Any) -> Sequential:
    layers = [
        Conv2D(4, 3, activation="scaled_tanh", input_shape=(8, 8, 1)),
        Subsampling2D(),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, "small", seed=3, **options)
    if optimizer is not None:
        model.compile(optimizer, metrics=["accuracy"])
    return model


def bytes_of(model: Model) -> tuple[bytes, bytes, bytes, int, int]:
    """All that training changes, exactly."""
    state = model.state()
    arrays = (array.tobytes() for array in state[:3])
    return (*arrays, state.updates, model.epochs_trained)  # type: ignore[return-value]


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "sgd": lambda: SGD(0.02, momentum=0.9),
    "adam": Adam,
    "adamw": lambda: AdamW(CosineDecay(0.0, 20, warmup_target=0.01, warmup_steps=5)),
    "decay": lambda: Adam(PiecewiseConstantDecay([5], [0.01, 0.001])),
    "sdlm": lambda: StochasticDiagonalLM(samples=10),
}


@each_way
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_half_trained_model_trains_on_as_one_that_stayed(way: str, optimizer: str) -> None:
    model = made(OPTIMIZERS[optimizer]())
    model.fit(X, Y, 8, epochs=2, verbose=0)
    other = WAYS[way](model)
    assert bytes_of(other) == bytes_of(model)
    before = bytes_of(model)
    other.fit(X, Y, 8, epochs=2, verbose=0)
    assert bytes_of(model) == before  # the two share nothing
    model.fit(X, Y, 8, epochs=2, verbose=0)
    assert bytes_of(other) == bytes_of(model) != before
    np.testing.assert_array_equal(other.predict(X), model.predict(X))
    assert other.optimizer == model.optimizer
    assert other.optimizer is not model.optimizer


@each_way
def test_what_was_changed_after_compile_travels(way: str) -> None:
    model = made(SGD(0.1))
    model.optimizer.learning_rate = 0.03
    model.stop_training = True
    model.note = "mine"  # type: ignore[attr-defined]
    other = WAYS[way](model)
    assert (other.optimizer.learning_rate, other.stop_training, other.note) == (0.03, True, "mine")
    assert other.compiled_metrics == ("accuracy",)


@each_way
def test_a_model_travels_before_it_is_built_and_before_it_is_compiled(way: str) -> None:
    for model in (Sequential(), Sequential([Flatten(), Dense(3)], seed=5), made()):
        other = WAYS[way](model)
        assert type(other) is Sequential
        assert other.get_config() == model.get_config()
        for one in (model, other):
            if not one.layers:
                one.add(Dense(3, input_shape=(4,)))
        shape = model.input_shape or (2, 2)
        x = NOISE.normal(size=(3, *shape))
        np.testing.assert_array_equal(other.predict(x), model.predict(x))


@each_way
def test_layers_that_are_added_later_find_the_parameters_of_the_others(way: str) -> None:
    model = made(Adam())
    model.fit(X, Y, epochs=1, verbose=0)
    model.pop()
    other = WAYS[way](model)
    for one in (model, other):
        one.add(Dense(2))
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


@each_way
@pytest.mark.parametrize("name", ["original", "tutorial", "modern"])
def test_shipped_models_answer_alike(way: str, name: str) -> None:
    model = lenet.load(name)
    other = WAYS[way](model)
    x = NOISE.normal(size=(70, *(model.input_shape or ()))).astype(np.float32)
    np.testing.assert_array_equal(other.predict(x), model.predict(x))
    np.testing.assert_array_equal(other.scores(x), model.scores(x))
    assert other.normalisation == model.normalisation


def held_things() -> list[Any]:
    model = made(Adam())
    history = model.fit(X, Y, epochs=1, verbose=0)
    losses = [kind() for kind in LOSSES.values()]
    optimizers = [make() for make in OPTIMIZERS.values()]
    callbacks = [
        EarlyStopping("loss", patience=3),
        ModelCheckpoint("runs/{epoch}"),
        LearningRateScheduler(float),
        history,
    ]
    layers = [
        InputLayer((8, 8, 1)), ZeroPadding2D(2), Conv2D(2, 3, connections=[[0], [0, 1]]),
        AveragePooling2D(), MaxPooling2D(3), Subsampling2D(), Flatten(), Dense(4), RBF(),
        RBF([[1, 2], [3, 4]]),
    ]  # fmt: skip
    displays = [Silent(), Lines(), Bars()]
    kinds: list[type[LenetError]] = [LenetError, *LenetError.__subclasses__()]
    errors = [kind("a sentence") for kind in kinds]
    return [*losses, CTC(), *optimizers, *callbacks, *layers, *displays, *errors, model.state()]


def shown(thing: Any) -> Any:
    """What a thing is made of, comparable: arrays as bytes, objects as their attributes."""
    if isinstance(thing, Model):
        return type(thing), thing.get_config(), bytes_of(thing)
    if isinstance(thing, np.ndarray):
        return thing.dtype, thing.shape, thing.tobytes()
    if isinstance(thing, BaseException):
        return type(thing), thing.args
    if isinstance(thing, dict):
        return {name: shown(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing), [shown(value) for value in thing]
    if hasattr(thing, "__dict__") and not isinstance(thing, type) and not inspect.isroutine(thing):
        return type(thing), shown(vars(thing))
    return thing


@each_way
def test_losses_optimizers_callbacks_layers_and_errors_travel(way: str) -> None:
    for thing in held_things():
        assert shown(WAYS[way](thing)) == shown(thing), thing


@each_way
def test_what_fit_returned_travels_with_its_model(way: str) -> None:
    model = made(Adam())
    history = model.fit(X, Y, epochs=2, verbose=0)
    other = WAYS[way](history)
    assert isinstance(other, History)
    assert (other.history, other.epoch, other.params) == (
        history.history, history.epoch, history.params,
    )  # fmt: skip
    np.testing.assert_array_equal(other.model.get_weights()[0], model.get_weights()[0])


@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_a_model_answers_and_trains_on_alike_in_another_process(start: str) -> None:
    model = made(Adam())
    model.fit(X, Y, 8, epochs=1, verbose=0)
    with ProcessPoolExecutor(1, multiprocessing.get_context(start)) as pool:
        answers = pool.submit(methodcaller("predict", X, threads=2), model).result()
        there = pool.submit(methodcaller("fit", X, Y, 8, verbose=0), model).result().model
    np.testing.assert_array_equal(answers, model.predict(X))
    model.fit(X, Y, 8, verbose=0)
    assert bytes_of(there) == bytes_of(model)


def test_a_model_answers_alike_in_the_processes_of_joblib() -> None:
    joblib = pytest.importorskip("joblib")
    model = lenet.load("tutorial")
    x = NOISE.normal(size=(70, 28, 28, 1)).astype(np.float32)
    asked = [joblib.delayed(methodcaller("predict", x))(model)] * 2
    for answers in joblib.Parallel(2, backend="loky")(asked):
        np.testing.assert_array_equal(answers, model.predict(x))


TRAINED = """
import numpy as np
from lenet.layers import Dense, Flatten
from lenet.models import Sequential

x, y = np.random.default_rng(0).normal(size=(800, 8, 8, 1)), np.arange(800) % 3
model = Sequential([Flatten(), Dense(3, activation="softmax")])
model.compile("adam")
model.fit(x, y, 8, verbose=0, threads=2)

def made():
    model.fit(x, y, 8, verbose=0, threads=2)
    return model.predict(x, threads=2).tobytes()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
def test_a_forked_process_answers_and_trains_alike_after_threads_were_at_work() -> None:
    assert_made_alike(TRAINED)
