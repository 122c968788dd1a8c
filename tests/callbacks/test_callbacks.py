"""Callbacks: when they are called, with what, and what they can do."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lenet.callbacks import (
    PREDICT,
    TEST,
    TRAIN,
    Callback,
    EarlyStopping,
    History,
    LambdaCallback,
    LearningRateScheduler,
    Logs,
    ModelCheckpoint,
    ReduceLROnPlateau,
)
from lenet.errors import ModelError
from lenet.layers import Dense, Flatten
from lenet.models import Model, Sequential, load_model
from lenet.optimizers import SGD

NOISE = np.random.default_rng(0)
X, Y = NOISE.normal(size=(50, 4, 4, 1)).astype(np.float32), NOISE.integers(0, 3, 50)


def compiled(seed: int = 0, rate: float = 0.1) -> Sequential:
    layers = [Flatten(input_shape=(4, 4, 1)), Dense(5, "tanh"), Dense(3, "softmax")]
    model = Sequential(layers, seed=seed)
    model.compile(SGD(rate), metrics=["accuracy"])
    return model


def fit(callbacks: Callback | Sequence[Callback], **options: Any) -> tuple[Sequential, History]:
    model = compiled()
    options = {"epochs": 2, "batch_size": 20, "verbose": 0, **options}
    return model, model.fit(X, Y, callbacks=callbacks, **options)


def all_bytes(model: Model) -> bytes:
    return b"".join(array.tobytes() for array in model.get_weights())


class Diary(Callback):
    """Writes down each call."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.calls.append(("train begin",))

    def on_train_end(self, logs: Logs | None = None) -> None:
        self.calls.append(("train end",))

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.calls.append(("epoch begin", epoch))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.calls.append(("epoch end", epoch, *(logs or {})))


class BatchDiary(Diary):
    """And each batch."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self.calls.append(("batch begin", batch))

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self.calls.append(("batch end", batch, *(logs or {})))


def test_callbacks_are_called_in_keras_order() -> None:
    diary = Diary()
    fit(diary, validation_split=0.2)
    figures = "accuracy", "loss", "val_accuracy", "val_loss"
    assert diary.calls == [
        ("train begin",),
        ("epoch begin", 0),
        ("epoch end", 0, *figures),
        ("epoch begin", 1),
        ("epoch end", 1, *figures),
        ("train end",),
    ]


def test_batches_are_numbered_from_0_in_each_epoch() -> None:
    diary = BatchDiary()
    fit(diary)
    batch = [call for call in diary.calls if call[0].startswith("batch")]
    one = [
        part
        for k in range(3)
        for part in (("batch begin", k), ("batch end", k, "accuracy", "loss"))
    ]
    assert batch == one + one


def test_a_callback_knows_the_model_and_the_steps() -> None:
    diary = Diary()
    model, _ = fit(diary)
    assert diary.model is model
    assert diary.params == {"verbose": 0, "epochs": 2, "steps": 3}


def test_watching_batches_changes_no_byte_and_no_figure() -> None:
    plain, watched = fit(()), fit(BatchDiary())
    assert all_bytes(plain[0]) == all_bytes(watched[0])
    for name, values in plain[1].history.items():
        np.testing.assert_allclose(watched[1].history[name], values, rtol=1e-12)


def test_the_running_figures_of_the_last_batch_are_the_epochs() -> None:
    last: list[Logs] = []
    _, history = fit(
        LambdaCallback(on_train_batch_end=lambda batch, logs: last.append(logs)), epochs=1
    )
    assert {name: [value] for name, value in last[-1].items()} == history.history


def test_only_a_callback_with_something_to_do_there_is_called_around_batches() -> None:
    assert BatchDiary().watches(TRAIN)
    assert LambdaCallback(on_train_batch_begin=print).watches(TRAIN)
    assert LambdaCallback(on_batch_end=print).watches(TRAIN)
    assert LambdaCallback(on_test_batch_end=print).watches(TEST)
    assert not LambdaCallback(on_test_batch_end=print).watches(TRAIN)
    assert not Diary().watches(TRAIN)
    assert not BatchDiary().watches(PREDICT)
    assert not LambdaCallback(on_epoch_end=print).watches(TRAIN)


def test_training_stops_after_the_batch_at_which_a_callback_says_so() -> None:
    diary = BatchDiary()
    stop = LambdaCallback(on_train_batch_end=lambda batch, logs: setattr_stop(diary, batch == 1))
    _, history = fit([diary, stop])
    assert history.epoch == [0]
    assert ("batch end", 1, "accuracy", "loss") in diary.calls
    assert ("batch begin", 2) not in diary.calls


def setattr_stop(callback: Callback, stop: bool) -> None:
    callback.model.stop_training = stop


def test_training_that_is_stopped_before_it_begins_is_not_stopped_for_ever() -> None:
    model = compiled()
    model.stop_training = True
    assert model.fit(X, Y, epochs=2, verbose=0).epoch == [0, 1]


def test_history_keeps_a_list_of_each_figure() -> None:
    _, history = fit((), epochs=3, initial_epoch=1)
    assert history.epoch == [1, 2]
    assert {name: len(values) for name, values in history.history.items()} == {
        "loss": 2,
        "accuracy": 2,
    }


def test_a_lambda_callback_calls_the_functions_it_was_given() -> None:
    calls: list[tuple[Any, ...]] = []

    def note(name: str) -> Callable[..., None]:
        return lambda *given: calls.append((name, *given[:-1]))

    names = (
        "on_train_begin", "on_epoch_begin", "on_train_batch_begin", "on_train_batch_end",
        "on_epoch_end", "on_train_end",
    )  # fmt: skip
    fit(LambdaCallback(**{name: note(name) for name in names}), epochs=1, batch_size=50)
    assert calls == [
        (name,) if "train_" in name and "batch" not in name else (name, 0) for name in names
    ]


@pytest.mark.parametrize("functions", [{"on_epoch": print}, {"model": print}, {"on_epoch_end": 3}])
def test_a_lambda_callback_for_no_call_is_refused(functions: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="LambdaCallback expects functions for on_train_begin, "):
        LambdaCallback(**functions)


@pytest.mark.parametrize("given", [print, [print], ["adam"], [Diary]])
def test_what_is_no_callback_is_refused(given: Any) -> None:
    model = compiled()
    before = all_bytes(model)
    with pytest.raises((ModelError, TypeError)):
        model.fit(X, Y, callbacks=given, verbose=0)
    assert all_bytes(model) == before


def test_the_scheduler_sets_the_rate_of_each_epoch() -> None:
    rates: list[Any] = []
    watch = LambdaCallback(on_epoch_end=lambda epoch, logs: rates.append(optimizer().learning_rate))

    def optimizer() -> Any:
        return scheduler.model.optimizer

    scheduler = LearningRateScheduler(lambda epoch, rate: rate / 2 if epoch else rate)
    fit([scheduler, watch], epochs=3)
    assert rates == [0.1, 0.05, 0.025]


def test_the_scheduled_rate_is_the_one_that_is_trained_with() -> None:
    scheduled, _ = fit(LearningRateScheduler(lambda epoch: 0.0))
    assert all_bytes(scheduled) == all_bytes(compiled())


def test_the_scheduler_says_the_rate_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    fit(LearningRateScheduler(lambda epoch: 0.25, verbose=1), epochs=1)
    assert (
        capsys.readouterr().out
        == "\nEpoch 1: LearningRateScheduler setting learning rate to 0.25.\n"
    )


@pytest.mark.parametrize("rate", [-1.0, float("nan"), "fast", None])
def test_a_scheduled_rate_that_is_none_is_refused(rate: Any) -> None:
    with pytest.raises(ModelError, match="learning_rate of at least 0"):
        fit(LearningRateScheduler(lambda epoch: rate))


def test_the_scheduler_does_not_fight_a_schedule() -> None:
    model = compiled()
    model.compile(SGD(lambda step: 0.1))
    with pytest.raises(ModelError, match="an optimizer without a schedule"):
        model.fit(X, Y, callbacks=LearningRateScheduler(lambda epoch: 0.1), verbose=0)


class Puppet:
    """Stands in for a model: its one weight is the epoch's number."""

    def __init__(self) -> None:
        self.stop_training = False
        self.weights = 0

    def get_weights(self) -> int:
        return self.weights

    def set_weights(self, weights: int) -> None:
        self.weights = weights


def epochs_until_stop(stopping: EarlyStopping, figures: Sequence[float]) -> tuple[int, int]:
    """Epochs made of those that would give ``figures``; and the epoch whose weights are left."""
    puppet: Any = Puppet()
    stopping.model = puppet
    stopping.on_train_begin()
    for epoch, figure in enumerate(figures):
        puppet.weights = epoch
        stopping.on_epoch_end(epoch, {stopping.monitor: figure})
        if puppet.stop_training:
            break
    stopping.on_train_end()
    return epoch + 1, puppet.weights


@pytest.mark.parametrize(
    ("options", "figures", "expected"),
    [
        ({}, [3, 2, 2, 1], 3),  # patience 0 and 1: the first that is no better, as Keras
        ({"patience": 1}, [3, 2, 2, 1], 3),
        ({"patience": 2}, [3, 2, 2, 1, 1, 1, 0], 6),
        ({"patience": 2}, [3, 2, 2, 2, 1], 4),
        ({"min_delta": 0.5}, [3, 2.6, 2], 2),
        ({"monitor": "val_accuracy"}, [0.1, 0.2, 0.2, 0.3], 3),
        ({"monitor": "acc"}, [0.1, 0.2, 0.2, 0.3], 3),
        ({"monitor": "val_accuracy", "mode": "min"}, [0.1, 0.2, 0.3], 2),
        ({"mode": "max"}, [1, 2, 3, 2], 4),
        ({"patience": 2}, [3, float("nan"), float("nan"), 1], 3),
    ],
)
def test_early_stopping_ends_where_keras_ends(
    options: dict[str, Any], figures: Sequence[float], expected: int
) -> None:
    assert epochs_until_stop(EarlyStopping(**options), figures)[0] == expected


def test_early_stopping_can_bring_the_best_weights_back() -> None:
    figures = [3, 1, 2, 2, 2]
    assert epochs_until_stop(EarlyStopping(patience=2), figures) == (4, 3)
    best = EarlyStopping(patience=2, restore_best_weights=True)
    assert epochs_until_stop(best, figures) == (4, 1)


def test_early_stopping_ends_fit(capsys: pytest.CaptureFixture[str]) -> None:
    stopping = EarlyStopping(patience=2, verbose=1)
    _, history = fit(
        [LearningRateScheduler(lambda epoch: 0.0), stopping], epochs=9, validation_split=0.2
    )
    assert history.epoch == [0, 1, 2]
    assert capsys.readouterr().out == "Epoch 3: early stopping\n"


def test_a_mode_there_is_not_is_refused() -> None:
    for kind in (EarlyStopping, lambda mode: ModelCheckpoint("x", mode=mode)):
        with pytest.raises(ModelError, match="auto, min or max, received 'best'"):
            kind(mode="best")


def test_a_figure_there_is_not_is_passed_over_with_keras_warning(tmp_path: Path) -> None:
    for callback in (EarlyStopping(), ReduceLROnPlateau()):
        with pytest.warns(UserWarning, match="`val_loss` which is not available"):
            _, history = fit(callback)
        assert history.epoch == [0, 1]
    with pytest.warns(UserWarning, match="only with val_loss available"):
        fit(ModelCheckpoint(tmp_path / "model", save_best_only=True))
    assert (tmp_path / "model").exists()


def test_the_checkpoint_is_the_model_after_the_last_epoch(tmp_path: Path) -> None:
    model, _ = fit(ModelCheckpoint(tmp_path / "model"))
    assert all_bytes(load_model(tmp_path / "model")) == all_bytes(model)


def test_the_checkpoint_can_be_a_folder_an_epoch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "{epoch:02d}-{loss:.1f}"
    _, history = fit(ModelCheckpoint(folder, verbose=1), epochs=2)
    losses = history.history["loss"]
    names = [f"01-{losses[0]:.1f}", f"02-{losses[1]:.1f}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert capsys.readouterr().out.splitlines()[:2] == [
        "",
        f"Epoch 1: saving model to {tmp_path / names[0]}",
    ]


@pytest.mark.parametrize("name", ["{val_loss}", "{0}", "{epoch", "{epoch:q}"])
def test_a_checkpoints_path_that_cannot_be_filled_in_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a path with epoch, accuracy, loss in braces"):
        fit(ModelCheckpoint(tmp_path / name))


def saved_epochs(checkpoint: ModelCheckpoint, figures: Sequence[float]) -> list[int]:
    saved: list[int] = []

    class Saving:
        def save(self, folder: Path) -> None:
            saved.append(int(folder.name))

    model: Any = Saving()
    checkpoint.model = model
    for epoch, figure in enumerate(figures):
        checkpoint.on_epoch_end(epoch, {checkpoint.monitor: figure})
    return saved


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"save_best_only": True}, [1, 3]),
        ({"save_best_only": True, "monitor": "val_accuracy"}, [1, 2]),
        ({"save_best_only": True, "monitor": "val_acc"}, [1, 2]),
        ({"save_best_only": True, "mode": "max"}, [1, 2]),
    ],
)
def test_only_the_best_is_saved_when_asked(options: dict[str, Any], expected: list[int]) -> None:
    assert saved_epochs(ModelCheckpoint("{epoch}", **options), [2, 3, 1, float("nan")]) == expected
