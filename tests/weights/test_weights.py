"""The networks that come trained: what their records say is so, and can be made again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lenet
from lenet.errors import DataError
from lenet.evaluation import score
from lenet.networks import NETWORKS
from lenet.reading import Calibration
from lenet.runs.record import read_record
from lenet.weights import find, shipped


def test_every_network_and_the_reader_come_trained() -> None:
    assert shipped() == sorted([*NETWORKS, "reader"])


@pytest.mark.parametrize("name", NETWORKS)
def test_a_record_says_what_the_network_does_on_all_10000_test_images(
    mnist: lenet.datasets.Dataset, name: str
) -> None:
    record, model = read_record(find(name)), lenet.load(name)
    images, labels = mnist.test
    got = score(labels, model.scores(record.recipe.network_input(images), threads=2))
    said = record.config["result"]
    assert got.images == said["images"] == 10_000
    # another instruction set rounds otherwise
    same = record.config["instructions"] == model.network.instructions
    assert got.errors == pytest.approx(said["errors"], abs=0 if same else 5)
    assert record.sha256 == mnist.sha256


@pytest.mark.parametrize("name", NETWORKS)
def test_a_record_has_all_that_makes_the_weights_again(name: str) -> None:
    record, known = read_record(find(name)), NETWORKS[name]
    own = known.recipe
    distorted = name == "original"  # the paper's better network
    assert record.recipe == replace(own, distortion=own.distortion_if(distorted or own.distortion))
    assert record.config["epochs_trained"] == own.epochs
    assert record.config["command"].startswith(f"lenet train {name}")
    assert record.config["command"].endswith(f"--seed {record.config['seed']}")
    assert set(record.config["versions"]) == {"lenet", "numpy", "python"}
    assert lenet.load(name).get_config()["layers"] == known.build(0).get_config()["layers"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_short_run_of_its_recipe_gives_the_same_bytes_on_any_number_of_threads(
    mnist: lenet.datasets.Dataset, name: str
) -> None:
    recipe = replace(read_record(find(name)).recipe, epochs=2)
    images, labels = (part[:700] for part in mnist.train)
    made = []
    for threads in (1, 2):
        model = NETWORKS[name].build(3)
        recipe.compile(model, len(images))
        recipe.fit(model, images, labels, threads=threads)
        made.append(np.concatenate([array.ravel() for array in model.get_weights()]).tobytes())
    assert made[0] == made[1]
    begun = np.concatenate([array.ravel() for array in NETWORKS[name].build(3).get_weights()])
    assert made[0] != begun.tobytes()


def test_a_folder_without_a_model_does_not_hide_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "original").mkdir()
    assert lenet.load("original").name == "original"


def test_a_reader_in_a_folder_of_the_shipped_readers_name_is_read_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = lenet.Reader.load().calibrated(Calibration(offset=1.5))
    own.save(Path("reader"))
    assert lenet.Reader.load().calibration != own.calibration
    assert lenet.Reader.load("lenet:reader").calibration != own.calibration
    for given in ("./reader", Path("reader")):
        assert lenet.Reader.load(given).calibration == own.calibration
    with pytest.raises(DataError, match=r"name the folder \./reader, or"):
        lenet.Reader.load("reader")


def test_a_folder_of_ones_own_is_found_though_it_has_a_shipped_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lenet.tutorial(seed=7).save("original")
    for given in ("./original", Path("original"), f"{tmp_path}/original", f"{tmp_path}/./original"):
        assert lenet.load(given).name == "tutorial"
    assert lenet.load("lenet:original").name == "original"
    assert lenet.load("modern").name == "modern"
    both = r"name the folder \./original, or the network lenet:original$"
    with pytest.raises(DataError, match=both):
        lenet.load("original")
    with pytest.raises(DataError, match=r"expected a folder of a saved model: modern/config\.json"):
        lenet.load(Path("modern"))
    with pytest.raises(DataError, match="expected a folder of a saved model"):
        lenet.load("nowhere")
