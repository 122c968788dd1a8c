"""fit: what decides the bytes that come out, what stops it, what it refuses.

x: float32 (n, 6, 6, 1); y: labels 0 to 2 that can be told from x.
"""

import _thread
import math
import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lenet.callbacks import LambdaCallback
from lenet.errors import ModelError, TrainingError
from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten
from lenet.models import Sequential
from lenet.models.feeds import ONCE, ArrayFeed
from lenet.models.samples import prepare, store
from lenet.optimizers import SGD, Adam, AdamW, CosineDecay, Optimizer
from lenet.utils import to_categorical

COUNT = 75


def small(seed: int = 0, **options: Any) -> Sequential:
    model = Sequential(
        [
            Conv2D(3, 3, activation="tanh", input_shape=(6, 6, 1)),
            AveragePooling2D(),
            Flatten(),
            Dense(3, activation="softmax"),
        ],
        seed=seed,
    )
    model.compile(**{"optimizer": Adam(0.02), "metrics": ["accuracy"], **options})
    return model


def samples(count: int = COUNT) -> tuple[Any, Any]:
    noise = np.random.default_rng(0)
    y = noise.integers(0, 3, count)
    x = noise.normal(size=(count, 6, 6, 1)).astype(np.float32)
    x[np.arange(count), :, y] += 1.5
    return x, y


X, Y = samples()


def state_bytes(model: Sequential) -> tuple[Any, ...]:
    state = model.state()
    return (*(array.tobytes() for array in state[:3]), state.updates)


def trained(model: Sequential, epochs: int = 2, **options: Any) -> tuple[Any, ...]:
    model.fit(X, Y, **{"epochs": epochs, "batch_size": 16, "verbose": 0, **options})
    return state_bytes(model)


# The same bytes


@pytest.mark.parametrize("options", [{}, {"validation_split": 0.2}, {"shuffle": False}])
def test_one_thread_and_many_end_with_the_same_bytes(options: dict[str, Any]) -> None:
    one = trained(small(), threads=1, batch_size=50, **options)
    assert trained(small(), threads=2, batch_size=50, **options) == one
    assert trained(small(), threads=7, batch_size=50, **options) == one


def test_the_seed_decides_and_nothing_else() -> None:
    np.random.seed(3)  # noqa: NPY002
    first = trained(small(seed=5))
    np.random.seed(4)  # noqa: NPY002
    assert trained(small(seed=5)) == first
    assert trained(small(seed=6)) != first


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: "adam",
        lambda: SGD(0.1, momentum=0.9, nesterov=True),
        lambda: AdamW(CosineDecay(0.0, 12, 0.1, warmup_target=0.01, warmup_steps=3)),
    ],
)
def test_two_epochs_at_once_are_two_epochs_one_after_the_other(
    optimizer: Callable[[], Optimizer | str],
) -> None:
    together, apart = small(optimizer=optimizer()), small(optimizer=optimizer())
    whole = trained(together)
    trained(apart, 1)
    assert trained(apart, epochs=2, initial_epoch=1) == whole


def test_evaluating_and_predicting_between_epochs_changes_nothing() -> None:
    model = small()
    trained(model, 1)
    model.predict(X)
    model.evaluate(X, Y)
    model.maps(X[:3])
    model.summary(print_fn=str)
    assert trained(model, 1) == trained(small())


def test_each_epoch_has_another_order_and_shuffle_false_has_none() -> None:
    feed = ArrayFeed(store(small().sample_spec, X, Y), 16, True)
    first, second = feed.order(0), feed.order(1)
    assert first is not None
    assert second is not None
    assert sorted(first) == sorted(second) == list(range(COUNT))
    assert list(first) != list(second)
    assert ArrayFeed(store(small().sample_spec, X, Y), 16, False).order(0) is None


def test_shuffled_once_every_epoch_has_the_same_random_order() -> None:
    samples = store(small().sample_spec, X, Y)
    orders = [ArrayFeed(samples, 16, ONCE).order(epoch) for epoch in range(3)]
    first, *others = [np.asarray(order).tolist() for order in orders]
    assert others == [first, first]
    assert first != sorted(first)
    assert np.asarray(ArrayFeed(samples, 16, ONCE, seed=1).order(0)).tolist() != first


def test_fit_shuffled_once_trains_in_that_order_in_every_call() -> None:
    whole, parts, by_hand = small(), small(), small()
    order = np.random.default_rng([by_hand.seed, 0]).permutation(COUNT)
    expected = [
        trained(whole, 3, shuffle="once"),
        [trained(parts, 1, shuffle="once") for _ in range(3)][-1],
    ]
    by_hand.fit(X[order], Y[order], epochs=3, batch_size=16, shuffle=False, verbose=0)
    assert expected[0] == expected[1] == state_bytes(by_hand)
    assert trained(small(), 3) != expected[0]


def test_without_shuffling_the_samples_order_counts_and_with_it_the_seed() -> None:
    turned = np.arange(COUNT)[::-1]
    forth, back = small(), small()
    forth.fit(X, Y, batch_size=16, shuffle=False, verbose=0)
    back.fit(X[turned], Y[turned], batch_size=16, shuffle=False, verbose=0)
    assert state_bytes(forth) != state_bytes(back)


def test_a_batch_larger_than_the_samples_is_all_of_them() -> None:
    assert trained(small(), batch_size=10**15) == trained(small(), batch_size=COUNT)


def test_the_batch_is_32_unless_told() -> None:
    assert trained(small(), batch_size=None) == trained(small(), batch_size=32)
    assert trained(small(), 1, batch_size=32)[3] == 3


# It learns, and says how well


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "linear"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_every_activation_and_padding_learns(activation: str, padding: str) -> None:
    model = Sequential(
        [
            Conv2D(4, (3, 2), activation=activation, padding=padding, input_shape=(6, 6, 1)),
            Flatten(),
            Dense(8, activation=activation),
            Dense(3, activation="softmax"),
        ]
    )
    model.compile(Adam(0.02), metrics=["accuracy"])
    model.fit(X, Y, batch_size=8, epochs=15, verbose=0)
    assert model.evaluate(X, Y)[1] > 0.9


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", SGD(0.05, 0.9, True)])
@pytest.mark.parametrize(
    "loss", ["sparse_categorical_crossentropy", "categorical_crossentropy", "mse"]
)
def test_every_optimizer_lowers_every_loss(optimizer: Any, loss: str) -> None:
    model = small(optimizer=optimizer, loss=loss)
    y = Y if loss.startswith("sparse") else to_categorical(Y)
    before = model.evaluate(X, y)[0]
    model.fit(X, y, epochs=4, batch_size=8, verbose=0)
    assert model.evaluate(X, y)[0] < before


def test_labels_and_one_hot_targets_train_alike() -> None:
    sparse, dense = small(), small(loss="categorical_crossentropy")
    trained(sparse, 1)
    dense.fit(X, to_categorical(Y), batch_size=16, verbose=0)
    for a, b in zip(sparse.get_weights(), dense.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_validation_figures_are_what_evaluate_gives() -> None:
    model = small()
    history = model.fit(X[:50], Y[:50], validation_data=(X[50:], Y[50:]), epochs=2, verbose=0)
    loss, accuracy = model.evaluate(X[50:], Y[50:])
    assert history.history["val_loss"][-1] == loss
    assert history.history["val_accuracy"][-1] == accuracy
    assert list(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]


def test_validation_data_may_have_weights_and_be_a_list() -> None:
    weights = np.linspace(0, 2, COUNT)
    model = small()
    history = model.fit(X, Y, validation_data=[X, Y, weights], verbose=0)
    assert history.history["val_loss"][-1] == model.evaluate(X, Y, sample_weight=weights)[0]


def test_validation_split_holds_out_the_last_samples_before_shuffling() -> None:
    split, given = small(), small()
    held = split.fit(X, Y, validation_split=0.2, epochs=2, verbose=0)
    same = given.fit(X[:60], Y[:60], validation_data=(X[60:], Y[60:]), epochs=2, verbose=0)
    assert state_bytes(split) == state_bytes(given)
    assert held.history == same.history


def test_validation_data_goes_before_validation_split() -> None:
    both, one = small(), small()
    both.fit(X, Y, validation_split=0.5, validation_data=(X, Y), verbose=0)
    one.fit(X, Y, verbose=0)
    assert state_bytes(both) == state_bytes(one)


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, math.nan, "half", None, 0.999])
def test_a_split_that_leaves_a_part_empty_is_refused(share: Any) -> None:
    with pytest.raises(ModelError, match="validation_split"):
        small().fit(X, Y, validation_split=share, verbose=0)


def test_sample_weights_of_0_and_1_choose_the_samples() -> None:
    """One step over half of the samples, its gradient over the whole batch, as Keras divides."""
    chosen = np.arange(COUNT) % 2
    weighted = small(optimizer=SGD(0.1))
    weighted.fit(X, Y, sample_weight=chosen, batch_size=COUNT, verbose=0)
    some = small(optimizer=SGD(0.1 * chosen.mean()))
    some.fit(X[chosen == 1], Y[chosen == 1], batch_size=COUNT, verbose=0)
    for a, b in zip(weighted.get_weights(), some.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


# Stopping


def test_a_nan_in_the_data_stops_training_with_the_step_and_keeps_the_weights_before() -> None:
    x = X.copy()
    x[33, 2, 2] = np.nan
    model, before = small(), small()
    with pytest.raises(TrainingError, match=r"at step 3 of epoch 1: try .*before that step") as one:
        model.fit(x, Y, batch_size=16, shuffle=False, verbose=0)
    assert isinstance(one.value, ArithmeticError)
    before.fit(X[:32], Y[:32], batch_size=16, shuffle=False, verbose=0)
    assert state_bytes(model) == state_bytes(before)


def test_a_nan_is_named_with_its_step_when_batches_are_watched() -> None:
    x = X.copy()
    x[33, 2, 2] = np.nan
    watch = LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    with pytest.raises(TrainingError, match="at step 3 of epoch 1"):
        small().fit(x, Y, batch_size=16, shuffle=False, verbose=0, callbacks=watch)


def test_the_epoch_is_named_in_which_it_ran_away() -> None:
    model = small(optimizer=SGD(lambda step: 0.1 if step < 7 else 1e38))
    with pytest.raises(TrainingError, match=r"at step \d of epoch 2"):
        trained(model)
    assert all(np.isfinite(array).all() for array in model.get_weights())


def test_weights_that_the_last_step_made_infinite_are_not_kept() -> None:
    """The loss before that step was finite, and no later step of the epoch tells."""
    model = Sequential([Dense(2, input_shape=(3,))])
    model.compile(SGD(3e38), "mse")
    before = state_bytes(model)
    with pytest.raises(TrainingError, match=r"step 1 of epoch 1: .*before this epoch are kept"):
        model.fit(np.ones((4, 3)), np.full((4, 2), 100.0), batch_size=4, verbose=0)
    assert state_bytes(model) == before


def test_training_goes_on_after_it_ran_away() -> None:
    model = small(optimizer=SGD(1e38))
    with pytest.raises(TrainingError):
        trained(model)
    model.compile(Adam(0.02), metrics=["accuracy"])
    model.fit(X, Y, batch_size=8, epochs=15, verbose=0)
    assert model.evaluate(X, Y)[1] > 0.9


def test_an_interrupt_anywhere_in_fit_leaves_a_model_that_can_be_used() -> None:
    model = small()
    interrupt = threading.Timer(0.05, _thread.interrupt_main)

    def in_the_second(epoch: int, logs: object) -> None:
        if epoch == 1:
            interrupt.start()

    begin = LambdaCallback(on_epoch_begin=in_the_second)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, Y, epochs=10**6, verbose=0, callbacks=begin)
    assert model.epochs_trained >= 1
    assert np.isfinite(model.predict(X)).all()
    assert model.fit(X, Y, epochs=2, verbose=0).epoch == [0, 1]


def test_an_error_in_a_callback_ends_fit_and_leaves_the_model() -> None:
    def fail(epoch: int, logs: Any) -> None:
        raise ZeroDivisionError

    model = small()
    with pytest.raises(ZeroDivisionError):
        model.fit(X, Y, verbose=0, callbacks=LambdaCallback(on_epoch_end=fail))
    assert model.epochs_trained == 1
    assert model.predict(X).shape == (COUNT, 3)


# What is refused


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"batch_size": 0}, "batch_size of at least 1, received 0"),
        ({"batch_size": 32.0}, "whole number for batch_size, received 32.0"),
        ({"batch_size": "32"}, "whole number for batch_size"),
        ({"batch_size": True}, "whole number for batch_size"),
        ({"epochs": -1}, "epochs of at least 0"),
        ({"epochs": 1.5}, "whole number for epochs"),
        ({"initial_epoch": -1}, "initial_epoch of at least 0"),
        ({"threads": 0}, "threads of at least 1"),
        ({"threads": 2.0}, "whole number for threads"),
        ({"verbose": 3}, "for verbose, received 3"),
        ({"shuffle": "batch"}, "True, False or 'once' for shuffle"),
        ({"beauty": {0: 1}}, "fit supports x, y, batch_size.*received beauty"),
        ({"class_weight": [1, 2]}, r"a dict \{class: weight\}.*received \[1, 2\]"),
        ({"class_weight": {"one": 1}}, "whole number for a class of class_weight"),
        ({"class_weight": {0: -1}}, "a weight of class_weight"),
        ({"class_weight": {0: 1}, "sample_weight": np.ones(COUNT)}, "received both"),
        ({"validation_data": 5}, "validation_data \\(x, y\\)"),
        ({"validation_data": (X,)}, "validation_data \\(x, y\\)"),
        ({"validation_data": {"x": X, "y": Y}}, "validation_data \\(x, y\\)"),
        ({"validation_data": (X, Y[:3])}, "a target for each of 75"),
        ({"validation_data": (X[:0], Y[:0])}, "at least one sample"),
        ({"validation_data": (X[:, :4], Y)}, "input of shape \\(n, 6, 6, 1\\)"),
        ({"validation_data": (X, Y + 7)}, "labels from 0 to 2"),
        ({"sample_weight": np.ones(3)}, "a weight for each of 75"),
        ({"sample_weight": np.ones((COUNT, 2))}, "a weight for each of 75"),
        ({"sample_weight": 1.0}, "a weight for each of 75"),
        ({"sample_weight": ["a"] * COUNT}, "sample_weight of real numbers"),
    ],
)
def test_a_setting_that_is_no_setting_is_refused_before_anything_changes(
    options: dict[str, Any], sentence: str
) -> None:
    model = small()
    before = state_bytes(model)
    with pytest.raises(ModelError, match=sentence):
        model.fit(X, Y, **{"verbose": 0, **options})
    assert state_bytes(model) == before


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (X[:0], "at least one sample"),
        (X[:, :5], "input of shape \\(n, 6, 6, 1\\), received \\(75, 5, 6, 1\\)"),
        (X[0], "input of shape"),
        (3.0, "input of shape"),
        (None, "real numbers, received object"),
        (X.astype(object), "real numbers, received object"),
        (X.astype(str), "real numbers"),
        (X + 1j, "real numbers, received complex64"),
        (X.astype("datetime64[s]"), "real numbers"),
        ([[1.0], [1.0, 2.0]], "rows of different shapes"),
        (X.astype(float) * 1e300, "float32"),
    ],
)
@pytest.mark.parametrize("use", ["fit", "evaluate"])
def test_an_input_that_is_none_is_refused(use: str, x: Any, sentence: str) -> None:
    model = small()
    with pytest.raises(ModelError, match=sentence):
        getattr(model, use)(x, Y, verbose=0)


@pytest.mark.parametrize(
    "dtype", [np.uint8, np.int64, np.float16, np.float32, np.float64, ">f4", bool]
)
def test_the_same_numbers_of_any_type_train_alike(dtype: Any) -> None:
    bits = X > 0
    plain, other = small(), small()
    plain.fit(bits.astype(np.float32), Y, verbose=0)
    other.fit(bits.astype(dtype), Y, verbose=0)
    assert state_bytes(plain) == state_bytes(other)


def test_arrays_in_any_layout_and_lists_train_alike() -> None:
    plain = trained(small())
    for x in (np.asfortranarray(X), X.tolist(), X[..., 0], np.repeat(X, 2, axis=2)[:, :, ::2]):
        model = small()
        model.fit(x, Y, epochs=2, batch_size=16, verbose=0)
        assert state_bytes(model) == plain


def test_contiguous_float32_is_not_copied() -> None:
    x = np.zeros((4000, 6, 6, 1), np.float32)
    y = np.zeros(len(x), np.int32)
    model = small()
    assert np.shares_memory(prepare(model.sample_spec, x, y).x, x)
    model.fit(x[:64], y[:64], verbose=0)
    tracemalloc.start()
    try:
        model.fit(x, y, verbose=0, validation_split=0.25)
        model.evaluate(x, y)
        model.predict(x)
        assert tracemalloc.get_traced_memory()[1] < x.nbytes / 2
    finally:
        tracemalloc.stop()


def test_a_read_only_array_is_only_read() -> None:
    x, y = X.copy(), Y.copy()
    x.flags.writeable = y.flags.writeable = False
    model = small()
    model.fit(x, y, epochs=2, batch_size=16, verbose=0)
    assert state_bytes(model) == trained(small())


def test_no_epochs_train_nothing() -> None:
    model = small()
    before = state_bytes(model)
    assert model.fit(X, Y, epochs=0, verbose=0).history == {}
    assert model.fit(X, Y, epochs=2, initial_epoch=2, verbose=0).epoch == []
    assert state_bytes(model) == before
