"""Odd values for every argument that users give: lenet takes them or refuses them in a sentence."""

import inspect
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lenet
import lenet.reading
from lenet import (
    callbacks,
    constraints,
    distort,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
    sources,
    utils,
)
from lenet.errors import LenetError
from lenet.networks import Recipe
from lenet.optimizers import schedules
from lenet.preprocessing import image

IMAGES, LABELS = np.zeros((4, 28, 28), np.uint8), np.arange(4)
X, Y = np.zeros((6, 4, 4, 1), np.float32), np.arange(6) % 3


def made() -> lenet.Sequential:
    model = lenet.Sequential(
        [layers.Flatten(input_shape=(4, 4, 1)), layers.Dense(3, activation="softmax")]
    )
    model.compile("adam", metrics=["accuracy"])
    return model


def method(name: str) -> Callable[..., Any]:
    """A method of a model of its own, with the method's arguments."""
    bound = getattr(made(), name)

    def call(**given: Any) -> Any:
        return getattr(made(), name)(**given)

    call.__signature__ = inspect.signature(bound)  # type: ignore[attr-defined]
    return call


_DISTORTED = {"images": IMAGES, "labels": LABELS, "distortion": distort.AFFINE, "prepare": abs}
_FALLING = {"initial_learning_rate": 0.1, "decay_steps": 10}
NEEDED: dict[Callable[..., Any], dict[str, Any]] = {
    layers.Conv2D: {"filters": 2, "kernel_size": 3},
    layers.Dense: {"units": 3},
    layers.Input: {"shape": (8, 8, 1)},
    layers.Reshape: {"target_shape": (4, 4)},
    layers.Rescaling: {"scale": 0.5},
    layers.Activation: {"activation": "relu"},
    layers.Permute: {"dims": (2, 1)},
    layers.Dropout: {"rate": 0.5},
    layers.SpatialDropout2D: {"rate": 0.5},
    layers.GaussianDropout: {"rate": 0.5},
    layers.GaussianNoise: {"stddev": 0.5},
    optimizers.CosineDecay: _FALLING,
    optimizers.PiecewiseConstantDecay: {"boundaries": [1], "values": [1.0, 2.0]},
    schedules.ExponentialDecay: _FALLING | {"decay_rate": 0.5},
    schedules.InverseTimeDecay: _FALLING | {"decay_rate": 0.5},
    schedules.PolynomialDecay: _FALLING,
    schedules.CosineDecayRestarts: {"initial_learning_rate": 0.1, "first_decay_steps": 10},
    initializers.get: {"identifier": "zeros"},
    regularizers.get: {"identifier": "l2"},
    constraints.get: {"identifier": "non_neg"},
    optimizers.get: {"optimizer": "adam"},
    callbacks.ModelCheckpoint: {"filepath": "model"},
    callbacks.LearningRateScheduler: {"schedule": float},
    callbacks.CSVLogger: {"filename": "log"},
    callbacks.BackupAndRestore: {"backup_dir": "backup"},
    distort.distorted: {"images": IMAGES, "distortion": distort.AFFINE},
    distort.transformed: {"images": IMAGES},
    distort.inverted: {"images": IMAGES, "share": 0.1},
    sources.Fresh: _DISTORTED,
    sources.Expanded: _DISTORTED,
    utils.to_categorical: {"x": Y},
    Recipe: {"epochs": 1, "batch_size": 1, "normalisation": "l2", "learning_rate": 0.1},
    method("fit"): {"x": X, "y": Y, "verbose": 0},
    method("evaluate"): {"x": X, "y": Y},
    method("predict"): {"x": X},
    method("scores"): {"x": X},
    method("sweep"): {"x": X},
    method("set_weights"): {"weights": made().get_weights()},
    method("from_config"): {"config": made().get_config()},
    lenet.reading.best_texts: {
        "source": np.log(np.full((4, 13), 1 / 13)), "automaton": lenet.reading.any_digits(),
    },
}  # fmt: skip
PLAIN: list[Callable[..., Any]] = [
    *initializers.BY_NAME.values(), regularizers.L1, regularizers.L2, regularizers.L1L2,
    *constraints.CONSTRAINTS.values(), *layers.LAYERS.values(), *optimizers.OPTIMIZERS.values(),
    *losses.LOSSES.values(), *metrics.METRICS.values(),
    callbacks.EarlyStopping, callbacks.LambdaCallback, callbacks.ReduceLROnPlateau,
    callbacks.TensorBoard, callbacks.TerminateOnNaN, image.ImageDataGenerator, utils.PyDataset,
    distort.Distortion, lenet.Sequential,
    lenet.reading.ReadOptions, lenet.reading.Calibration, lenet.original, lenet.tutorial,
    lenet.modern, method("compile"), method("build"), method("add"),
]  # fmt: skip

pytestmark = [
    pytest.mark.filterwarnings("default::RuntimeWarning"),
    pytest.mark.filterwarnings("default::UserWarning"),
]

PATHS = {"filepath", "filename", "backup_dir", "log_dir"}
"""Python's own TypeError says which paths there are."""
ENDLESS = {"epochs": 3}
"""Whole numbers that no computer counts to are left out here: the greatest that are given."""

ODD = [
    10**400, -(10**400), 10**5000, math.nan, math.inf, -math.inf, True, False, "1", "", "\ud800",
    b"1", None, -1, 0, 1, 2, 0.5, 2.0, 1e300, 1j, [], {}, (), (1, 2), [[1]], [True], [[True]],
    ["1"], [None], [10**400], [math.nan], {"a": 1}, object(), float, len, np.float32(0.5),
    np.float64("nan"), np.int64(2), np.uint8(1), np.bool_(True), np.str_("1"), np.array(2),
    np.array(0.5), np.array([1, 2]), np.array("1"), np.array(None), np.zeros((0, 3)), Path("x"),
]  # fmt: skip
CALLS = NEEDED | {call: {} for call in PLAIN if call not in NEEDED}


def named(call: Callable[..., Any]) -> Iterator[str]:
    for name, parameter in inspect.signature(call).parameters.items():
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            yield name


def try_out(call: Callable[..., Any], given: dict[str, Any]) -> None:
    """Call it: whatever it gives or refuses, no other error than lenet's comes."""
    refused = ""
    try:
        call(**{**CALLS[call], **given})
    except LenetError as error:
        refused = str(error)
        assert refused, given
    except TypeError:
        if not PATHS & given.keys():
            raise
    assert "\n" not in refused
    assert len(refused) < 2000


def bounded(name: str, value: Any) -> bool:
    return name not in ENDLESS or not isinstance(value, int) or value <= ENDLESS[name]


@pytest.mark.parametrize("call", CALLS)
def test_each_odd_value_of_each_argument_is_taken_or_refused_in_a_sentence(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in named(call):
        for value in ODD:
            if bounded(name, value):
                try_out(call, {name: value})


VALUES = (
    st.sampled_from(ODD)
    | st.integers(-3, 3)
    | st.floats()
    | st.text(max_size=3)
    | st.lists(st.sampled_from(ODD), max_size=3)
)


@settings(max_examples=300)
@given(st.data())
def test_several_odd_values_at_once_too(data: st.DataObject) -> None:
    calls = [call for call in CALLS if inspect.isclass(call)]
    call = data.draw(st.sampled_from(calls))
    names = (
        data.draw(st.sets(st.sampled_from(sorted(named(call))), max_size=4))
        if any(named(call))
        else set()
    )
    try_out(call, {name: data.draw(VALUES) for name in names})


def test_numbers_of_numpy_are_taken_as_pythons_are(tmp_path: Path) -> None:
    model, part, count = made(), np.float32, np.int64
    numbers: dict[str, Any] = {
        "rates": {"learning_rate": part(0.01), "weight_decay": np.array(0.02), "beta_1": part(0.8)},
        "fit": {"batch_size": count(2), "epochs": np.array(2), "threads": np.uint8(1)},
        "smoothing": part(0.5),
    }
    model.compile(
        optimizers.AdamW(**numbers["rates"]),
        losses.SparseCategoricalCrossentropy(label_smoothing=numbers["smoothing"]),
    )
    model.fit(X, Y, verbose=0, **numbers["fit"])
    model.save(tmp_path / "model")
    again = lenet.load(tmp_path / "model")
    assert again.optimizer == model.optimizer
    assert again.loss == model.loss
    assert type(vars(model.optimizer)["learning_rate"]) is float
