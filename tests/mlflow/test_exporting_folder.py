"""A model as an MLflow model: what is in the folder, and what MLflow gets from it."""

import importlib
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lenet
import lenet.mlflow
from lenet.digits.normalisation import network_input
from lenet.errors import DataError, ModelError
from lenet.layers import Conv2D, Dense, Flatten, Input
from lenet.models import Model, Sequential

yaml: Any = pytest.importorskip("yaml")


def told(folder: Path) -> dict[str, Any]:
    """What MLmodel says."""
    read: dict[str, Any] = yaml.safe_load((folder / "MLmodel").read_text("utf-8"))
    return read


def loaded(folder: Path) -> Any:
    """What MLflow loads: the object that the module named in MLmodel gives."""
    flavor = told(folder)["flavors"]["python_function"]
    module = importlib.import_module(flavor["loader_module"])
    return module._load_pyfunc(str(folder / flavor["data"]), flavor["config"])


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (7, 28, 28), np.uint8)


def test_the_folder_is_as_it_is_described(tmp_path: Path):
    folder = tmp_path / "modern.mlflow"
    done = lenet.mlflow.export(lenet.load("modern"), folder, with_preparation=True)
    assert done.input == ("pixels", "uint8", (28, 28))
    assert done.outputs == [("scores", "float32", (10,))]
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    names = {"config.json", "weights.safetensors"}
    assert files == {"MLmodel", "requirements.txt", *(f"network/{name}" for name in names)}
    assert (folder / "requirements.txt").read_text() == f"lenet=={version('lenet')}\n"
    signature = told(folder).pop("signature")
    assert json.loads(signature["inputs"]) == [
        {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1, 28, 28]}}
    ]
    assert json.loads(signature["outputs"]) == [
        {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 10]}}
    ]
    assert signature["params"] is None
    assert {name: text for name, text in told(folder).items() if name != "signature"} == {
        "flavors": {
            "python_function": {
                "loader_module": "lenet.mlflow.pyfunc",
                "data": "network",
                "config": {"with_preparation": True},
                "python_version": platform.python_version(),
            },
            "lenet": {"data": "network", "lenet_version": version("lenet")},
        },
        "metadata": {"network": "modern", "classes": list("0123456789")},
    }
    assert os.listdir(tmp_path) == ["modern.mlflow"]


@pytest.mark.parametrize("name", ["tutorial", "original", "modern"])
def test_it_answers_as_the_model_does(name: str, pixels: np.ndarray, tmp_path: Path):
    model = lenet.load(name)
    given = network_input(pixels, model.normalisation)
    lenet.mlflow.export(model, tmp_path / "raw", with_preparation=True)
    lenet.mlflow.export(model, tmp_path / "prepared")
    assert np.array_equal(loaded(tmp_path / "raw").predict(pixels), model.scores(given))
    assert np.array_equal(loaded(tmp_path / "prepared").predict(given), model.scores(given))


def test_an_empty_folder_is_taken_and_the_same_model_gives_the_same_bytes(tmp_path: Path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        lenet.mlflow.export(lenet.load("tutorial"), tmp_path / name)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
        for name in ("first", "second")
    )
    assert first == second


CLASSES = [
    '"quoted": yes', "# no remark", "β 😀", "\x85\x7f\ufeff", "{a}", "- b", "", "%", "~", "'",
]  # fmt: skip


def test_any_names_of_classes_are_told(tmp_path: Path):
    lenet.mlflow.export(lenet.load("tutorial"), tmp_path / "model", classes=CLASSES)
    assert told(tmp_path / "model")["metadata"]["classes"] == CLASSES
    recorded = json.loads((tmp_path / "model" / "network" / "config.json").read_text("utf-8"))
    assert recorded["data"] == {"classes": CLASSES}


def test_what_is_there_is_not_overwritten(tmp_path: Path):
    model = lenet.load("tutorial")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("mine")
    for name in ("file", "folder"):
        with pytest.raises(DataError, match=f"a new or an empty folder .*{name} is not"):
            lenet.mlflow.export(model, tmp_path / name)
    assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "file").read_text() == "mine"


def test_a_model_that_cannot_be_served_is_refused_and_leaves_nothing(tmp_path: Path):
    one = Input((28, 28, 1))
    flat = Flatten()(one)
    several = Model(one, [flat, Dense(3)(flat)])
    for model in (several, Sequential([Input((28, 28, 1)), Conv2D(2, 5)])):
        with pytest.raises(ModelError, match="one row of scores"):
            lenet.mlflow.export(model, tmp_path / "model")
    with pytest.raises(ModelError, match="expected 10 names of classes, received 1"):
        lenet.mlflow.export(lenet.load("tutorial"), tmp_path / "model", classes=["a"])
    colours = Sequential([Input((8, 8, 3)), Flatten(), Dense(2)])
    with pytest.raises(ModelError, match="a network of grey pictures"):
        lenet.mlflow.export(colours, tmp_path / "model", with_preparation=True)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lenet.mlflow.exporting_folder.write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        lenet.mlflow.export(lenet.load("tutorial"), tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_say_what_it_takes_is_refused(tmp_path: Path):
    lenet.mlflow.export(lenet.load("tutorial"), tmp_path / "model")
    module = importlib.import_module("lenet.mlflow.pyfunc")
    with pytest.raises(DataError, match="expected with_preparation true or false in the MLmodel"):
        module._load_pyfunc(str(tmp_path / "model" / "network"), {"with_preparation": "yes"})


@pytest.mark.filterwarnings("ignore")
def test_mlflow_loads_and_serves_it(pixels: np.ndarray, tmp_path: Path):
    mlflow = pytest.importorskip("mlflow", exc_type=ImportError)
    from mlflow.pyfunc import scoring_server
    from starlette.testclient import TestClient

    model = lenet.load("modern")
    lenet.mlflow.export(model, tmp_path / "model", with_preparation=True)
    found = mlflow.pyfunc.load_model(str(tmp_path / "model"))
    scores = model.scores(network_input(pixels, model.normalisation))
    assert np.array_equal(found.predict(pixels), scores)
    assert found.metadata.metadata["classes"] == list("0123456789")
    client = TestClient(scoring_server.init(found))
    answer = client.post("/invocations", json={"inputs": pixels.tolist()})
    assert np.array_equal(np.array(answer.json()["predictions"], np.float32), scores)
    assert client.post("/invocations", json={"inputs": pixels[0].tolist()}).status_code == 400
    assert client.post("/invocations", json={"inputs": [[[300] * 28] * 28]}).status_code == 400
