"""fit on a source: the bytes of arrays in the same order, and every way in which it can end.

x: float32 (n, 6, 6, 1); y: labels 0 to 2.
"""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from lenet.callbacks import Callback, LambdaCallback
from lenet.errors import ModelError, TrainingError
from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten
from lenet.models import Sequential, samples
from lenet.optimizers import Adam

COUNT = 75
RNG = np.random.default_rng(0)
X = RNG.normal(size=(COUNT, 6, 6, 1)).astype(np.float32)
Y = RNG.integers(0, 3, COUNT)


def small(**options: Any) -> Sequential:
    model = Sequential(
        [
            Conv2D(3, 3, activation="tanh", input_shape=(6, 6, 1)),
            AveragePooling2D(),
            Flatten(),
            Dense(3, activation="softmax"),
        ],
        seed=0,
    )
    model.compile(**{"optimizer": Adam(0.02), "metrics": ["accuracy"], **options})
    return model


class Rows:
    """Arrays that each epoch turns by one sample; what was asked for is kept."""

    def __init__(self, x: Any = X, y: Any = Y, endless: bool = False) -> None:
        self.x, self.y, self.endless = x, y, endless
        self.asked: list[tuple[int, int]] = []
        self.makers: set[str] = set()

    def __len__(self) -> int:
        return len(self.x)

    def blocks(self, epoch: int, size: int) -> Iterator[tuple[Any, Any]]:
        self.asked.append((epoch, size))
        x, y = np.roll(self.x, epoch, axis=0), np.roll(self.y, epoch, axis=0)
        while True:
            for begin in range(0, len(x), size):
                self.makers.add(threading.current_thread().name)
                yield x[begin : begin + size], y[begin : begin + size]
            if not self.endless:
                return


def state_bytes(model: Sequential) -> tuple[Any, ...]:
    state = model.state()
    return (*(array.tobytes() for array in state[:3]), state.updates)


def makers() -> int:
    return sum(thread.name == "lenet-ahead" for thread in threading.enumerate())


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert makers() == 0


@pytest.fixture(params=[1, 20, 1000])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(samples, "BLOCK", request.param)
    return int(request.param)


# The same bytes


@pytest.mark.parametrize("batch_size", [1, 10, 16, 100])
def test_a_source_trains_as_arrays_in_its_order_do(block: int, batch_size: int) -> None:
    stored, streamed, source = small(), small(), Rows()
    for epoch in range(2):
        stored.fit(
            np.roll(X, epoch, axis=0),
            np.roll(Y, epoch),
            batch_size=batch_size,
            shuffle=False,
            verbose=0,
        )
    streamed.fit(source, batch_size=batch_size, epochs=2, verbose=0)
    assert state_bytes(streamed) == state_bytes(stored)
    assert [epoch for epoch, size in source.asked if size > 1 or block == 1][-2:] == [0, 1]
    assert all(size % min(batch_size, COUNT) == 0 for _, size in source.asked[1:])


@pytest.mark.parametrize("threads", [2, 5])
def test_any_number_of_threads_ends_with_the_same_bytes(block: int, threads: int) -> None:
    one, many = small(), small()
    one.fit(Rows(), batch_size=32, verbose=0, threads=1)
    many.fit(Rows(), batch_size=32, verbose=0, threads=threads)
    assert state_bytes(one) == state_bytes(many)


def test_training_that_is_resumed_asks_for_the_epochs_that_are_missing(block: int) -> None:
    whole, parts, source = small(), small(), Rows()
    whole.fit(Rows(), batch_size=10, epochs=3, verbose=0)
    parts.fit(source, batch_size=10, verbose=0)
    parts.fit(source, batch_size=10, epochs=3, initial_epoch=1, verbose=0)
    assert state_bytes(parts) == state_bytes(whole)
    assert sorted({epoch for epoch, _ in source.asked}) == [0, 1, 2]


def test_the_samples_are_made_in_another_thread() -> None:
    source = Rows()
    small().fit(source, batch_size=10, verbose=0)
    assert "lenet-ahead" in source.makers


def test_rows_of_values_are_targets_too(block: int) -> None:
    rows = np.eye(3)[Y] * 0.9 + 0.03
    stored, streamed = (small(loss="categorical_crossentropy") for _ in range(2))
    stored.fit(X, rows, batch_size=10, shuffle=False, verbose=0)
    streamed.fit(Rows(y=rows), batch_size=10, verbose=0)
    assert state_bytes(streamed) == state_bytes(stored)


def test_a_model_that_knows_no_shape_takes_the_sources() -> None:
    model = Sequential([Flatten(), Dense(3, activation="softmax")])
    model.compile()
    model.fit(Rows(), verbose=0)
    assert model.input_shape == (6, 6, 1)


# What is told


def test_history_and_progress_count_all_blocks(block: int, capsys: Any) -> None:
    stored, streamed = small(), small()
    expected = stored.fit(X, Y, batch_size=10, shuffle=False, verbose=0).history
    found = streamed.fit(Rows(), batch_size=10, verbose=2).history
    assert found["accuracy"] == expected["accuracy"]
    assert found["loss"] == pytest.approx(expected["loss"])
    assert "\n8/8 - " in "\n" + capsys.readouterr().out


def test_validation_data_are_measured(block: int) -> None:
    model = small()
    history = model.fit(Rows(), validation_data=(X, Y), verbose=0).history
    assert history["val_loss"] == [pytest.approx(model.evaluate(X, Y, verbose=0)[0])]


def test_batches_are_numbered_through_all_blocks(block: int) -> None:
    seen: list[int] = []
    watch = LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
    watched, plain = small(), small()
    watched.fit(Rows(), batch_size=10, callbacks=watch, verbose=0)
    plain.fit(Rows(), batch_size=10, verbose=0)
    assert seen == list(range(8))
    assert state_bytes(watched) == state_bytes(plain)


def test_callbacks_know_the_steps_of_an_epoch() -> None:
    watch = Callback()
    small().fit(Rows(), batch_size=10, callbacks=watch, verbose=0)
    assert watch.params["steps"] == 8


# How it ends


def test_stopping_amid_an_epoch_ends_the_source_too(block: int) -> None:
    class Stop(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.model.stop_training = batch == 2

    model = small()
    model.fit(Rows(endless=True), batch_size=10, epochs=5, callbacks=Stop(), verbose=0)
    assert model.network.updates == 3


def test_an_error_in_the_source_reaches_the_caller(block: int) -> None:
    class Failing(Rows):
        def blocks(self, epoch: int, size: int) -> Iterator[tuple[Any, Any]]:
            for number, pair in enumerate(super().blocks(epoch, size)):
                if number == 1 or size >= COUNT:
                    raise ZeroDivisionError("no more")
                yield pair

    with pytest.raises(ZeroDivisionError, match="no more"):
        small().fit(Failing(), batch_size=10, verbose=0)


def test_a_nan_stops_training_with_its_step_and_keeps_the_weights_before(block: int) -> None:
    x = X.copy()
    x[33, 2, 2] = np.nan
    model, before = small(), small()
    with pytest.raises(TrainingError, match=r"at step 3 of epoch 1: .*before that step"):
        model.fit(Rows(x), batch_size=16, verbose=0)
    before.fit(X[:32], Y[:32], batch_size=16, shuffle=False, verbose=0)
    assert state_bytes(model) == state_bytes(before)


def test_an_interrupt_leaves_a_model_that_can_be_used() -> None:
    model = small()
    interrupt = threading.Timer(0.05, _thread.interrupt_main)
    begin = LambdaCallback(on_epoch_begin=lambda epoch, logs: interrupt.start())
    with pytest.raises(KeyboardInterrupt):
        model.fit(Rows(endless=True), callbacks=begin, verbose=0)
    assert makers() == 0
    assert model.fit(Rows(), epochs=2, verbose=0).epoch == [0, 1]


# What is refused


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        (Rows(), {"y": Y}, "a source brings its own targets"),
        (Rows(), {"sample_weight": np.ones(COUNT)}, "a source brings its own targets"),
        (Rows(), {"validation_split": 0.5}, "a source brings its own targets"),
        (Rows(), {"validation_data": 5}, "validation_data"),
        (Rows(X[:0], Y[:0]), {}, "at least one sample an epoch"),
        (Rows(X[:, :5]), {}, "input of shape \\(n, 6, 6, 1\\), received \\(1, 5, 6, 1\\)"),
        (Rows(y=Y + 3), {}, "labels from 0 to 2"),
        (X, {}, "expected y"),
    ],
)
def test_what_no_source_gives_is_refused_before_anything_changes(
    source: Any, options: dict[str, Any], sentence: str
) -> None:
    model = small()
    before = state_bytes(model)
    with pytest.raises(ModelError, match=sentence):
        model.fit(source, verbose=0, **options)
    assert state_bytes(model) == before
