"""fit, evaluate and predict on every kind of data: calls, batches and figures against Keras on JAX.

One Dense layer from the same weights, trained by SGD without shuffling. x: float32 (50, 4).
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest

import lenet
import lenet.callbacks
import lenet.preprocessing

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 4)).astype(np.float32)
Y = RNG.integers(0, 3, 50)
W = RNG.uniform(0.1, 2, 50).astype(np.float32)
KERNEL = RNG.normal(size=(4, 3)).astype(np.float32)

PLAIN = ("train_begin", "train_end", "test_begin", "test_end", "predict_begin", "predict_end")
NUMBERED = (
    "epoch_begin", "epoch_end", "train_batch_begin", "train_batch_end", "test_batch_begin",
    "test_batch_end", "predict_batch_begin", "predict_batch_end",
)  # fmt: skip


def diary(library: ModuleType) -> Any:
    """A callback of a library that writes down each call with the names of its figures."""
    base = library.callbacks.Callback
    calls: list[tuple[Any, ...]] = []

    def plain(name: str) -> Callable[..., None]:
        return lambda self, logs=None: calls.append((name, *logs))

    def numbered(name: str) -> Callable[..., None]:
        return lambda self, number, logs=None: calls.append((name, number, *logs))

    methods = {f"on_{name}": plain(name) for name in PLAIN}
    methods |= {f"on_{name}": numbered(name) for name in NUMBERED}
    made = type("Diary", (base,), methods)()
    made.calls = calls
    return made


def model(library: ModuleType) -> Any:
    layers = library.layers
    if library is keras:
        made = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
        optimizer: Any = keras.optimizers.SGD(0.1)
    else:
        made = lenet.Sequential([layers.Dense(3, "softmax", input_shape=(4,))], seed=0)
        optimizer = lenet.optimizers.SGD(0.1)
    made.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    made.set_weights([KERNEL, np.zeros(3, np.float32)])
    return made


class Drawn:
    """A generator of batches that counts what is drawn; ``count`` None is endless."""

    def __init__(self, count: int | None = None, size: int = 10, weights: bool = False) -> None:
        self.count, self.size, self.weights, self.drawn = count, size, weights, 0

    def __call__(self) -> Iterator[Any]:
        while self.count is None or self.drawn < self.count:
            at = slice(self.drawn * self.size % 50, self.drawn * self.size % 50 + self.size)
            self.drawn += 1
            yield (X[at], Y[at], W[at]) if self.weights else (X[at], Y[at])


def dataset(library: ModuleType, size: int = 10) -> Any:
    """A PyDataset of a library, which writes down what is asked of it."""
    base = keras.utils.PyDataset if library is keras else lenet.preprocessing.PyDataset
    asked: list[int] = []

    class Asked(base):  # type: ignore[misc, valid-type]
        def __len__(self) -> int:
            return -(-50 // size)

        def __getitem__(self, index: int) -> Any:
            asked.append(index)
            return X[index * size : (index + 1) * size], Y[index * size : (index + 1) * size]

    made = Asked()
    made.asked = asked
    return made


Case = Callable[[Any, ModuleType, Any], Any]
"""(model, library, callback) -> what comes back."""


def fit(*given: Any, **options: Any) -> Case:
    """What fits, with the data made anew for each library by the functions among ``given``."""

    def run(made: Any, library: ModuleType, callback: Any) -> Any:
        data = [one(library) if callable(one) else one for one in given]
        named = {key: one(library) if callable(one) else one for key, one in options.items()}
        return made.fit(*data, shuffle=False, verbose=0, callbacks=[callback], **named)

    return run


def measured(*given: Any, **options: Any) -> Case:
    def run(made: Any, library: ModuleType, callback: Any) -> Any:
        data = [one(library) if callable(one) else one for one in given]
        return made.evaluate(*data, verbose=0, callbacks=[callback], **options)

    return run


def answered(*given: Any, **options: Any) -> Case:
    def run(made: Any, library: ModuleType, callback: Any) -> Any:
        data = [one(library) if callable(one) else one for one in given]
        return made.predict(*data, verbose=0, callbacks=[callback], **options)

    return run


def generator(*given: Any, **named: Any) -> Callable[[ModuleType], Any]:
    return lambda library: Drawn(*given, **named)()


CASES: dict[str, Case] = {
    "arrays": fit(X, Y, epochs=2, batch_size=20),
    "weighted arrays": fit(X, Y, sample_weight=W, epochs=2, batch_size=16),
    "arrays, fewer steps": fit(X, Y, batch_size=10, epochs=4, steps_per_epoch=3),
    "arrays, more steps": fit(X, Y, batch_size=10, epochs=2, steps_per_epoch=7),
    "arrays, steps alone": fit(X, Y, epochs=2, steps_per_epoch=3),
    "endless generator": fit(generator(), steps_per_epoch=3, epochs=3),
    "weighted generator": fit(generator(weights=True), steps_per_epoch=4, epochs=1),
    "generator that ends": fit(generator(4), epochs=1),
    "generator that ends, again": fit(generator(4), epochs=2),
    "generator too short": fit(generator(4), steps_per_epoch=3, epochs=2),
    "dataset": fit(dataset, epochs=2),
    "dataset with a smaller last batch": fit(lambda lib: dataset(lib, 15), epochs=2),
    "dataset, fewer steps": fit(dataset, epochs=4, steps_per_epoch=2),
    "dataset, more steps": fit(dataset, epochs=2, steps_per_epoch=7),
    "validation on arrays": fit(X, Y, batch_size=25, validation_data=(X, Y, W)),
    "held out": fit(X, Y, batch_size=25, validation_split=0.3, epochs=2),
    "validation steps": fit(X, Y, batch_size=20, validation_data=(X, Y), validation_steps=1),
    "validation on a generator": fit(
        X, Y, batch_size=50, epochs=2, validation_data=generator(), validation_steps=2
    ),
    "validation on a generator that ends": fit(
        X, Y, batch_size=50, epochs=2, validation_data=generator(3)
    ),
    "validation on a dataset": fit(X, Y, batch_size=50, epochs=2, validation_data=dataset),
    "validation now and then": fit(
        X, Y, batch_size=50, epochs=4, validation_data=(X, Y), validation_freq=2,
        validation_batch_size=20,
    ),
    "validation after some": fit(
        X, Y, batch_size=50, epochs=4, validation_data=(X, Y), validation_freq=[1, 4]
    ),
    "evaluate arrays": measured(X, Y, return_dict=True),
    "evaluate arrays, steps": measured(X, Y, batch_size=10, steps=2),
    "evaluate weighted": measured(X, Y, sample_weight=W),
    "evaluate a generator": measured(generator(), steps=2),
    "evaluate a generator that ends": measured(generator(3), return_dict=True),
    "evaluate a dataset": measured(dataset),
    "predict arrays": answered(X),
    "predict arrays, steps": answered(X, batch_size=10, steps=2),
    "predict a generator": answered(generator(), steps=2),
    "predict a dataset": answered(dataset),
}  # fmt: skip


def outcome(library: ModuleType, case: Case) -> tuple[Any, list[Any], int]:
    """What came back, the calls, and how often it was said that the data ran out."""
    callback = diary(library)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        back = case(model(library), library, callback)
    ran_out = sum("ran out of data" in str(one.message) for one in told)
    return getattr(back, "history", back), callback.calls, ran_out


@pytest.mark.parametrize("name", CASES)
def test_calls_figures_and_warnings_are_those_of_keras(name: str) -> None:
    expected, expected_calls, expected_warnings = outcome(keras, CASES[name])
    back, calls, ran_out = outcome(lenet, CASES[name])
    assert calls == expected_calls
    assert ran_out == expected_warnings
    if isinstance(expected, dict):
        assert list(back) == list(expected)
        back, expected = list(back.values()), list(expected.values())
        for one, other in zip(back, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)
    else:
        np.testing.assert_allclose(back, expected, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("steps", [None, 2, 7])
def test_a_dataset_is_asked_for_the_batches_that_keras_asks_for(steps: int | None) -> None:
    asked = []
    for library in (keras, lenet):
        data = dataset(library)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model(library).fit(data, epochs=4, steps_per_epoch=steps, shuffle=False, verbose=0)
        asked.append(data.asked)
    assert asked[0][1:] == asked[1]  # Keras looks at one before it begins


@pytest.mark.parametrize("watched", [False, True])
def test_from_a_generator_no_more_is_drawn_than_is_trained_on(watched: bool) -> None:
    drawn = Drawn()
    callbacks = [diary(lenet)] if watched else []
    model(lenet).fit(
        drawn(), steps_per_epoch=3, epochs=2, verbose=0, callbacks=callbacks, shuffle=False
    )
    assert drawn.drawn == 6


@pytest.mark.parametrize(
    ("data", "steps"), [(generator(), 3), (dataset, 5), (lambda library: Again(), 3)]
)
def test_looking_at_batches_changes_no_byte(data: Callable[[ModuleType], Any], steps: int) -> None:
    weights = []
    for callbacks in ([], [diary(lenet)]):
        made = model(lenet)
        made.fit(data(lenet), steps_per_epoch=steps, epochs=2, verbose=0, callbacks=callbacks)
        weights.append(made.get_weights()[0].tobytes())
    assert weights[0] == weights[1]


class Again:
    """Batches of several sizes that can be gone through again and again, as ``tf.data`` has."""

    sizes = (20, 20, 5, 3, 3, 40)

    def __iter__(self) -> Iterator[Any]:
        at = 0
        for size in self.sizes:
            yield X[at % 50 :][:size], Y[at % 50 :][:size]
            at += size


def test_an_iterable_of_batches_is_gone_through_once_an_epoch() -> None:
    one, other, gone = model(lenet), model(lenet), list(Again())
    history = one.fit(Again(), epochs=2, verbose=0).history
    for _ in range(2):
        for x, y in gone:
            other.train_on_batch(x, y)
    assert one.get_weights()[0].tobytes() == other.get_weights()[0].tobytes()
    assert len(history["loss"]) == 2


def test_a_shuffled_dataset_has_another_order_each_epoch_and_the_same_with_the_same_seed() -> None:
    asked = []
    for _ in range(2):
        data = dataset(lenet)
        model(lenet).fit(data, epochs=2, verbose=0)
        asked.append(data.asked)
    assert asked[0] == asked[1]
    first, second = asked[0][:5], asked[0][5:]
    assert sorted(first) == sorted(second) == [0, 1, 2, 3, 4]
    assert first != second


@pytest.mark.parametrize("return_dict", [False, True])
def test_one_batch_is_trained_measured_and_answered_as_keras_does(return_dict: bool) -> None:
    found = []
    for library in (keras, lenet):
        made = model(library)
        told = [made.train_on_batch(X, Y, W, return_dict=return_dict)]
        told.append(made.test_on_batch(X, Y, return_dict=return_dict))
        if return_dict:
            assert [list(one) for one in told] == [["accuracy", "loss"]] * 2
            told = [list(one.values()) for one in told]
        found.append([*told, made.predict_on_batch(X)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (iter([]), "an empty generator"),
        (iter([(X,)]), "received one without y"),
        (iter([(X, Y, W, W)]), "received 4 things"),
        ({"x": X}, "expected arrays, a generator, a PyDataset or an iterable of batches"),
        (5, "expected y"),
    ],
)
def test_what_gives_no_batches_is_refused(data: Any, sentence: str) -> None:
    with pytest.raises(lenet.errors.ModelError, match=sentence):
        model(lenet).fit(data, verbose=0)
