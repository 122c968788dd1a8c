"""``lenet export`` as its users meet it."""

import json

import numpy as np
import onnx
import pytest

import lenet
import lenet.onnx

from .command_line import objects, refused, run


def metadata(path):
    return {one.key: one.value for one in onnx.load(path).metadata_props}


@pytest.mark.parametrize("name", ["tutorial", "original", "modern"])
def test_a_shipped_network_is_written(name, tmp_path):
    done = run("export", name, tmp_path / "model.onnx")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{tmp_path / 'model.onnx'} takes input, float32 (batch, ")
    ours, theirs = lenet.load(name), lenet.onnx.load(tmp_path / "model.onnx")
    assert np.array_equal(ours.get_weights()[0], theirs.get_weights()[0])


def test_the_file_takes_raw_pixels_if_it_is_told_to(tmp_path):
    path = tmp_path / "original.ONNX"
    (told,) = objects(run("export", "original", path, "--with-preparation", "--json"))
    assert told == {
        "file": str(path),
        "input": {"name": "pixels", "dtype": "uint8", "shape": ["batch", 28, 28]},
        "outputs": [
            {"name": "scores", "dtype": "float32", "shape": ["batch", 10]},
            {"name": "penalties", "dtype": "float32", "shape": ["batch", 10]},
        ],
    }
    assert metadata(path)["input"].startswith("raw pixels")


def test_a_run_is_written_with_the_names_of_its_classes(tiny_run, tmp_path):
    assert run("export", tiny_run, tmp_path / "tiny.onnx").exit_code == 0
    names = json.loads(metadata(tmp_path / "tiny.onnx")["classes"])
    assert names[:4] == ["0", "1", "2", "#3"]


def test_a_file_of_keras_is_written(tmp_path):
    model = lenet.tutorial()
    for ending in ("keras", "h5"):
        model.save(tmp_path / f"model.{ending}")
        run("export", tmp_path / f"model.{ending}", tmp_path / "model.onnx")
        again = lenet.onnx.load(tmp_path / "model.onnx")
        assert np.array_equal(again.get_weights()[0], model.get_weights()[0])
        assert json.loads(metadata(tmp_path / "model.onnx")["classes"]) == list("0123456789")


def test_a_run_is_written_for_mlflow(tiny_run, tmp_path):
    folder = tmp_path / "tiny.mlflow"
    (told,) = objects(run("export", tiny_run, folder, "--with-preparation", "--json"))
    assert told["file"] == str(folder)
    assert told["input"] == {"name": "pixels", "dtype": "uint8", "shape": ["batch", 28, 28]}
    assert told["outputs"] == [{"name": "scores", "dtype": "float32", "shape": ["batch", 10]}]
    assert '\n  classes: ["0", "1", "2", "#3"' in (folder / "MLmodel").read_text()
    assert "expected a new or an empty folder" in refused("export", tiny_run, folder)


@pytest.mark.parametrize("name", ["model", "model.pt", "model.onnx.txt"])
def test_another_ending_is_wrong_usage(name, tmp_path):
    said = refused("export", "modern", tmp_path / name, status=2)
    assert "expected a name that ends in .onnx, .safetensors, .mlflow" in said
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_network_is_refused(tmp_path):
    assert "no-such" in refused("export", tmp_path / "no-such", tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_a_safetensors_file_has_its_program_beside_it(tmp_path):
    path = tmp_path / "digits.safetensors"
    (told,) = objects(run("export", "tutorial", path, "--json"))
    assert told == {"file": str(path), "program": str(tmp_path / "digits_torch.py")}
    again = lenet.torch.load(path, like=lenet.tutorial())
    assert np.array_equal(again.get_weights()[0], lenet.load("tutorial").get_weights()[0])
    sentence = refused("export", "tutorial", path, "--with-preparation", status=2)
    assert "--with-preparation is not for .safetensors" in sentence
