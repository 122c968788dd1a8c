"""What is written for torch: names, shapes, orders, and a program that answers as lenet does."""

import ast
import json

import numpy as np
import pytest
from safetensors import safe_open

import lenet
import lenet.torch
from lenet.errors import DataError, ModelError
from lenet.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GaussianNoise,
    MaxPooling2D,
    Permute,
    ReLU,
    Reshape,
)
from lenet.models import Model, Sequential

from . import numpy_nn
from .models_for_torch import FIRST, ROWS, as_torch_has_them, model_of, samples_for


def exported(model, folder):
    """The program's text and the tensors of a model."""
    program = lenet.torch.export(model, folder / "model.safetensors")
    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        return program.read_text(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def sequential_of(text):
    """The program's nn.Sequential, of slow and obvious modules in place of torch's."""
    (made,) = (
        node.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "model"
    )
    names = {"nn": numpy_nn, **{one: getattr(numpy_nn, one) for one in lenet_own_modules()}}
    return eval(compile(ast.Expression(made), "program", "eval"), names)


def lenet_own_modules():
    from lenet.torch.own_modules import CLASSES

    return CLASSES


@pytest.mark.parametrize("name", ROWS)
def test_the_nn_sequential_answers_as_the_model_does(name, tmp_path):
    model = model_of(name)
    text, tensors = exported(model, tmp_path)
    torchs = sequential_of(text)
    torchs.load(tensors)
    samples = samples_for(model)
    answers = torchs(as_torch_has_them(model, samples))
    expected = as_torch_has_them(model, model.predict(samples))
    np.testing.assert_allclose(answers, expected, rtol=2e-5, atol=2e-5 * np.abs(expected).max())


@pytest.mark.parametrize("name", ROWS)
def test_the_comments_of_the_program_say_the_shapes(name, tmp_path):
    model = model_of(name)
    text, tensors = exported(model, tmp_path)
    torchs = sequential_of(text)
    torchs.load(tensors)
    x = as_torch_has_them(model, samples_for(model)).astype(np.float64)
    lines = text.partition("nn.Sequential(\n")[2].partition("\n)\n")[0].splitlines()
    for module, line in zip(torchs.modules, lines, strict=True):
        x = module(x)
        _, _, said = line.partition("#")
        assert not said or said.strip() == ", ".join(map(str, x.shape[1:]))
    assert f"-> float32 (n, {said.strip()})" in text


def test_the_names_shapes_and_types_are_those_of_the_nn_sequential(tmp_path):
    _, tensors = exported(model_of("as listings have it"), tmp_path)
    assert {name: (str(one.dtype), one.shape) for name, one in tensors.items()} == {
        "0.weight": ("float32", (6, 1, 3, 3)),
        "1.weight": ("float32", (6,)),
        "1.bias": ("float32", (6,)),
        "1.running_mean": ("float32", (6,)),
        "1.running_var": ("float32", (6,)),
        "1.num_batches_tracked": ("int64", ()),
        "5.weight": ("float32", (5, 6, 3, 2)),
        "5.bias": ("float32", (5,)),
        "7.weight": ("float32", (5,)),
        "7.bias": ("float32", (5,)),
        "7.running_mean": ("float32", (5,)),
        "7.running_var": ("float32", (5,)),
        "7.num_batches_tracked": ("int64", ()),
        "10.weight": ("float32", (30,)),
        "10.bias": ("float32", (30,)),
        "10.running_mean": ("float32", (30,)),
        "10.running_var": ("float32", (30,)),
        "10.num_batches_tracked": ("int64", ()),
        "11.weight": ("float32", (9, 30)),
        "11.bias": ("float32", (9,)),
        "13.weight": ("float32", (9,)),
        "13.bias": ("float32", (9,)),
        "13.running_mean": ("float32", (9,)),
        "13.running_var": ("float32", (9,)),
        "13.num_batches_tracked": ("int64", ()),
        "14.weight": ("float32", (4, 9)),
        "14.bias": ("float32", (4,)),
    }


def test_kernels_have_filters_and_channels_first_and_the_rows_behind_flatten_are_moved(tmp_path):
    model = Sequential([Conv2D(4, (3, 2), input_shape=(5, 4, 2)), Flatten(), Dense(3)], seed=1)
    _, tensors = exported(model, tmp_path)
    kernel, _, dense, _ = model.get_weights()
    assert tensors["0.weight"][3, 1, 2, 0] == kernel[2, 0, 1, 3]
    plane = (3, 3, 4)  # rows, columns, channels behind the convolution
    for row, column, channel in ((0, 0, 0), (2, 1, 3), (1, 2, 1)):
        ours = np.ravel_multi_index((row, column, channel), plane)
        theirs = np.ravel_multi_index((channel, row, column), (4, 3, 3))
        assert np.array_equal(tensors["2.weight"][:, theirs], dense[ours])


def test_momentum_is_the_part_of_the_batch_as_torch_counts_it(tmp_path):
    text, _ = exported(model_of("as listings have it"), tmp_path)
    assert "nn.BatchNorm2d(6, eps=0.001, momentum=0.01)," in text
    assert "nn.BatchNorm2d(5, eps=1e-05, momentum=0.1)," in text


def test_the_metadata_says_pt_and_holds_the_program(tmp_path):
    text, _ = exported(model_of("Dense on rows"), tmp_path)
    with safe_open(tmp_path / "model.safetensors", framework="numpy") as file:
        assert file.metadata() == {"format": "pt", "torch": text}


def test_a_program_for_pictures_prepares_them_and_another_does_not(tmp_path):
    text, _ = exported(lenet.load("original"), tmp_path)
    assert "uint8 (n, 28, 28)" in text
    assert "answers.argmin()" in text
    text, _ = exported(model_of("as listings have it"), tmp_path)
    assert "network_input" not in text
    assert "x: float32 (n, 1, 12, 14) -> float32 (n, 4)" in text


def test_a_name_cannot_write_into_the_program(tmp_path):
    model = Sequential([Dense(2, input_shape=(3,))], name='a"""\nimport os\n"""{weights}')
    text, _ = exported(model, tmp_path)
    assert text.splitlines()[0] == (
        '"""Written by lenet: a____import os_____weights_ for torch. Its state dict is in '
        "model.safetensors."
    )
    assert "import os" not in text.splitlines()


def test_a_program_is_replaced_and_a_users_own_file_is_not(tmp_path):
    model = model_of("Dense on rows")
    exported(model, tmp_path)
    exported(model, tmp_path)
    (tmp_path / "net_torch.py").write_text("mine = 1\n")
    with pytest.raises(DataError, match=r"net_torch\.py was not written by lenet"):
        lenet.torch.export(model, tmp_path / "net.safetensors")
    assert (tmp_path / "net_torch.py").read_text() == "mine = 1\n"
    assert not (tmp_path / "net.safetensors").exists()


@pytest.mark.parametrize("name", ["model.pt", "model", ".safetensors", 'a".safetensors'])
def test_another_ending_is_refused(name, tmp_path):
    with pytest.raises(DataError, match=r"expected a path that ends with \.safetensors"):
        lenet.torch.export(model_of("Dense on rows"), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([GaussianNoise(0.1, name="noise")], "no twin of noise, a GaussianNoise: expected Conv2D"),
        ([Permute((2, 1, 3), name="turn")], "no twin of turn, a Permute"),
        ([Conv2D(2, 3, activation="exponential", name="c")], "c's activation exponential: another"),
        ([ReLU(threshold=1.0, name="r")], "r's activation .*relu.*: another"),
        ([MaxPooling2D(2, strides=1, padding="same", name="p")], "both edges, which p does not"),
        (
            [AveragePooling2D(), MaxPooling2D(data_format=FIRST, name="p")],
            "moves axes, which p would need",
        ),
        ([Flatten()], "the answers are the vector of a Flatten"),
        ([Reshape((8, 16), name="rows")], "moves axes, which rows would need"),
        ([BatchNormalization(axis=1), Conv2D(2, 1, name="c")], "moves axes, which c would need"),
    ],
)
def test_what_torch_has_not_is_refused_in_a_sentence_that_names_the_layer(layers, said, tmp_path):
    model = Sequential([lenet.Input((8, 8, 2)), *layers])
    with pytest.raises(ModelError, match=said):
        lenet.torch.export(model, tmp_path / "model.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_rows_of_vectors_have_no_batch_normalization_for_torch(tmp_path):
    model = Sequential([BatchNormalization(name="b", input_shape=(4, 3))])
    with pytest.raises(ModelError, match="rows of vectors first, b has them last"):
        lenet.torch.export(model, tmp_path / "model.safetensors")


def test_a_model_of_several_outputs_is_refused(tmp_path):
    model = model_of("Dense on rows")
    several = Model(model.input, [model.layers[0].output, model.output])
    with pytest.raises(ModelError, match=r"nn\.Sequential has one output"):
        lenet.torch.export(several, tmp_path / "model.safetensors")


def test_the_same_model_gives_the_same_bytes(tmp_path):
    model = model_of("the tutorial's")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        lenet.torch.export(model, tmp_path / name / "model.safetensors")
    a, b = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("a", "b"))
    assert a == b
    assert json.loads(a[8 : 8 + int.from_bytes(a[:8], "little")])["0.weight"]["dtype"] == "F32"


def test_what_lenet_has_no_array_of_is_not_trained_in_torch(tmp_path):
    text, tensors = exported(model_of("batch normalization without gamma or both"), tmp_path)
    assert "model[1].weight.requires_grad_(False)  # as in lenet\n" in text
    assert text.count("requires_grad_") == 1
    assert np.array_equal(tensors["1.weight"], np.ones(4))
    assert "3.weight" not in tensors
    assert "4, eps=0.001, momentum=0.01, affine=False" in text
