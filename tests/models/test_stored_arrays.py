"""Arrays that stay as the user has them: the bytes of float32, and none of its memory.

x: (n, 6, 6, 1) of any real dtype; y: labels 0 to 2.
"""

import tracemalloc
from typing import Any

import numpy as np
import pytest

from lenet.callbacks import LambdaCallback
from lenet.errors import ModelError
from lenet.layers import Conv2D, Dense, Flatten
from lenet.models import Sequential, samples

RNG = np.random.default_rng(0)
COUNT = 75
PICTURES = RNG.integers(0, 200, (COUNT, 6, 6, 1))
Y = RNG.integers(0, 3, COUNT)
DTYPES = ["uint8", "int32", "int64", "bool", "float16", "float64"]


def small() -> Sequential:
    model = Sequential(
        [Conv2D(3, 3, activation="tanh", input_shape=(6, 6, 1)), Flatten(), Dense(3, "softmax")],
        seed=0,
    )
    model.compile("adam", metrics=["accuracy"])
    return model


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every array is too large for a copy, and a block is three batches."""
    monkeypatch.setattr(samples, "LARGEST_COPY", 0)
    monkeypatch.setattr(samples, "BLOCK", 30)


def trained(x: Any, **options: Any) -> tuple[bytes, Any]:
    model = small()
    named = {"epochs": 2, "batch_size": 10, "verbose": 0, "validation_split": 0.2, **options}
    history = model.fit(x, Y, **named)
    return model.get_weights()[0].tobytes(), history.history


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("options", [{}, {"shuffle": False}, {"shuffle": "once"}])
def test_what_stays_trains_to_the_bytes_of_float32(
    dtype: str, options: Any, kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = PICTURES.astype(dtype)
    found, figures = trained(x, **options)
    monkeypatch.setattr(samples, "LARGEST_COPY", 2**28)
    expected, history = trained(x.astype(np.float32), **options)
    assert found == expected
    for name, values in history.items():
        np.testing.assert_allclose(figures[name], values, rtol=1e-6)


def test_looking_at_batches_changes_no_byte_of_what_stays(kept: None) -> None:
    x = PICTURES.astype(np.uint8)
    watch = LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    assert trained(x)[0] == trained(x, callbacks=[watch])[0]


@pytest.mark.parametrize("steps", [4, 9])
def test_steps_of_what_stays_are_steps_of_float32(steps: int, kept: None) -> None:
    options = {"steps_per_epoch": steps, "epochs": 4}
    with pytest.warns(UserWarning, match="ran out of data"):
        found, _ = trained(PICTURES.astype(np.uint8), **options)
    with pytest.warns(UserWarning, match="ran out of data"):
        expected, _ = trained(PICTURES.astype(np.float32), **options)
    assert found == expected


@pytest.mark.parametrize("dtype", DTYPES)
def test_what_stays_is_measured_and_answered_as_float32(dtype: str, kept: None) -> None:
    model, x = small(), PICTURES.astype(dtype)
    floats = x.astype(np.float32)
    np.testing.assert_allclose(model.evaluate(x, Y), model.evaluate(floats, Y), rtol=1e-6)
    np.testing.assert_array_equal(model.predict(x), model.predict(floats))


def test_pictures_of_one_byte_a_pixel_take_no_copy_of_floats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(samples, "LARGEST_COPY", 2**20)
    x = np.zeros((30_000, 28, 28), np.uint8)
    y = np.zeros(len(x), np.uint8)
    model = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(3, "softmax")])
    model.compile("sgd")
    tracemalloc.start()
    try:
        model.fit(x, y, batch_size=128, validation_split=0.1, verbose=0)
        model.evaluate(x, y)
        model.predict(x)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50e6  # six blocks of 6.4 MB; a copy is 94 MB


def test_a_small_array_is_copied_once() -> None:
    spec = small().sample_spec
    assert samples.store(spec, PICTURES.astype(np.uint8), Y).x.dtype == np.float32


def test_values_that_float32_does_not_hold_are_refused_before_training(kept: None) -> None:
    x = PICTURES.astype(np.float64)
    x[70] = 1e39
    model = small()
    before = model.get_weights()[0].tobytes()
    with pytest.raises(ModelError, match=r"input below 3\.4e38"):
        model.fit(x, Y, verbose=0)
    assert model.get_weights()[0].tobytes() == before
