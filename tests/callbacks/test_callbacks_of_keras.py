"""Callbacks against Keras's own on JAX: what they do with the figures of trainings.

Both libraries' callbacks are driven over the same made-up figures, with a puppet for a model; and
over one training from the same weights.
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np
import pytest

import lenet
import lenet.callbacks

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras's variables do not know NumPy 2's argument."""

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 4)).astype(np.float32)
Y = RNG.integers(0, 3, 50)
KERNEL = RNG.normal(size=(4, 3)).astype(np.float32)

FIGURES = [
    [3.0, 2.0, 2.0, 1.5, 1.45, 1.6, 1.7, 1.2, 1.2, 1.2, 1.3],
    [0.2, 0.3, 0.35, 0.35, 0.3, 0.5, 0.4, 0.4, 0.4, 0.4, 0.4],
    [1.0, float("nan"), 0.9, 0.95, 0.95, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9],
]


class Rate:
    """Stands in for an optimizer."""

    learning_rate: Any = 0.1


class Puppet:
    """Stands in for a model: its one weight is the epoch's number."""

    def __init__(self) -> None:
        self.stop_training, self.weights = False, 0
        self.optimizer = Rate()
        self.saved: list[str] = []
        self.metrics: list[Any] = []

    def get_weights(self) -> int:
        return self.weights

    def set_weights(self, weights: int) -> None:
        self.weights = weights

    def save(self, path: Any, overwrite: bool = True) -> None:
        self.saved.append(str(path))

    def save_weights(self, path: Any, overwrite: bool = True) -> None:
        self.saved.append(f"weights {path}")


def driven(callback: Any, figures: list[float], name: str, batches: int = 0) -> list[Any]:
    """What the puppet is left with after each epoch until it is to stop, and at the end."""
    puppet, told = Puppet(), []
    callback.set_model(puppet)
    callback.on_train_begin()
    for epoch, figure in enumerate(figures):
        callback.on_epoch_begin(epoch)
        for batch in range(batches):
            callback.on_train_batch_begin(batch)
            callback.on_train_batch_end(batch, {name: figure})
        puppet.weights = epoch
        logs = {name: figure}
        callback.on_epoch_end(epoch, logs)
        told.append((float(puppet.optimizer.learning_rate), list(puppet.saved), sorted(logs)))
        if puppet.stop_training:
            break
    callback.on_train_end()
    return [*told, puppet.weights]


def compared(kind: str, options: dict[str, Any], *, batches: int = 0) -> tuple[Any, Any]:
    """What Keras's and lenet's callback of that name did, over all figures."""
    name = options.get("monitor", "val_loss")
    both = []
    for library in (keras, lenet):
        kinds = getattr(library.callbacks, kind)
        both.append([driven(kinds(**options), one, name, batches) for one in FIGURES])
    return both[0], both[1]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"patience": 2},
        {"patience": 3, "min_delta": 0.2},
        {"patience": 2, "mode": "max"},
        {"patience": 2, "baseline": 1.4},
        {"patience": 2, "baseline": 0.1, "restore_best_weights": True},
        {"patience": 2, "restore_best_weights": True},
        {"patience": 1, "start_from_epoch": 4},
        {"start_from_epoch": 3, "restore_best_weights": True},
    ],
)
def test_early_stopping_stops_and_restores_where_keras_does(options: dict[str, Any]) -> None:
    expected, found = compared("EarlyStopping", options)
    assert found == expected


@pytest.mark.parametrize(
    "options",
    [
        {"patience": 1},
        {"patience": 2, "factor": 0.5, "min_lr": 0.03},
        {"patience": 1, "cooldown": 2, "min_delta": 0.3},
        {"patience": 1, "mode": "max", "factor": 0.9},
    ],
)
def test_the_rate_is_reduced_where_keras_reduces_it(options: dict[str, Any]) -> None:
    expected, found = compared("ReduceLROnPlateau", options)
    for one, other in zip(expected, found, strict=True):
        assert [row[2] for row in one[:-1]] == [row[2] for row in other[:-1]]
        np.testing.assert_allclose([row[0] for row in other[:-1]], [row[0] for row in one[:-1]])


@pytest.mark.parametrize(
    ("options", "batches"),
    [
        ({"filepath": "{epoch}-{val_loss:.2f}.keras"}, 0),
        ({"filepath": "best.keras", "save_best_only": True}, 0),
        ({"filepath": "b.h5", "save_best_only": True, "initial_value_threshold": 1.5}, 0),
        ({"filepath": "{epoch}.weights.h5", "save_weights_only": True, "mode": "max"}, 0),
        ({"filepath": "{epoch}-{batch}.keras", "save_freq": 3}, 4),
        ({"filepath": "{epoch}-{batch}-{val_loss}.keras", "save_freq": 7}, 5),
    ],
)
def test_the_model_is_saved_where_keras_saves_it(
    options: dict[str, Any], batches: int, tmp_path: Path
) -> None:
    given = {**options, "filepath": str(tmp_path / options["filepath"])}
    expected, found = compared("ModelCheckpoint", given, batches=batches)
    assert found == expected


def model(library: ModuleType) -> Any:
    layers = library.layers
    if library is keras:
        made = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
    else:
        made = lenet.Sequential([layers.Dense(3, "softmax", input_shape=(4,))], seed=0)
    made.compile(
        library.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    made.set_weights([KERNEL, np.zeros(3, np.float32)])
    return made


def trained(library: ModuleType, callbacks: Any, **options: Any) -> Any:
    named = {"epochs": 3, "shuffle": False, "verbose": 0, **options}
    return model(library).fit(X, Y, callbacks=callbacks, **named)


def test_the_csv_file_is_keras_file(tmp_path: Path) -> None:
    texts = []
    for library in (keras, lenet):
        path = tmp_path / f"{library.__name__}.csv"
        logger, options = library.callbacks.CSVLogger, {"validation_split": 0.2}
        trained(library, [logger(str(path), separator=";")], **options)
        trained(library, [logger(str(path), separator=";", append=True)], epochs=1, **options)
        texts.append(path.read_text().splitlines())
    assert [line.split(";")[0] for line in texts[1]] == [line.split(";")[0] for line in texts[0]]
    assert texts[1][0] == texts[0][0] == "epoch;accuracy;loss;val_accuracy;val_loss"
    numbers = [[[float(one) for one in row.split(";")] for row in text[1:]] for text in texts]
    np.testing.assert_allclose(numbers[1], numbers[0], rtol=1e-5)


@pytest.mark.parametrize("kind", ["ReduceLROnPlateau", "LearningRateScheduler"])
def test_the_history_has_the_learning_rate_where_keras_has_it(kind: str) -> None:
    found = []
    for library in (keras, lenet):
        given: Any = {"monitor": "loss", "patience": 1, "min_delta": 9.0}
        if kind == "LearningRateScheduler":
            given = {"schedule": lambda epoch, rate: rate * 0.5}
        found.append(trained(library, [getattr(library.callbacks, kind)(**given)]).history)
    assert list(found[1]) == list(found[0]) == ["accuracy", "loss", "learning_rate"]
    for one, other in zip(found[0].values(), found[1].values(), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-5)


def test_a_training_of_nan_stops_as_in_keras(capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for library in (keras, lenet):
        bad = X.copy()
        bad[15] = np.nan
        stop = library.callbacks.TerminateOnNaN()
        history = model(library).fit(
            bad, Y, batch_size=10, epochs=3, shuffle=False, verbose=0, callbacks=[stop]
        )
        found.append((history.epoch, [str(one) for one in history.history["loss"]]))
    assert found[1] == found[0] == ([0], ["nan"])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Batch 1: Invalid loss, terminating training"] * 2
    with pytest.raises(RuntimeError, match="NaN or Inf loss encountered at batch 1"):
        model(lenet).fit(
            bad, Y, batch_size=10, shuffle=False, verbose=0,
            callbacks=lenet.callbacks.TerminateOnNaN(raise_error=True),
        )  # fmt: skip


def test_calls_may_be_written_without_logs_and_without_defaults() -> None:
    calls: list[Any] = []

    class Written(lenet.callbacks.Callback):  # in the forms in which listings write them
        def on_train_begin(self) -> None:  # type: ignore[override]
            calls.append("begin")

        def on_epoch_begin(self, epoch: int) -> None:  # type: ignore[override]
            calls.append(epoch)

        def on_epoch_end(self, epoch: int, logs: Any) -> None:  # type: ignore[override]
            calls.append(sorted(logs))

        def on_batch_end(self, batch: int, **named: Any) -> None:  # type: ignore[override]
            calls.append((batch, sorted(named["logs"])))

    trained(lenet, [Written()], epochs=1, batch_size=50)
    figures = ["accuracy", "loss"]
    assert calls == ["begin", 0, (0, figures), figures]


def test_an_interrupted_training_goes_on_with_the_same_bytes(tmp_path: Path) -> None:
    whole = model(lenet)
    whole.fit(X, Y, epochs=5, verbose=0)

    def stop(epoch: int, logs: Any) -> None:
        if epoch == 3:
            raise ZeroDivisionError

    def backup() -> Any:
        return lenet.callbacks.BackupAndRestore(tmp_path / "backup")

    interruption = lenet.callbacks.LambdaCallback(on_epoch_begin=stop)
    with pytest.raises(ZeroDivisionError):
        model(lenet).fit(X, Y, epochs=5, verbose=0, callbacks=[backup(), interruption])
    resumed = model(lenet)
    history = resumed.fit(X, Y, epochs=5, verbose=0, callbacks=[backup()])
    assert history.epoch == [3, 4]
    assert resumed.get_weights()[0].tobytes() == whole.get_weights()[0].tobytes()
    assert not (tmp_path / "backup").exists()


def test_model_history_is_what_fit_returns() -> None:
    made = model(lenet)
    history = made.fit(X, Y, verbose=0)
    assert made.history is history
    own = lenet.callbacks.History()
    assert made.fit(X, Y, verbose=0, callbacks=[own]) is own


@pytest.mark.parametrize("name", ["RemoteMonitor", "SwapEMAWeights"])
def test_what_is_not_here_says_what_to_do(name: str) -> None:
    with pytest.raises(lenet.errors.ModelError, match=f"{name} "):
        getattr(lenet.callbacks, name)()


def test_every_callback_of_keras_has_its_name_here() -> None:
    missing = {"Callback"} - set(lenet.callbacks.__all__)
    missing |= {name for name in dir(keras.callbacks) if name[0] != "_"} - set(
        lenet.callbacks.__all__
    )
    assert missing <= {"OrbaxCheckpoint"}
