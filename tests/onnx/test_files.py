"""What stands in a file, and which files are read: those that lenet wrote, and no other."""

import builtins
import json
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

import lenet
import lenet.onnx
from lenet.errors import DataError, LenetError, ModelError
from lenet.layers import RBF, Conv2D, Dense, Flatten
from lenet.models import Sequential
from lenet.onnx.importing import LARGEST_BESIDE

from .in_onnx_runtime import row


def small(normalisation: str | None = None) -> Sequential:
    layers = [
        Conv2D(2, 3, activation="tanh", input_shape=(6, 6, 1), name="C1"),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    return Sequential(layers, "small", seed=0, normalisation=normalisation)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The file of a small model."""
    lenet.onnx.export(small(), tmp_path / "small.onnx")
    return tmp_path / "small.onnx"


def metadata(path: Path) -> dict[str, str]:
    return {one.key: one.value for one in onnx.load(path).metadata_props}


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "small.onnx"
    lenet.onnx.export(small("standard"), path, classes=["a", "b", "c"])
    record, told = onnx.load(path), metadata(path)
    assert (record.producer_name, record.producer_version) == ("lenet", lenet.__version__)
    assert record.ir_version == 8
    assert [(one.domain, one.version) for one in record.opset_import] == [("", 13)]
    assert (told["network"], told["lenet"]) == ("small", lenet.__version__)
    assert json.loads(told["classes"]) == ["a", "b", "c"]
    assert told["input"] == "prepared pixels"
    assert told["preparation"].startswith("standard: 0 to 1, less MNIST's mean")
    lenet.onnx.export(small(), path, with_preparation=True)
    assert metadata(path)["input"].startswith("raw pixels")
    assert json.loads(metadata(path)["classes"]) == ["0", "1", "2"]


def test_the_batch_is_free_and_the_samples_are_as_the_model_takes_them(written: Path) -> None:
    graph = onnx.load(written).graph
    sides = graph.input[0].type.tensor_type.shape.dim
    assert (graph.input[0].name, graph.output[0].name) == ("input", "scores")
    assert sides[0].dim_param == "batch"
    assert [side.dim_value for side in sides[1:]] == [6, 6, 1]


def test_the_same_model_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    lenet.onnx.export(small(), tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == written.read_bytes()


def test_parameters_have_the_names_of_lenet(written: Path) -> None:
    names = {one.name for one in onnx.load(written).graph.initializer}
    assert names >= {"C1.kernel", "C1.bias", "dense.kernel", "dense.bias"}


def test_layers_may_be_named_as_inputs_and_outputs_are(tmp_path: Path) -> None:
    layers = [Dense(3, name="input", input_shape=(4,)), Dense(3, name="scores"),
              Dense(3, name="input.kernel"), Dense(2, name="input/Gemm")]  # fmt: skip
    lenet.onnx.export(Sequential(layers), tmp_path / "model.onnx")
    onnx.checker.check_model(onnx.load(tmp_path / "model.onnx"), full_check=True)
    lenet.onnx.load(tmp_path / "model.onnx")


# What is refused when a file is written


def test_a_model_whose_input_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="shape is not known"):
        lenet.onnx.export(Sequential([Dense(3)]), tmp_path / "model.onnx")


@pytest.mark.parametrize("shape", [(4,), (6, 6, 3), (1, 6, 6)])
def test_a_preparation_of_what_is_no_grey_picture_is_refused(
    shape: tuple[int, ...], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match=r"expected a network of grey pictures .* received"):
        lenet.onnx.export(row(shape, Dense(2)), tmp_path / "model.onnx", with_preparation=True)
    assert os.listdir(tmp_path) == []


def test_another_number_of_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected 3 names of classes, received 2"):
        lenet.onnx.export(small(), tmp_path / "model.onnx", classes=["a", "b"])


def test_without_the_package_the_way_to_it_is_told(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *others, **named):
        if name == "onnx":
            raise ImportError(name)
        return real(name, *others, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    for attempt in (lambda: lenet.onnx.export(small(), tmp_path / "other.onnx"),
                    lambda: lenet.onnx.load(written)):  # fmt: skip
        with pytest.raises(LenetError, match=re.escape("pip install 'lenet[onnx]'")):
            attempt()
    assert not (tmp_path / "other.onnx").exists()


# What is refused when a file is read


def changed(path: Path, change: Callable[[onnx.ModelProto], object]) -> Path:
    """The file with its record changed."""
    record = onnx.load(path)
    change(record)
    path.write_bytes(record.SerializeToString())
    return path


def of(record: onnx.ModelProto, name: str) -> onnx.TensorProto:
    return next(one for one in record.graph.initializer if one.name == name)


def described(record: onnx.ModelProto, **changes: object) -> None:
    """Change the description in the metadata."""
    (told,) = (one for one in record.metadata_props if one.key == "description")
    told.value = json.dumps({**json.loads(told.value), **changes})


CHANGES: dict[str, tuple[Callable[[onnx.ModelProto], object], str]] = {
    "another program's": (lambda r: setattr(r, "producer_name", "pytorch"), "written by pytorch"),
    "nobody's": (lambda r: r.ClearField("producer_name"), "written by nobody"),
    "no description": (lambda r: r.ClearField("metadata_props"), "written by lenet, without"),
    "another node": (lambda r: setattr(r.graph.node[1], "op_type", "Relu"), "was changed"),
    "another attribute": (lambda r: r.graph.node[1].attribute[0].ints.append(1), "was changed"),
    "a node less": (lambda r: r.graph.node.pop(), "was changed"),
    "another set of operators": (lambda r: setattr(r.opset_import[0], "version", 9), "was changed"),
    "an operator of its own": (lambda r: r.functions.add(name="Conv"), "was changed"),
    "an array less": (lambda r: r.graph.initializer.remove(of(r, "C1.bias")), "C1.bias of 2"),
    "a shorter array": (lambda r: setattr(of(r, "C1.kernel"), "raw_data", b"12"), "of 18 numbers"),
    "another shape": (lambda r: of(r, "C1.kernel").dims.insert(0, 1), "was changed"),
    "another type": (lambda r: setattr(of(r, "C1.bias"), "data_type", 6), "was changed"),
    "numbers elsewhere": (lambda r: setattr(of(r, "C1.bias"), "data_location", 1), "was changed"),
    "other layers": (lambda r: described(r, layers=[]), "1 to 256 layers"),
    "a huge layer": (lambda r: described(r, input_shape=[65536, 65536, 1]), "at most"),
    "outputs that are not": (lambda r: described(r, outputs=[0, 99]), r"outputs \[0, 99\]"),
    "outputs that are no numbers": (lambda r: described(r, outputs=[[]]), "outputs"),
    "no outputs": (lambda r: described(r, outputs=[]), "outputs"),
    "another input": (lambda r: setattr(r.graph.input[0], "name", "pixels"), "was changed"),
    "no input": (lambda r: r.graph.ClearField("input"), "was changed"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_file_that_was_changed_is_refused_in_a_sentence(what: str, written: Path) -> None:
    change, told = CHANGES[what]
    with pytest.raises(DataError, match=told) as refused:
        lenet.onnx.load(changed(written, change))
    assert str(refused.value).startswith(f"{written} is not a file that lenet.onnx.export wrote: ")


def test_other_parameters_in_the_same_graph_are_read(written: Path) -> None:
    bias = np.array([0.5, -1], np.float32)
    changed(written, lambda r: of(r, "C1.bias").CopyFrom(numpy_helper.from_array(bias, "C1.bias")))
    assert np.array_equal(lenet.onnx.load(written).get_weights()[1], bias)


def test_metadata_of_a_users_own_may_be_added(written: Path) -> None:
    changed(written, lambda r: r.metadata_props.add(key="author", value="me"))
    assert lenet.onnx.load(written).name == "small"


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    for name, told in (("none.onnx", "No such file"), (".", "directory"), ("pipe.onnx", "a pipe")):
        with pytest.raises(DataError, match=told):
            lenet.onnx.load(tmp_path / name)


def test_every_beginning_of_a_file_is_refused(written: Path) -> None:
    content = written.read_bytes()
    for length in range(0, len(content), 7):
        written.write_bytes(content[:length])
        with pytest.raises(DataError):
            lenet.onnx.load(written)


def test_spoiled_bytes_raise_no_other_error(written: Path) -> None:
    content, random = written.read_bytes(), np.random.default_rng(0)
    for _ in range(400):
        spoiled = bytearray(content)
        for place in random.integers(0, len(content), random.integers(1, 4)):
            spoiled[place] = random.integers(0, 256)
        written.write_bytes(spoiled)
        try:
            lenet.onnx.load(written)
        except DataError:
            continue


def test_a_file_of_empty_records_is_refused_before_they_are_made(tmp_path: Path) -> None:
    nodes = b"\x0a\x00" * (LARGEST_BESIDE // 2 + 1)
    length = b""
    size = len(nodes)
    while size > 127:
        length, size = length + bytes([128 | size & 127]), size >> 7
    path = tmp_path / "nodes.onnx"
    path.write_bytes(b"\x3a" + length + bytes([size]) + nodes)
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="beside the numbers"):
            lenet.onnx.load(path)
        assert tracemalloc.get_traced_memory()[1] < 4 * LARGEST_BESIDE
    finally:
        tracemalloc.stop()


def test_a_description_cannot_ask_for_memory_that_the_file_has_not(written: Path) -> None:
    layers = [{"type": "Dense", "name": "wide", "units": 60_000}]
    changed(written, lambda r: described(r, input_shape=[1600], layers=layers))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match=r"array wide\.kernel of 96000000 numbers"):
            lenet.onnx.load(written)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_centers_of_a_users_own_come_back(tmp_path: Path) -> None:
    model = row((2,), RBF(np.array([[1, 2], [3, 4], [0.1, 5]])))
    lenet.onnx.export(model, tmp_path / "model.onnx")
    assert np.array_equal(lenet.onnx.load(tmp_path / "model.onnx").get_weights()[0],
                          model.get_weights()[0])  # fmt: skip
