"""A model's folder: what is written, and what is refused when it is read."""

import contextlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load, save

import lenet
from lenet import activations
from lenet.errors import DataError, ModelError
from lenet.host.files import write_whole
from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten, Input
from lenet.models import Model, Sequential, load_model
from lenet.models.checkpoint import CHECKPOINT
from lenet.models.storage import CONFIG, WEIGHTS

NOISE = np.random.default_rng(0)
X, Y = NOISE.normal(size=(20, 6, 6, 1)).astype(np.float32), NOISE.integers(0, 3, 20)


def small(seed: int = 0) -> Sequential:
    layers = [
        Conv2D(2, 3, activation="tanh", input_shape=(6, 6, 1)),
        AveragePooling2D(),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    return Sequential(layers, seed=seed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a saved model."""
    small().save(tmp_path / "model")
    return tmp_path / "model"


def change(folder: Path, **fields: Any) -> None:
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps({**config, **fields}))


def test_the_folder_holds_a_description_and_arrays_by_name(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [CONFIG, WEIGHTS]
    config = json.loads((folder / CONFIG).read_text())
    assert config["lenet_format"] == 1
    assert [layer["type"] for layer in config["layers"]] == [
        "Conv2D", "AveragePooling2D", "Flatten", "Dense",
    ]  # fmt: skip
    shapes = {name: array.shape for name, array in load((folder / WEIGHTS).read_bytes()).items()}
    assert shapes == {
        "conv2d.kernel": (3, 3, 1, 2),
        "conv2d.bias": (2,),
        "dense.kernel": (8, 3),
        "dense.bias": (3,),
    }


def test_saving_again_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    load_model(folder).save(tmp_path / "again")
    for name in (CONFIG, WEIGHTS):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_half_precision_is_half_as_large_and_as_near_as_three_digits(tmp_path: Path) -> None:
    model = lenet.tutorial(3)
    model.save(tmp_path / "whole")
    model.save(tmp_path / "half", half_precision=True)
    whole, half = ((tmp_path / name / WEIGHTS).stat().st_size for name in ("whole", "half"))
    assert half == pytest.approx(whole / 2, rel=0.01)
    again = load_model(tmp_path / "half").get_weights()
    for kept, weights in zip(again, model.get_weights(), strict=True):
        assert kept.dtype == np.float32
        assert kept == pytest.approx(weights, rel=1e-3, abs=1e-7)


def test_a_network_that_lenet_knows_is_kept_with_its_normalisation(tmp_path: Path) -> None:
    lenet.modern(seed=3).save(tmp_path)
    again = load_model(tmp_path)
    assert (again.name, again.seed, again.normalisation) == ("modern", 3, "standard")
    assert again.layers[0].name == "C1"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder: (folder / CONFIG).unlink(), "a folder of a saved model: .*config.json"),
        (lambda folder: (folder / WEIGHTS).unlink(), "weights.safetensors: No such file"),
        (lambda folder: (folder / CONFIG).write_text("{"), "is not JSON"),
        (lambda folder: (folder / CONFIG).write_bytes(b"\xff\xfe"), "is not JSON"),
        (lambda folder: (folder / CONFIG).write_text("[" * 100_000), "is not JSON"),
        (lambda folder: (folder / CONFIG).write_text("[]"), "does not describe a model"),
        (lambda folder: (folder / CONFIG).write_text(" " * 1_000_001), "at most 1000000 bytes"),
        (lambda folder: change(folder, lenet_format=2), "lenet_format 1"),
        (lambda folder: change(folder, layers=[]), "1 to 256 layers"),
        (lambda folder: change(folder, layers=[{"type": "Flatten"}] * 257), "1 to 256 layers"),
        (
            lambda folder: change(folder, layers=[{"type": []}]),
            "lenet has the layers Reshape, Permute, Zero",
        ),
        (lambda folder: change(folder, layers=[{"type": "Input"}]), "lenet has the layers"),
        (lambda folder: change(folder, layers=[{"type": "Dense"}]), "missing 1 required"),
        (lambda folder: change(folder, layers=[{"type": "Dense", "units": 1e9}]), "whole number"),
        (lambda folder: change(folder, layers=[{"type": "Flatten", "self": 1}]), "self"),
        (
            lambda folder: change(folder, layers=[{"type": "Flatten", "name": 1}]),
            "text for Flatten.s name",
        ),
        (lambda folder: change(folder, seed=-1), "seed"),
        (lambda folder: change(folder, seed=0.5), "seed"),
        (lambda folder: change(folder, seed=True), "seed"),
        (lambda folder: change(folder, seed=10**40), "seed from 0 to below"),
        (lambda folder: change(folder, seed=10**400), "more than 300 digits"),
        (lambda folder: change(folder, normalisation=3), "normalisation"),
        (lambda folder: change(folder, normalisation="zca"), "normalisations l2, .*received 'zca'"),
        (lambda folder: change(folder, name=["a"]), "text for name"),
        (lambda folder: change(folder, input_shape=["1", 6, 1]), "whole number for each side"),
        (lambda folder: change(folder, input_shape="1"), "an input shape"),
        (lambda folder: change(folder, input_shape=[True, 6, 1]), "whole number for each side"),
        (
            lambda folder: change(folder, layers=[{"type": "RBF", "centers": [[True]]}]),
            "RBF's centers",
        ),
        (lambda folder: change(folder, input_shape=[6, 6]), "expects \\(rows"),
        (lambda folder: change(folder, input_shape=[6, 6, 2]), "expected arrays of shapes"),
        (lambda folder: change(folder, input_shape=None), "shape is not known"),
        (lambda folder: change(folder, input_shape=[2**40, 6, 1]), "from 1 to 65536"),
        (lambda folder: (folder / WEIGHTS).write_bytes(b""), "not a safetensors file"),
        (lambda folder: (folder / WEIGHTS).write_bytes(b"\xff" * 64), "not a safetensors file"),
        (lambda folder: (folder / WEIGHTS).write_bytes(save({})), "expected the arrays"),
    ],
)
def test_a_folder_that_is_no_models_is_refused(
    folder: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(folder)
    with pytest.raises(DataError, match=sentence):
        load_model(folder)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda arrays: arrays.pop("dense.bias"),
        lambda arrays: arrays.update(other=np.zeros(3, np.float32)),
        lambda arrays: arrays.update({"dense.bias": np.zeros(4, np.float32)}),
        lambda arrays: arrays.update({"dense.bias": np.zeros((3, 1), np.float32)}),
    ],
)
def test_weights_of_another_model_are_refused(folder: Path, spoil: Any) -> None:
    arrays = load((folder / WEIGHTS).read_bytes())
    spoil(arrays)
    (folder / WEIGHTS).write_bytes(save(arrays))
    with pytest.raises(DataError, match="does not hold a model of lenet: expected"):
        load_model(folder)


def test_a_folder_that_is_a_file_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="Not a directory"):
        load_model(folder / CONFIG)


def test_huge_layers_in_a_description_are_refused_before_anything_is_allocated(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(model: Sequential, shape: object = None) -> None:
        raise AssertionError(f"{model.name} was built")

    monkeypatch.setattr(Sequential, "build", build)
    flatten, dense = {"type": "Flatten"}, {"type": "Dense", "units": 65_536}
    wide = {"type": "Conv2D", "filters": 65_536, "kernel_size": 1}
    for layers, shape in (
        ([flatten, dense], [28, 28, 1]),  # 51 million parameters: not in the file
        ([flatten, dense, dense], [28, 28, 1]),
        ([flatten, dense], [65_536, 65_536, 65_536]),
        ([wide, flatten], [28, 28, 1]),
    ):
        change(folder, layers=layers, input_shape=shape)
        with pytest.raises(DataError):
            load_model(folder)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 70_000) | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=8,
)
LAYERS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["Conv2D", "MaxPooling2D", "Flatten", "Dense"]) | JSON},
        optional={
            "name": st.text(max_size=3) | JSON,
            "filters": st.integers(1, 3) | JSON,
            "kernel_size": st.lists(st.integers(1, 3), min_size=2, max_size=2) | JSON,
            "pool_size": JSON,
            "padding": st.sampled_from(["same", "valid"]) | JSON,
            "activation": st.sampled_from(["tanh", "softmax"]) | JSON,
            "units": st.integers(1, 70_000) | JSON,
            "use_bias": JSON,
            "input_shape": JSON,
        },
    ),
    max_size=4,
)
CONFIGS = st.fixed_dictionaries(
    {"lenet_format": st.just(1), "layers": LAYERS | JSON},
    optional={
        "input_shape": st.just([6, 6, 1]) | JSON,
        "seed": JSON,
        "name": JSON,
        "normalisation": JSON,
    },
)
NOT_FRESH = [HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@given(CONFIGS)
@settings(max_examples=300, deadline=None, suppress_health_check=NOT_FRESH)
def test_whatever_a_description_says_only_a_data_error_escapes(
    folder: Path, config: dict[str, Any]
) -> None:
    (folder / CONFIG).write_text(json.dumps(config))
    try:
        model = load_model(folder)
    except DataError:
        return
    assert model.predict(X).shape[0] == 20


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=NOT_FRESH)
def test_whatever_bytes_a_weights_file_holds_only_a_data_error_escapes(
    tmp_path: Path, at: int, patch: bytes, cut: bool
) -> None:
    small().save(tmp_path)
    whole = (tmp_path / WEIGHTS).read_bytes()
    at %= len(whole)
    (tmp_path / WEIGHTS).write_bytes(
        whole[:at] + patch + (b"" if cut else whole[at + len(patch) :])
    )
    with contextlib.suppress(DataError):
        load_model(tmp_path)


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3", "F64", "I64", "BOOL", "C64", "U4"])
def test_arrays_of_any_other_type_are_taken_or_refused(tmp_path: Path, dtype: str) -> None:
    """A file as the format describes it: size of the header, header, numbers."""
    Sequential([Dense(2, use_bias=False, input_shape=(2,))]).save(tmp_path)
    size = {"BF16": 8, "F8_E4M3": 4, "BOOL": 4, "U4": 2}.get(dtype, 32)
    entry = {"dense.kernel": {"dtype": dtype, "shape": [2, 2], "data_offsets": [0, size]}}
    header = json.dumps(entry).encode()
    content = len(header).to_bytes(8, "little") + header + bytes(size)
    (tmp_path / WEIGHTS).write_bytes(content)
    try:
        assert load_model(tmp_path).get_weights()[0].dtype == np.float32
    except DataError:
        assert dtype not in ("F64", "I64", "BOOL")


# Checkpoints


def test_training_goes_on_from_a_checkpoint_bit_for_bit(tmp_path: Path) -> None:
    whole, first, second = small(), small(), small()
    for model in (whole, first, second):
        model.compile()
    whole.fit(X, Y, epochs=3, batch_size=8, verbose=0)
    first.fit(X, Y, epochs=1, batch_size=8, verbose=0)
    first.save_checkpoint(tmp_path)
    second.load_checkpoint(tmp_path)
    second.fit(X, Y, epochs=3, initial_epoch=1, batch_size=8, verbose=0)
    for a, b in zip(whole.state(), second.state(), strict=True):
        np.testing.assert_array_equal(a, b)


def checkpoint_arrays(**changes: Any) -> dict[str, Any]:
    size = small().count_params()
    zeros = np.zeros(size, np.float32)
    arrays = {"parameters": zeros, "first_moments": zeros, "second_moments": zeros}
    return {**arrays, "counts": np.array([3, 1], np.int64), **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": np.array([-1, 1], np.int64)},
        {"counts": np.array([1, -1], np.int64)},
        {"counts": np.array([1.0, np.nan])},
        {"counts": np.array([1], np.int64)},
        {"parameters": np.zeros(3, np.float32)},
        {"parameters": np.zeros(small().count_params())},
        {"second_moments": np.zeros((small().count_params(), 1), np.float32)},
        {"other": np.zeros(3)},
    ],
)
def test_a_checkpoint_of_another_model_is_refused_and_changes_nothing(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    model = small()
    before = model.state()
    (tmp_path / CHECKPOINT).write_bytes(save(checkpoint_arrays(**changes)))
    with pytest.raises(DataError, match="is not a checkpoint"):
        model.load_checkpoint(tmp_path)
    assert model.epochs_trained == 0
    np.testing.assert_array_equal(model.state().parameters, before.parameters)


def test_no_checkpoint_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        small().load_checkpoint(tmp_path)


# Written whole


def test_a_write_that_fails_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / CONFIG).read_bytes()

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        small(seed=9).save(folder)
    assert (folder / CONFIG).read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [CONFIG, WEIGHTS]


def test_a_file_may_be_read_by_whom_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "deep" / "file", "text")
    finally:
        os.umask(before)
    assert (tmp_path / "deep" / "file").read_text() == "text"
    assert stat.S_IMODE((tmp_path / "deep" / "file").stat().st_mode) == 0o640


def test_a_description_made_by_hand_is_checked_like_a_file() -> None:
    with pytest.raises(ModelError, match="1 to 256 layers"):
        Sequential.from_config({})
    assert Sequential.from_config({"layers": [{"type": "Flatten"}]}).seed == 0


def test_an_approximate_gelu_comes_back_as_one(tmp_path: Path) -> None:
    start = Input((4,))
    model = Model(start, activations.gelu(start, approximate=True))
    model.save(tmp_path / "model")
    x = np.linspace(-3, 3, 40, dtype=np.float32).reshape(10, 4)
    assert not np.array_equal(model.predict(x), np.asarray(activations.gelu(x)))
    assert np.array_equal(load_model(tmp_path / "model").predict(x), model.predict(x))
    config = model.get_config()
    for other in ("tanh", ["gelu_tanh"], None):
        config["layers"][0]["activation"]["variant"] = other
        with pytest.raises(ModelError, match="supports activation"):
            Model.from_config(config)
