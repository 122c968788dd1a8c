"""Weights that were trained in torch come back into a model of the same layers, or are refused."""

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import lenet
import lenet.torch
from lenet.errors import DataError, ModelError
from lenet.layers import Conv2D, Dense, Flatten, Permute
from lenet.models import Sequential

from .models_for_torch import ROWS, model_of


@pytest.fixture
def model():
    return Sequential(
        [Conv2D(3, 3, name="first", input_shape=(6, 6, 1)), Flatten(), Dense(4, name="last")],
        seed=1,
    )


@pytest.fixture
def file(model, tmp_path):
    lenet.torch.export(model, tmp_path / "model.safetensors")
    return tmp_path / "model.safetensors"


def changed(file, change):
    """The file with its tensors changed by a function."""
    tensors = load_file(file)
    save_file(change(tensors), file)
    return file


def renamed(names):
    return lambda tensors: {
        f"{names.get(name.partition('.')[0], name.partition('.')[0])}.{name.partition('.')[2]}": one
        for name, one in tensors.items()
    }


@pytest.mark.parametrize("name", ROWS)
def test_every_array_comes_back_as_it_was(name, tmp_path):
    model = model_of(name)
    lenet.torch.export(model, tmp_path / "model.safetensors")
    again = lenet.torch.load(tmp_path / "model.safetensors", like=Sequential(ROWS[name](), seed=9))
    for mine, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
        assert np.array_equal(mine, theirs)


def test_the_model_that_says_the_layers_stays_as_it_is(model, file):
    other = Sequential.from_config({**model.get_config(), "seed": 5})
    before = other.get_weights()
    again = lenet.torch.load(file, like=other)
    assert again.layers[0].name == "first"
    assert np.array_equal(other.get_weights()[0], before[0])
    assert not np.array_equal(again.get_weights()[0], before[0])


@pytest.mark.parametrize(
    "names",
    [
        {"0": "2", "2": "10"},
        {"0": "net.0", "2": "net.7"},
        {"0": "_orig_mod.a.1", "2": "_orig_mod.a.3"},
    ],
)
def test_the_numbers_of_a_sequential_give_the_order_whatever_is_between(names, model, file):
    changed(file, renamed(names))
    again = lenet.torch.load(file, like=model)
    assert np.array_equal(again.get_weights()[2], model.get_weights()[2])


def test_modules_with_names_come_in_the_order_that_is_said(model, file):
    changed(file, renamed({"0": "z_conv", "2": "fc"}))
    with pytest.raises(
        DataError, match=r"those of fc, z_conv: say their order with names=\[\.\.\.\]"
    ):
        lenet.torch.load(file, like=model)
    again = lenet.torch.load(file, like=model, names=["z_conv", "fc"])
    assert np.array_equal(again.get_weights()[2], model.get_weights()[2])
    with pytest.raises(
        DataError, match=r"fc\.weight of \(3, 1, 3, 3\) in floating point for first"
    ):
        lenet.torch.load(file, like=model, names=["fc", "z_conv"])
    with pytest.raises(DataError, match="names of the modules fc, z_conv, each once; received fc"):
        lenet.torch.load(file, like=model, names=["fc"])


def test_two_sequentials_have_no_order(model, file):
    changed(file, renamed({"0": "features.0", "2": "classifier.0"}))
    with pytest.raises(DataError, match=r"classifier\.0, features\.0: say their order"):
        lenet.torch.load(file, like=model)
    lenet.torch.load(file, like=model, names=["features.0", "classifier.0"])


def without(name):
    return lambda tensors: {key: one for key, one in tensors.items() if key != name}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("2.bias"), r"expected 2\.bias of \(4,\) for last, there is none"),
        (
            lambda t: {**t, "2.weight": t["2.weight"].T.copy()},
            r"expected 2\.weight of \(4, 48\) in floating point for last, received \(48, 4\)",
        ),
        (lambda t: {**t, "0.bias": t["0.bias"].astype(np.int32)}, r"received \(3,\) of int32"),
        (lambda t: {**t, "0.gain": t["0.bias"]}, r"received 0\.gain, which first has not"),
        (lambda t: {**t, "4.weight": t["0.bias"]}, "tensors of 2 modules, for first, last; "),
        (lambda t: {**t, "weight": t["0.bias"]}, "say their order"),
    ],
)  # fmt: skip
def test_another_state_dict_is_refused_in_a_sentence_that_names_the_tensor(
    change, said, model, file
):
    changed(file, change)
    with pytest.raises(DataError, match=said):
        lenet.torch.load(file, like=model)


def test_doubles_and_halves_are_floating_point(model, file):
    changed(file, lambda tensors: {name: one.astype(np.float64) for name, one in tensors.items()})
    again = lenet.torch.load(file, like=model)
    assert np.array_equal(again.get_weights()[0], model.get_weights()[0])


def test_a_constant_of_batch_normalization_must_be_constant(tmp_path):
    model = model_of("batch normalization without gamma or both")
    file = tmp_path / "model.safetensors"
    lenet.torch.export(model, file)
    changed(file, lambda tensors: {**tensors, "1.weight": tensors["1.weight"] * 2})
    with pytest.raises(DataError, match=r"expected 1\.weight of 1 alone, as batch_normalization"):
        lenet.torch.load(file, like=model)


def test_the_count_of_batches_may_be_missing(tmp_path):
    model = model_of("batch normalization without gamma or both")
    file = tmp_path / "model.safetensors"
    lenet.torch.export(model, file)
    changed(file, without("1.num_batches_tracked"))
    lenet.torch.load(file, like=model)


def test_nothing_pickled_is_opened(model, tmp_path):
    (tmp_path / "model.pt").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"nothing pickled: in torch, write it with safetensors"):
        lenet.torch.load(tmp_path / "model.pt", like=model)


def test_a_file_that_is_missing_too_large_or_something_else_is_refused(model, tmp_path):
    file = tmp_path / "model.safetensors"
    with pytest.raises(DataError, match="No such file"):
        lenet.torch.load(file, like=model)
    file.write_bytes(b"nothing of the kind")
    with pytest.raises(DataError, match="is not a safetensors file"):
        lenet.torch.load(file, like=model)
    save_file({"0.weight": np.zeros(1_000_000, np.float32)}, file)
    with pytest.raises(DataError, match="at most"):
        lenet.torch.load(file, like=model)


def test_layers_that_torch_has_not_are_refused(file):
    model = Sequential([Permute((2, 1), input_shape=(2, 3))])
    with pytest.raises(ModelError, match="no twin of permute"):
        lenet.torch.load(file, like=model)
